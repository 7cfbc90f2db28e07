/**
 * Interpolates between the weights before and after fine-tuning (WiSE-FT): an interpolation often reads the new
 * words nearly as well as the fine-tuned weights, and the old words hardly worse than before. Wortsman et al.,
 * "Robust fine-tuning of zero-shot models", 2022.
 */
import { forgetsTooMuch } from '../../../shared/contract/run.ts';
import { editDistance } from '../../../shared/text.ts';
import { type Tensor, tf } from '../tf.ts';
import { assignWeights, namedWeights, type WeightTree } from '../weights.ts';
import { scoreAll, worthOf, type ScoredNetwork, type WordScores } from './fineTuneTask.ts';

/** Interpolation coefficients to try; 1 is the fine-tuned network. */
const shares = [1, 0.75, 0.5, 0.35, 0.2] as const;
/** The coefficients if forgetting does not matter: unseen writers gain from the old weights even then. */
const nearlyAll = [1, 0.9, 0.8] as const;
/** With fewer held-back words the choice would be random. */
const fewestJudges = 300;

export type Weights = ReadonlyMap<string, Tensor>;

/** Copies of the current values; the caller disposes them. */
export function copyWeights(weights: WeightTree): Weights {
  return new Map([...namedWeights(weights)].map(([name, variable]) => [name, variable.clone()]));
}

export function disposeCopy(weights: Weights): void {
  tf.dispose([...weights.values()]);
}

/** Assigns the interpolation (1 - share) * from + share * to. */
function assignBlend(weights: WeightTree, from: Weights, to: Weights, share: number): void {
  tf.tidy(() => {
    const mixed = [...from].map(([name, value]): [string, Tensor] => {
      const other = to.get(name);
      return [name, other === undefined ? value : tf.add(tf.mul(value, 1 - share), tf.mul(other, share))];
    });
    assignWeights(weights, new Map(mixed));
  });
}

/**
 * Assigns the interpolation that scores best on the monitored words among those that do not forget too much on all
 * check words. If all forget too much, it assigns the one with the smallest coefficient.
 *
 * @param watched the same network with fewer check words
 * @param before scores before training, with the fewer and with all check words
 * @returns the scores of all words
 * @throws the reason of `signal` when it is aborted
 */
export async function assignBestBlend(
  reading: ScoredNetwork,
  watched: ScoredNetwork,
  from: Weights,
  before: { readonly watched: WordScores; readonly all: WordScores },
  signal?: AbortSignal,
): Promise<WordScores> {
  const to = copyWeights(reading.network.weights);
  try {
    const worths: { share: number; worth: number }[] = [];
    for (const share of shares) {
      assignBlend(reading.network.weights, from, to, share);
      worths.push({ share, worth: worthOf(await scoreAll(watched, signal), before.watched, false) });
    }
    let scores = before.all;
    let tried = Infinity;
    for (const { share } of worths.toSorted((a, b) => b.worth - a.worth)) {
      // A larger coefficient than one that forgets too much forgets even more.
      if (share >= tried) continue;
      tried = share;
      assignBlend(reading.network.weights, from, to, share);
      scores = await scoreAll(reading, signal);
      if (!forgetsTooMuch(before.all.base, scores.base)) break;
    }
    return scores;
  } finally {
    disposeCopy(to);
  }
}

/**
 * Assigns the interpolation with the smallest coefficient that reads the held-back words as well as the best one,
 * within one standard error. The held-back words are by writers in the training data, so they do not show the
 * effect on other writers: this small step back costs the known writers nothing, and other writers are read better.
 *
 * @returns the scores of all words
 * @throws what `signal` was aborted with
 */
export async function assignLeastBlend(
  reading: ScoredNetwork,
  from: Weights,
  signal?: AbortSignal,
): Promise<WordScores> {
  const all = await scoreAll(reading, signal);
  if (reading.heldBack.length < fewestJudges) return all;
  const to = copyWeights(reading.network.weights);
  try {
    const tried: { share: number; scores: WordScores; errors: number[] }[] = [];
    for (const share of nearlyAll) {
      assignBlend(reading.network.weights, from, to, share);
      const scores = share === 1 ? all : await scoreAll(reading, signal);
      const errors = reading.heldBack.map(({ text }, word) => editDistance(text, scores.readings[word]));
      tried.push({ share, scores, errors });
    }
    const chosen = leastShare(tried);
    assignBlend(reading.network.weights, from, to, chosen.share);
    return chosen.scores;
  } finally {
    disposeCopy(to);
  }
}

/**
 * The smallest coefficient whose errors exceed those of the best one by at most one standard error of the paired
 * difference per word: the one-standard-error rule of Breiman et al., "Classification and regression trees", 1984,
 * section 3.4.3.
 *
 * @param tried each with its number of errors in each word; the same words in the same order
 */
export function leastShare<Tried extends { readonly share: number; readonly errors: readonly number[] }>(
  tried: readonly Tried[],
): Tried {
  const best = tried.toSorted((a, b) => sum(a.errors) - sum(b.errors)).at(0);
  if (best === undefined) throw new RangeError('There is nothing to choose from.');
  const asGood = tried.filter(({ errors }) => {
    const more = errors.map((count, word) => count - best.errors[word]);
    return sum(more) / more.length <= standardError(more);
  });
  return asGood.reduce((least, one) => (one.share < least.share ? one : least), best);
}

/** Standard error of the mean. */
function standardError(values: readonly number[]): number {
  const mean = sum(values) / values.length;
  const squares = sum(values.map((value) => (value - mean) ** 2));
  return Math.sqrt(squares / (values.length * Math.max(1, values.length - 1)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
