import type { Alphabet } from '../../../shared/alphabet.ts';
import {
  mostForgotten,
  type Score,
  type TrainingSettings,
  type FrozenLayers,
} from '../../../shared/contract/run.ts';
import { weightSteps } from '../networks/recogniser/config.ts';
import type { Network, WordBatch } from '../networks/network.ts';
import { isAuxiliary } from '../networks/registry.ts';
import type { PoolStream } from '../training/poolStream.ts';
import { recogniserTask, wordBatch } from '../training/recogniserTask.ts';
import type { TrainingTask } from '../training/train.ts';
import type { LabelledInk } from '../training/wordBank.ts';
import { keepWeights } from './writeModel.ts';
import { setImmediate } from 'node:timers/promises';
import { characterErrorRate, characters, wordErrorRate } from '../../../shared/text.ts';
import { ctcLogLikelihood, decodeGreedily } from '../decoding/ctcPaths.ts';
import { type Posteriors, posteriorsOf } from '../decoding/posteriors.ts';
import { tf } from '../tf.ts';

/** The scores of one set of weights. */
export interface WordScores {
  readonly heldBack: Score;
  /** Null if there are no check words. */
  readonly base: Score | null;
  /** Best-path text of each held-back word. */
  readonly readings: readonly string[];
}

export interface FineTuneTaskOptions {
  readonly network: Network;
  readonly alphabet: Alphabet;
  /** See `TrainingTask.description`. */
  readonly description: string;
  readonly settings: TrainingSettings;
  readonly pools: PoolStream;
  readonly heldBack: readonly LabelledInk[];
  readonly check: readonly LabelledInk[];
  /** Path of the file of the best weights so far. */
  readonly bestPath: string;
  readonly before: WordScores;
  /** Whether the score ignores errors on the check words. */
  readonly mayForget: boolean;
  readonly onScores: (scores: WordScores) => void;
}

export function fineTuneTask(options: FineTuneTaskOptions): TrainingTask<WordBatch> {
  const { network, alphabet, description, settings, pools } = options;
  const { isFrozen, rateOf } = layerRates(network, settings.frozen, settings.layerRate);
  const task = recogniserTask({
    network,
    alphabet,
    description,
    batchSize: settings.batch,
    pools,
    async evaluate() {
      const scores = await scoreAll(options);
      options.onScores(scores);
      return { score: worthOf(scores, options.before, options.mayForget), metrics: {} };
    },
  });
  return {
    ...task,
    isFrozen,
    ...weightSteps(settings.optimizer, network.config),
    // With equal rates the optimizer needs no multiplication by them.
    ...(settings.layerRate === 1 ? {} : { rateOf }),
    keepBest: (step) => keepWeights(options.bestPath, network.weights, step),
  };
}

/** A network with the words that it is evaluated on. */
export type ScoredNetwork = Pick<FineTuneTaskOptions, 'network' | 'alphabet' | 'heldBack' | 'check'>;

/**
 * Evaluates the current weights on the held-back words and the check words. @throws the reason of `signal` when it
 * is aborted
 */
export async function scoreAll(
  { heldBack, check, ...reading }: ScoredNetwork,
  signal?: AbortSignal,
): Promise<WordScores> {
  const held = await scoreWords(reading, heldBack, signal);
  const base = check.length === 0 ? null : (await scoreWords(reading, check, signal)).score;
  return { heldBack: held.score, base, readings: held.readings };
}

/**
 * Weight of the loss per character in the score, with up to so many held-back words: on few words the loss is less
 * noisy than the CER.
 */
const natsWeight = { words: 300, weight: 0.5 } as const;
/** Weight of CER that is forgotten beyond the allowed amount: it outweighs any gain. */
const forgottenWeight = 10;

/**
 * The score of weights, higher is better: it falls with CER and loss on the held-back words, and steeply with
 * forgetting beyond `mostForgotten`.
 */
