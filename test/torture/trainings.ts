import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tf } from '../../main/ml/tf.ts';
import { openServices, type Services } from '../../main/services.ts';
import { openLibrary } from '../../main/store/library/open.ts';
import { libraryPaths } from '../../main/store/library/libraryPaths.ts';
import { unwatched } from '../support/datasetRecords.ts';
import { smallConfig } from '../support/eightWords.ts';
import { wordsModel } from '../support/wordVersion.ts';
import { restart } from './restart.ts';
import type { Scenario, Work } from './scenario.ts';

const words = 16;
const base = 'small';

/** Trains a small recogniser on a few words, one run after the other. */
export const trainingScenario: Scenario = {
  name: 'trainings',
  kills: 40,
  open: training,
};

async function training(folder: string): Promise<Work> {
  const library = join(folder, 'library');
  openLibrary(library).close();
  const { models } = libraryPaths(library);
  mkdirSync(models, { recursive: true });
  await tf.setBackend('cpu');
  writeFileSync(join(models, `${base}.onnx`), wordsModel(smallConfig, 3));
  const version = await freezeWords(library);
  const told = new Set<number>();
  return {
    library,
    next: () => Promise.resolve(['runUntilKilled.ts', library, version, base]),
    heard(line) {
      if (line !== 'open') told.add(Number(line));
    },
    check: () => restart(library, (services) => brokenRuns(services, library, told)),
    confirmed: () => told.size,
  };
}

async function freezeWords(library: string): Promise<string> {
  const services = await openServices({ library, announce: () => undefined });
  try {
    const drawn = await services.datasets.drawNow(
      {
        name: 'Drawn',
        texts: { text: 'ink over book FIG 42' },
        fonts: null,
        level: 'word',
        seed: 1,
        count: words,
        mode: null,
        splitRule: null,
        licence: null,
      },
      unwatched,
    );
    const freezing = { dataset: drawn.dataset, author: null, note: '', tags: [] };
    return (await services.datasets.freezeNow(freezing, unwatched)).version;
  } finally {
    await services.close();
  }
}

/** Every run must end with the same model, byte for byte: then the library has it once, under the name of the first run. */
async function brokenRuns(
  { training: runs, models }: Services,
  library: string,
  told: ReadonlySet<number>,
): Promise<string[]> {
  const problems: string[] = [];
  const all = runs.calls.listRuns();
  const found = new Set<number>(all.map(({ id }) => id));
  for (const id of told) if (!found.has(id)) problems.push(`run ${id} is lost`);
  for (const { id, state, result, error } of all) {
    if (state !== 'done' || result === null) problems.push(`run ${id} is ${state}: ${error?.message ?? ''}`);
  }
  const trained = (await models.calls.listModels()).filter(({ id }) => id.startsWith('run-'));
  if (trained.length !== 1 || trained.some(({ problem }) => problem !== null)) {
    problems.push(
      `the runs ended with ${trained.length} models: ${trained.map(({ id, problem }) => `${id} ${problem ?? ''}`).join(', ')}`,
    );
  }
  const folder = join(library, 'runs');
  const left = existsSync(folder) ? readdirSync(folder) : [];
  if (left.length > 0) problems.push(`checkpoints are left of the runs ${left.join(', ')}`);
  return problems;
}
