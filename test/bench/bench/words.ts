import type { RecogniserMetadata } from '../../../shared/model.ts';
import { recogniseWords } from '../../../main/engine/reader/recogniseWords.ts';
import { createSessions, type LoadedModel } from '../../../main/engine/reader/sessions.ts';
import { wordLattices } from '../../../main/engine/reader/wordLattices.ts';
import { fitWord } from '../../../main/imaging/fitWord.ts';
import type { InkImage } from '../../../main/imaging/pixels.ts';
import type { Lattice } from '../../../main/ml/decoding/lattice.ts';
import { defaultBeam, searchPrefixBeam } from '../../../main/ml/decoding/prefixBeamSearch.ts';
import { recogniserPath } from '../measure/models.ts';
import { print, printTable } from '../measure/table.ts';
import { wordsToRead } from './material.ts';
import { median } from './median.ts';
import { processorMs } from './processorMs.ts';

const definitions = `
words/s: fitting, batching by width, ONNX Runtime, prefix beam search with ten readings a word.
threads: of ONNX Runtime within an operator; fitting and the beam search are on one thread always.
processor ms: of all threads, which other work on the machine changes little.
ms a word: each part by itself, on the same words; the network with its batching and softmax.
Medians over the rounds, in turn.`;

type Recogniser = LoadedModel<RecogniserMetadata>;

interface Figures {
  readonly wordsPerSecond: number[];
  /** Milliseconds of processor time a word, all threads together. */
  readonly processor: number[];
  /** Milliseconds a word, of each part. */
  readonly fitting: number[];
  readonly network: number[];
  readonly beam: number[];
}

/** Words a second that the recogniser reads, with one and two threads, and what takes the time. */
export async function benchWords(rounds: number): Promise<void> {
  const { name, items } = await wordsToRead();
  const models: [threads: number, model: Recogniser, figures: Figures][] = [];
  for (const threads of [1, 2]) {
    const model = await createSessions().open('recogniser', recogniserPath, threads);
    models.push([threads, model, { wordsPerSecond: [], processor: [], fitting: [], network: [], beam: [] }]);
    await recogniseWords(model, items.slice(0, 200), { alternatives: 10 });
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const [, model, figures] of models) await readOnce(model, items, figures);
  }

  const sha256 = models[0]?.[1].sha256 ?? '';
  print(`\nReading words: ${String(items.length)} ${name}, recogniser ${sha256}`);
  printTable(
    ['threads', 'words/s', 'processor ms a word', 'ms a word: fitting', 'network', 'beam', 'beam / network'],
    models.map(([threads, , { wordsPerSecond, processor, fitting, network, beam }]) => [
      String(threads),
      median(wordsPerSecond).toFixed(0),
      ...[processor, fitting, network, beam].map((part) => median(part).toFixed(2)),
      (median(beam) / median(network)).toFixed(2),
    ]),
  );
  print(definitions);
}

async function readOnce(model: Recogniser, words: readonly InkImage[], figures: Figures): Promise<void> {
  const used = process.cpuUsage();
  const whole = await timed(() => recogniseWords(model, words, { alternatives: 10 }));
  figures.wordsPerSecond.push((1000 * words.length) / whole);
  figures.processor.push(processorMs(used) / words.length);

  const shape = { height: model.metadata.height, maxWidth: Math.max(...model.metadata.widths) };
  const fitting = await timed(() => words.map((word) => fitWord(word, shape)));
  const lattices: Lattice[] = [];
  const toLattices = await timed(async () => {
    for await (const { lattice } of wordLattices(model, words)) lattices.push(lattice);
  });
  const beam = await timed(() =>
    lattices.map((lattice) => searchPrefixBeam(lattice, { ...defaultBeam, count: defaultBeam.width })),
  );
  figures.fitting.push(fitting / words.length);
  figures.network.push((toLattices - fitting) / words.length);
  figures.beam.push(beam / words.length);
}

/** Milliseconds. */
async function timed(action: () => unknown): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}
