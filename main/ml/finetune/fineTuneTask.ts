import type { Alphabet } from '../../../shared/alphabet.ts';
import {
  mostForgotten,
  type Score,
  type TrainingSettings,
  type FrozenLayers,
} from '../../../shared/contract/run.ts';
import { type RecogniserConfig, weightSteps } from '../networks/recogniser/config.ts';
import type { RecogniserWeights } from '../networks/recogniser/network.ts';
import type { PoolStream } from '../training/poolStream.ts';
import { recogniserTask, type WordBatch } from '../training/recogniserTask.ts';
import type { TrainingTask } from '../training/train.ts';
import type { LabelledInk } from '../training/wordBank.ts';
import { scoreWords } from './scoreWords.ts';
import { keepWeights } from './writeModel.ts';

/** The scores of one set of weights. */
export interface WordScores {
  readonly heldBack: Score;
  /** Null where there is nothing to check on. */
  readonly base: Score | null;
  /** Best-path text of each held-back word. */
  readonly readings: readonly string[];
}

export interface FineTuneTaskOptions {
  readonly weights: RecogniserWeights;
  readonly config: RecogniserConfig;
  readonly alphabet: Alphabet;
  /** What a checkpoint must be of to be gone on from. */
  readonly description: string;
  readonly settings: TrainingSettings;
  readonly pools: PoolStream;
  readonly heldBack: readonly LabelledInk[];
  readonly check: readonly LabelledInk[];
  /** Where the best weights are kept. */
  readonly bestPath: string;
  /** Of the weights before training. */
  readonly before: WordScores;
  /** Whether weights that forget what they are checked on are the worse for it. */
  readonly mayForget: boolean;
  readonly onScores: (scores: WordScores) => void;
}

export function fineTuneTask(options: FineTuneTaskOptions): TrainingTask<WordBatch> {
  const { weights, config, alphabet, description, settings, pools } = options;
  const { isFrozen, rateOf } = layerRates(config, settings.frozen, settings.layerRate);
  const task = recogniserTask({
    weights,
    config,
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
    ...weightSteps(settings.optimizer),
    // The same rate for all needs no product.
    ...(settings.layerRate === 1 ? {} : { rateOf }),
    keepBest: (step) => keepWeights(options.bestPath, weights, step),
  };
}

/** A network with the words that it is judged by. */
export type ScoredNetwork = Pick<
  FineTuneTaskOptions,
  'weights' | 'config' | 'alphabet' | 'heldBack' | 'check'
>;

/** Reads the held-back words and those to check on with the weights in place. @throws what `signal` was aborted with */
export async function scoreAll(
  { heldBack, check, ...network }: ScoredNetwork,
  signal?: AbortSignal,
): Promise<WordScores> {
  const held = await scoreWords(network, heldBack, signal);
  const base = check.length === 0 ? null : (await scoreWords(network, check, signal)).score;
  return { heldBack: held.score, base, readings: held.readings };
}

/** Nats for each letter weigh as errors do where few words are held back: they say more of each. */
const natsWeight = { words: 300, weight: 0.5 } as const;
/** A point forgotten beyond what is allowed outweighs any that is gained. */
const forgottenWeight = 10;

/** Weights are worth the more, the fewer errors and nats they give, as long as they forget little. */
export function worthOf({ heldBack, base }: WordScores, before: WordScores, mayForget: boolean): number {
  const trust = Math.min(1, natsWeight.words / heldBack.words);
  const errors = heldBack.cer + natsWeight.weight * trust * heldBack.loss;
  const isChecked = !mayForget && base !== null && before.base !== null;
  const forgotten = isChecked ? Math.max(0, base.cer - before.base.cer - mostForgotten) : 0;
  return -errors - forgottenWeight * forgotten;
}

/** How a weight of the recogniser takes part in training, by its name. */
export interface LayerRates {
  readonly isFrozen: (name: string) => boolean;
  /** A multiple of the learning rate. */
  readonly rateOf: (name: string) => number;
}

/**
 * Layers towards the image see what every hand has in common, those towards the text what is said of it:
 * each may learn slower than the next (Howard and Ruder, "Universal language model fine-tuning", 2018).
 *
 * @param layerRate of a layer, as a multiple of the next one's; 1 is the same for all
 */
function layerRates(config: RecogniserConfig, frozen: FrozenLayers, layerRate: number): LayerRates {
  const layers = [
    'transformer',
    'stem',
    ...config.blocks.map((_, index) => `blocks.${index}`),
    ...config.recurrent.map((_, index) => `recurrent.${index}`),
    'head',
  ];
  const layerOf = (name: string): number => {
    const layer = layers.findIndex((prefix) => name.startsWith(`${prefix}.`));
    if (layer === -1) throw new RangeError(`${name} is in no layer of this recogniser.`);
    return layer;
  };
  const firstTrained = {
    none: 0,
    convolutions: 2 + config.blocks.length,
    'all-but-head': layers.length - 1,
  }[frozen];
  return {
    isFrozen: (name) => layerOf(name) < firstTrained,
    rateOf: (name) => layerRate ** (layers.length - 1 - layerOf(name)),
  };
}
