/**
 * Opens a library and does in it what a person does: imports and reads a photo, searches, corrects a word, draws and
 * freezes a dataset, trains two steps and exports the model. Prints what came of it as one line of JSON.
 *
 * Arguments: an empty folder; a photo; optionally an address to request first, to see that requests are noticed.
 */
import { join } from 'node:path';
import { openServices } from '../../main/services.ts';

const [folder = '', photo = '', address] = process.argv.slice(2);
if (address !== undefined) await fetch(address).catch(() => undefined);

const services = await openServices({ library: join(folder, 'library'), announce: () => undefined });
services.start();
const { library, jobs, search, datasets, training, models } = services;
await jobs.finished((await library.importPaths({ paths: [photo], read: true })).id);
const { words } = library.info();
const found = search.calls.search({ query: 'the', offset: 0, limit: 5 }).total;

const work = { signal: new AbortController().signal, onProgress: () => undefined };
const texts = { text: 'ink tree list queue stack node heap graph' };
const drawing = { texts, fonts: null, level: 'word', seed: 1, count: 16 } as const;
const drawn = await datasets.drawNow(
  { ...drawing, name: 'Drawn', mode: null, splitRule: null, licence: null },
  work,
);
const about = { author: null, note: '', tags: [] };
const { version } = await datasets.freezeNow({ dataset: drawn.dataset, ...about }, work);
// A network of its own trains and scores its words in a tenth of the time of the starter.
const networkOptions = { channels: [8, 8, 16, 16, 24, 24, 64], hidden: 64 };
const changes = { epochs: 1, batch: 7, rehearsal: 0, evaluations: 1, patience: 0, network: 'crnn' } as const;
const { id } = await training.calls.startRun({
  changes: { ...changes, networkOptions },
  ...{ dataset: version, base: null, preset: 'quick', engine: 'wasm', title: null },
});
const run = await training.finished(id);
const model = run.result?.model;
const args = { path: join(folder, 'model.onnx'), format: 'onnx' } as const;
if (model !== undefined) await models.calls.exportModel({ model, ...args });
await services.close();
process.stdout.write(
  `${JSON.stringify({ words, found, samples: drawn.samples, state: run.state, steps: run.step, error: run.error })}\n`,
);
