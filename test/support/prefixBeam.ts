import { ctcLogLikelihood, decodeGreedily } from '../../main/ml/decoding/ctcPaths.ts';
import type { Hypothesis, Posteriors } from '../../main/ml/decoding/posteriors.ts';
import { PrefixTree } from '../../main/ml/decoding/prefixTree.ts';
import { PrefixBeam, type BeamOptions, type PrefixScorer } from '../../main/ml/decoding/prefixBeamSearch.ts';

export const defaultBeam = { width: 24, letterFloor: Math.log(5e-4), range: 10 } as const;

/**
 * The likeliest readings of CTC posteriors by themselves, best first, each with the probability of all its paths. The best
 * is never less likely than the greedy reading.
 */
export function searchPrefixBeam(
  posteriors: Posteriors,
  { count, ...options }: BeamOptions & { readonly count: number },
): Hypothesis[] {
  const found = new PrefixBeam(scorerBy(() => 0, 0))
    .search(posteriors, options)
    .map(({ letters }) => letters);
  const greedy = decodeGreedily(posteriors).letters;
  const isGreedy = (letters: readonly number[]) => letters.join() === greedy.join();
  if (!found.some(isGreedy)) found.push(greedy);
  return found
    .map((letters) => ({ letters, logProbability: ctcLogLikelihood(posteriors, letters) }))
    .sort((a, b) => b.logProbability - a.logProbability)
    .slice(0, count);
}

/** A language model that weighs prefixes by their letters alone. */
export function scorerBy(weigh: (letters: readonly number[]) => number, highestGain: number): PrefixScorer {
  const prefixes = new PrefixTree();
  const logOf = (prefix: number): number => weigh(prefixes.letters(prefix));
  return {
    prefixes,
    tidy: () => undefined,
    lengthen(prefix, letter) {
      const known = prefixes.find(prefix, letter);
      return known === -1 ? prefixes.add(prefix, letter) : known;
    },
    weight: (prefix) => Math.exp(logOf(prefix)),
    end: logOf,
    highestGain,
  };
}