export function worthOf({ heldBack, base }: WordScores, before: WordScores, mayForget: boolean): number {
  const trust = Math.min(1, natsWeight.words / heldBack.words);
  const errors = heldBack.cer + natsWeight.weight * trust * heldBack.loss;
  const isChecked = !mayForget && base !== null && before.base !== null;
  const forgotten = isChecked ? Math.max(0, base.cer - before.base.cer - mostForgotten) : 0;
  return -errors - forgottenWeight * forgotten;
}

/**
 * Which weights of the recogniser are trained, and at which rate, by their names: discriminative fine-tuning (Howard and Ruder, "Universal language model fine-tuning for text classification",
 * 2018): layers near the image detect what all writers have in common, so that each layer may learn more slowly
 * than the next one.
 *
 * @param layerRate the learning rate of a layer as a multiple of the next layer's; 1 for equal rates
 */
function layerRates({ layers: { convolutions, others } }: Network, frozen: FrozenLayers, layerRate: number) {
  const layers = [...convolutions, ...others];
  const layerOf = (name: string): number => {
    if (isAuxiliary(name)) return layers.length - 1;
    const layer = layers.findIndex((prefix) => name.startsWith(`${prefix}.`));
    if (layer === -1) throw new RangeError(`${name} does not belong to any layer of this recogniser.`);
    return layer;
  };
  const firstTrained = {
    none: 0,
    convolutions: convolutions.length,
    'all-but-head': layers.length - 1,
  }[frozen];
  return {
    isFrozen: (name: string): boolean => layerOf(name) < firstTrained,
    /** A multiple of the learning rate. */
    rateOf: (name: string): number => layerRate ** (layers.length - 1 - layerOf(name)),
  };
}

const wordsOfABatch = 64;
/** Loss per character of a label that no path gives: finite, so that means are finite. */
const mostNats = 30;

/** A network at inference. */
interface ReadingNetwork {
  readonly network: Network;
  readonly alphabet: Alphabet;
}

/**
 * Reads fitted words with the current weights and compares the readings with the labels.
 *
 * @throws the reason of `signal` when it is aborted, between two batches
 */
export async function scoreWords(
  reading: ReadingNetwork,
  words: readonly LabelledInk[],
  signal?: AbortSignal,
) {
  const { alphabet } = reading;
  const order = words
    .map((word, index) => ({ word, index }))
    .sort((a, b) => a.word.ink.width - b.word.ink.width);
  const readings: string[] = words.map(() => '');
  let nats = 0;
  for (let start = 0; start < order.length; start += wordsOfABatch) {
    // Kernels run synchronously. Yield to the event loop, so that a signal can arrive.
    await setImmediate();
    signal?.throwIfAborted();
    const batch = order.slice(start, start + wordsOfABatch);
    const outputs = await posteriorsOfWords(
      reading,
      batch.map(({ word }) => word),
    );
    for (const [place, { word, index }] of batch.entries()) {
      const posteriors = outputs[place];
      readings[index] = alphabet.decode(decodeGreedily(posteriors).letters);
      nats += natsOf(alphabet.encode(word.text), posteriors);
    }
  }
  const comparisons = words.map(({ text }, index) => ({ truth: text, reading: readings[index] }));
  const letters = words.reduce((sum, { text }) => sum + characters(text).length, 0);
  return {
    score: {
      words: words.length,
      cer: characterErrorRate(comparisons),
      wer: wordErrorRate(comparisons),
      loss: nats / letters,
    },
    /** Best-path text of each word, in their order. */
    readings,
  };
}

/** The CTC posteriors of the words of one batch, in their order. */
async function posteriorsOfWords(
  { network, alphabet }: ReadingNetwork,
  words: readonly LabelledInk[],
): Promise<Posteriors[]> {
  const logits = tf.tidy(() => {
    return network.logits(wordBatch(words, network.config, alphabet).images);
  });
  const [time, batch, classes] = logits.shape;
  const values = Float32Array.from(await logits.data());
  logits.dispose();
  return words.map((_, place) => posteriorsOf(values, { batch, classes }, place, time));
}

/** The loss of a word: -log p(label), in nats. */
function natsOf(label: Int32Array, posteriors: Posteriors): number {
  return Math.min(-ctcLogLikelihood(posteriors, label), mostNats * label.length);
}
