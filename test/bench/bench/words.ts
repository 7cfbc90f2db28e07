import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import { recogniseWords } from '../../../main/reader/recogniseWords.ts';
import { createSessions, type LoadedModel } from '../../../main/reader/models/sessions.ts';
import { wordDecoderFor } from '../../../main/reader/models/wordDecoders.ts';
import { wordPosteriors } from '../../../main/reader/models/wordPosteriors.ts';
import { fitWord } from '../../../main/imaging/geometry/fitWord.ts';
import type { InkImage } from '../../../main/imaging/pixels.ts';
import type { Posteriors } from '../../../main/ml/decoding/posteriors.ts';
import { wordShape } from '../../../main/ml/networks/input.ts';
import { recogniserPath } from '../../../pretraining/shippedModels.ts';
import { print, printTable } from '../../../pretraining/printTable.ts';
import { wordsToRead } from './material.ts';
import { median } from './median.ts';
import { processorMs } from './processorMs.ts';
import { decoded } from '../../support/posteriors.ts';

const definitions = `
words/s: from the ink of a word to ten readings: fitting, batching, ONNX Runtime, softmax, decoder.
threads: all that compute, the one that also decodes included; each runs batches of its own.
processor ms: of all threads, which other work on the machine changes little.
ms a word: each part by itself on the same words, all threads; the network with batching and softmax.
Medians over the rounds, in turn; the ratio is of figures of the same round.`;

const wanted = { threads: 2, wordsPerSecond: 1500 };

type Recogniser = LoadedModel<RecogniserMetadata>;

interface Figures {
  readonly wordsPerSecond: number[];
  /** Milliseconds of processor time a word, all threads together. */
  readonly processor: number[];
  /** Milliseconds a word, of each part. */
  readonly fitting: number[];
  readonly network: number[];
  readonly decoder: number[];
}

interface Variant {
  readonly threads: number;
  readonly model: Recogniser;
  readonly figures: Figures;
}

/** Words a second that the recogniser reads, with one and two threads, and what takes the time. */
export async function benchWords(rounds: number): Promise<void> {
  const { name, items } = await wordsToRead();
  const variants: Variant[] = [];
  for (const threads of [1, 2]) {
    const model = await createSessions().open('recogniser', recogniserPath, threads);
    const figures = { wordsPerSecond: [], processor: [], fitting: [], network: [], decoder: [] };
    variants.push({ threads, model, figures });
    await recogniseWords(model, items.slice(0, 200), { alternatives: 10 });
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const { model, figures } of variants) await readOnce(model, items, figures);
  }

  const sha256 = variants[0]?.model.sha256 ?? '';
  print(`\nReading words: ${items.length} ${name}, recogniser ${sha256}`);
  printTable(
    [
      'threads',
      'words/s',
      'processor ms a word',
      'ms a word: fitting',
      'network',
      'decoder',
      'decoder / network',
    ],
    variants.map(({ threads, figures: { wordsPerSecond, processor, fitting, network, decoder } }) => [
      String(threads),
      median(wordsPerSecond).toFixed(0),
      ...[processor, fitting, network, decoder].map((part) => median(part).toFixed(2)),
      (median(decoder) / median(network)).toFixed(2),
    ]),
  );
  printVerdict(variants);
  print(definitions);
}

function printVerdict(variants: readonly Variant[]): void {
  const [one, many] = variants;
  if (one === undefined || many === undefined) return;
  const ratio = median(
    many.figures.wordsPerSecond.map(
      (speed, round) => speed / (one.figures.wordsPerSecond[round] ?? Number.NaN),
    ),
  );
  print(`${many.threads} threads over one: ${ratio.toFixed(2)}`);
  const speed = median(many.figures.wordsPerSecond);
  print(
    `wanted on ${wanted.threads} threads at least ${wanted.wordsPerSecond} words/s: ` +
      `${speed.toFixed(0)}, ${speed >= wanted.wordsPerSecond ? 'holds' : 'DOES NOT HOLD'}`,
  );
}

async function readOnce(model: Recogniser, words: readonly InkImage[], figures: Figures): Promise<void> {
  const used = process.cpuUsage();
  const whole = await timed(() => recogniseWords(model, words, { alternatives: 10 }));
  figures.wordsPerSecond.push((1000 * words.length) / whole);
  figures.processor.push(processorMs(used) / words.length);

  const decoder = await wordDecoderFor(model.metadata);
  const shape = wordShape(model.metadata);
  const fitting = await timed(() => words.map((word) => fitWord(word, shape)));
  const outputs: Posteriors[] = [];
  const toPosteriors = await timed(async () => {
    for await (const { posteriors } of wordPosteriors(model, words)) outputs.push(posteriors);
  });
  const decoding = await timed(() => outputs.map((posteriors) => decoded(decoder, posteriors, 10)));
  // Fitting is shared out with the network; measured here on one thread.
  const fittingShare = fitting / (1 + model.threads.length);
  figures.fitting.push(fittingShare / words.length);
  figures.network.push((toPosteriors - fittingShare) / words.length);
  figures.decoder.push(decoding / words.length);
}

/** Milliseconds. */
async function timed(action: () => unknown): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}
