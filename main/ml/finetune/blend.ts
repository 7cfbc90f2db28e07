/**
 * Between a network as it was and as it became: part of the way it reads the new words nearly as well and the
 * old ones hardly worse. Wortsman et al., "Robust fine-tuning of zero-shot models", 2022.
 */
import { mostForgotten } from '../../../shared/contract/run.ts';
import { editDistance } from '../../../shared/text.ts';
import { type Tensor, tf } from '../tf.ts';
import { assignWeights, namedWeights, type WeightTree } from '../weights.ts';
import { scoreAll, worthOf, type ScoredNetwork, type WordScores } from './fineTuneTask.ts';

/** How far to go, all the way first. */
const shares = [1, 0.75, 0.5, 0.35, 0.2] as const;
/** How far where what is forgotten does not matter: unseen hands gain from old ones even then. */
const nearlyAll = [1, 0.9, 0.8] as const;
/** With fewer words held back, chance would choose. */
const fewestJudges = 300;

export type Weights = ReadonlyMap<string, Tensor>;

/** The values as they are now; the caller disposes them. */
export function copyWeights(weights: WeightTree): Weights {
  return new Map([...namedWeights(weights)].map(([name, variable]) => [name, variable.clone()]));
}

export function disposeCopy(weights: Weights): void {
  tf.dispose([...weights.values()]);
}

/** Puts weights in place that went a share of the way from some to others of the same names. */
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
 * Puts the blend in place that is worth most on what it is watched by and, of all words to check on, forgets no
 * more than is allowed; where every one does, the one that forgets least.
 *
 * @param watched with fewer words to check on
 * @param before what the weights scored before training, on the watched words and on all
 * @returns the scores of all words
 * @throws what `signal` was aborted with
 */
export async function assignBestBlend(
  network: ScoredNetwork,
  watched: ScoredNetwork,
  from: Weights,
  before: { readonly watched: WordScores; readonly all: WordScores },
  signal?: AbortSignal,
): Promise<WordScores> {
  const to = copyWeights(network.weights);
  try {
    const worths: { share: number; worth: number }[] = [];
    for (const share of shares) {
      assignBlend(network.weights, from, to, share);
      worths.push({ share, worth: worthOf(await scoreAll(watched, signal), before.watched, false) });
    }
    let scores = before.all;
    let tried = Infinity;
    for (const { share } of worths.toSorted((a, b) => b.worth - a.worth)) {
      // One that goes further than one that forgot too much forgets more.
      if (share >= tried) continue;
      tried = share;
      assignBlend(network.weights, from, to, share);
      scores = await scoreAll(network, signal);
      if (!forgetsTooMuch(scores, before.all)) break;
    }
    return scores;
  } finally {
    disposeCopy(to);
  }
}

/**
 * Puts the blend in place that keeps most of the weights as they were and reads the held-back words as well as
 * any, but for chance. These are of hands that trained, and cannot say what becomes of others: so little that is
 * given back costs them nothing, and others read better for it.
 *
 * @returns the scores of all words
 * @throws what `signal` was aborted with
 */
export async function assignLeastBlend(
  network: ScoredNetwork,
  from: Weights,
  signal?: AbortSignal,
): Promise<WordScores> {
  const all = await scoreAll(network, signal);
  if (network.heldBack.length < fewestJudges) return all;
  const to = copyWeights(network.weights);
  try {
    const tried: { share: number; scores: WordScores; errors: number[] }[] = [];
    for (const share of nearlyAll) {
      assignBlend(network.weights, from, to, share);
      const scores = share === 1 ? all : await scoreAll(network, signal);
      const errors = network.heldBack.map(({ text }, word) => editDistance(text, scores.readings[word]));
      tried.push({ share, scores, errors });
    }
    const chosen = leastShare(tried);
    assignBlend(network.weights, from, to, chosen.share);
    return chosen.scores;
  } finally {
    disposeCopy(to);
  }
}

function forgetsTooMuch({ base }: WordScores, before: WordScores): boolean {
  return base !== null && before.base !== null && base.cer - before.base.cer > mostForgotten;
}

/**
 * The one that goes the shortest way and errs no more than the best does, but for one standard error of what
 * they differ by, word for word: the rule by which Breiman et al., "Classification and regression trees", 1984,
 * section 3.4.3, choose the simplest of nearly equal models.
 *
 * @param tried each with how often it errs in each word; the same words in the same order
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

/** Of the mean. */
function standardError(values: readonly number[]): number {
  const mean = sum(values) / values.length;
  const squares = sum(values.map((value) => (value - mean) ** 2));
  return Math.sqrt(squares / (values.length * Math.max(1, values.length - 1)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
