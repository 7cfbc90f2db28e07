import { unpackPosteriors, type PrunedPosteriors } from '../../shared/prunedPosteriors.ts';
import { WordLikelihood } from '../../main/ml/decoding/wordLikelihood.ts';
import { searchTerms } from '../../shared/text.ts';
import { beliefFeatures } from '../../main/search/posteriorMatch.ts';
import { posteriorTrigrams, trigramsOf } from '../../main/store/index/trigrams.ts';
import { readingTerms, termsOf } from '../../main/store/index/wordEntries.ts';
import type { ReadTruth } from './countConfusions.ts';
import type { LogisticSample } from '../fitting/fitLogistic.ts';

export interface SeenTruth extends ReadTruth {
  /** As the reader gives it, in base64. */
  readonly lattice: string | null;
}

/** Words that share less with a query, in trigrams expected, are not weighed; as in the search. */
const leastShared = 0.1;

/**
 * Every term of the words against every doubtful word that shares trigrams with it and has no reading
 * that holds it: what the search weighs, and what came true.
 */
export function beliefSamples(words: readonly SeenTruth[]): LogisticSample[] {
  const seen = words.map((word) => ({
    ...word,
    truth: termsOf(word.text),
    read: readingTerms(word.alternatives),
    seen: word.lattice === null ? null : unpackPosteriors(Buffer.from(word.lattice, 'base64')),
  }));
  const grams = gramIndex(seen.map((word) => word.seen));
  const queries = new Set(words.flatMap(({ text }) => searchTerms(text)));
  return [...queries].flatMap((query) => {
    const likelihood = new WordLikelihood(query);
    return sharing(grams, query).flatMap((index): LogisticSample[] => {
      const word = seen[index];
      if (word?.seen == null || word.read.has(query)) return [];
      return [{ features: beliefFeatures(word.seen, likelihood), isTrue: word.truth.has(query) }];
    });
  });
}

type GramIndex = ReadonlyMap<string, readonly { readonly word: number; readonly expected: number }[]>;

function gramIndex(words: readonly (PrunedPosteriors | null)[]): GramIndex {
  const index = new Map<string, { word: number; expected: number }[]>();
  for (const [word, posteriors] of words.entries()) {
    if (posteriors === null) continue;
    for (const [gram, expected] of posteriorTrigrams(posteriors)) {
      const places = index.get(gram) ?? [];
      places.push({ word, expected: Math.min(1, expected) });
      index.set(gram, places);
    }
  }
  return index;
}

function sharing(index: GramIndex, query: string): number[] {
  const grams = new Set(trigramsOf(query));
  const shared = new Map<number, number>();
  for (const gram of grams) {
    for (const { word, expected } of index.get(gram) ?? []) {
      shared.set(word, (shared.get(word) ?? 0) + expected);
    }
  }
  return [...shared].filter(([, sum]) => sum >= leastShared * grams.size).map(([word]) => word);
}
