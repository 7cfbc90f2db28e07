import { type Alphabet, createAlphabet } from '../../shared/alphabet.ts';
import { createRandom } from '../../shared/random.ts';
import { pasteInk } from '../../main/imaging/ink/ink.ts';
import type { InkImage } from '../../main/imaging/pixels.ts';
import { fitWord } from '../../main/imaging/geometry/fitWord.ts';
import { recogniserStride, wordShape } from '../../main/ml/networks/input.ts';
import {
  type RecogniserConfig,
  pretrainedRecogniserConfig,
} from '../../main/ml/networks/recogniser/config.ts';
import type { Network, WordBatch } from '../../main/ml/networks/network.ts';
import { recogniserNetwork, type RecogniserWeights } from '../../main/ml/networks/recogniser/network.ts';
import { evaluateRecogniser } from '../../pretraining/recogniser/evaluation.ts';
import { batchesPerPool, recogniserTask } from '../../main/ml/training/recogniserTask.ts';
import type { LabelledInk } from '../../main/ml/training/wordBank.ts';
import { createWriter, drawWord } from '../../main/ml/synthetic/words.ts';
import type { TrainingOptions, TrainingTask } from '../../main/ml/training/train.ts';
import { defaultOptimizer } from '../../main/ml/training/optimizer.ts';
import type { RecogniserMetadata } from '../../shared/contract/model.ts';

const texts = ['ink', 'over', 'lazy', 'FIG', '42', 'book', 'été', 'x=1'];

/** The letters of the eight words, each once. */
export const letters = [...new Set(texts.join(''))].join('');
export const alphabet = createAlphabet(letters);

/** All eight are padded to one width, so that reading sees what training saw. */
const width = 64;

/** The starter's network, for these letters. */
export const fullConfig: RecogniserConfig = {
  ...pretrainedRecogniserConfig(alphabet.classCount),
  widths: [width],
};

/** The same form with fewer layers and channels, for the slow engine. */
export const smallConfig: RecogniserConfig = {
  ...fullConfig,
  localisation: [4, 8],
  stem: 16,
  blocks: [
    { channels: 16, pool: [2, 2] },
    { channels: 32, pool: [2, 1] },
    { channels: 64, pool: [2, 1] },
  ],
  recurrent: [48],
};

/** Of the file of a recogniser of these words. */
export function eightWordsMetadata(config: RecogniserConfig, parameters = 1): RecogniserMetadata {
  return {
    format: 1,
    kind: 'recogniser',
    name: 'Eight words',
    characters: letters,
    height: config.height,
    widths: [...config.widths],
    stride: recogniserStride,
    parameters,
  };
}

/** Eight words of one hand, as they are cut from a page; accents, digits, a doubled letter, a sign. */
export function eightWords(): LabelledInk[] {
  return drawnTexts(texts);
}

/** Words or lines of one hand. */
export function drawnTexts(given: readonly string[]): LabelledInk[] {
  const random = createRandom(3);
  const writer = createWriter(random);
  return given.map((text) => ({
    text,
    ink: inLine(text.split(' ').map((word) => drawWord(word, writer, random))),
  }));
}

/** Words side by side on one baseline, half the height apart. */
function inLine(words: readonly InkImage[]): InkImage {
  const [only] = words;
  if (only !== undefined && words.length === 1) return only;
  const height = Math.max(...words.map((word) => word.height));
  const gap = Math.round(height / 2);
  const width = words.reduce((sum, word) => sum + word.width + gap, -gap);
  const line = { width, height, data: new Uint8Array(width * height) };
  let left = 0;
  for (const word of words) {
    pasteInk(line, word, left, height - word.height);
    left += word.width + gap;
  }
  return line;
}

/** How small networks are trained: quickly, with averages that follow soon. */
export function shortTraining(
  schedule: TrainingOptions['schedule'],
  changes: Partial<TrainingOptions> = {},
): TrainingOptions {
  return {
    seed: 1,
    schedule,
    optimizer: defaultOptimizer,
    averageDecay: 0.8,
    statisticsMomentum: 0.9,
    statisticsBatches: 2,
    evaluateEvery: schedule.totalSteps,
    ...changes,
  };
}

/** Trains on all of some words at each step. */
export function wordsTask(network: Network, alphabet: Alphabet, words: readonly LabelledInk[]) {
  const shape = wordShape(network.config);
  const fitted = words.map(({ text, ink }) => ({ text, ink: fitWord(ink, shape) }));
  const pool = Array.from({ length: batchesPerPool }, () => fitted).flat();
  const task = recogniserTask({
    network,
    alphabet,
    description: 'eight words',
    batchSize: words.length,
    pools: { pool: () => Promise.resolve(pool), close: () => Promise.resolve() },
  });
  return { task, words: fitted };
}

/** Trains on all eight words at each step and scores the network on them. */
export function eightWordsTask(
  weights: RecogniserWeights,
  config: RecogniserConfig,
): TrainingTask<WordBatch> {
  const { task, words } = wordsTask(recogniserNetwork(weights, config), alphabet, eightWords());
  const sets = [{ name: 'eightWords', words }];
  return { ...task, evaluate: () => Promise.resolve(evaluateRecogniser(weights, config, alphabet, sets)) };
}
