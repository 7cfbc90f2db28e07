import { likelyScore } from '../../../shared/contract/search.ts';
import type { Evidence } from './evidence.ts';

/** Photos in order of their ids, each with the probability that it matches. */
export interface Matches {
  readonly photos: Int32Array;
  /** 0 to 1. */
  readonly scores: Float32Array;
  readonly length: number;
}

export const noMatches: Matches = { photos: new Int32Array(0), scores: new Float32Array(0), length: 0 };

/** @param index less than the number of matches */
export function matchAt({ photos, scores }: Matches, index: number): { photo: number; score: number } {
  return { photo: photos[index], score: scores[index] };
}

/** Number of likely results. */
export function countLikely({ scores }: Matches): number {
  let likely = 0;
  for (const score of scores) if (score >= likelyScore) likely += 1;
  return likely;
}

/**
 * Combines the words of a photo as independent chances: 1 - product(1 - p). Whether the query means another term is one chance
 * for all words with this term.
 */
export function matchesOf(evidence: Evidence): Matches {
  const { photos, probabilities, sources, length } = evidence;
  return collect(length, (push) => {
    let absent = 1;
    // The probability that no word of the photo is the term, by term; only of terms that the query may not mean.
    const absentTerms = new Map<number, number>();
    for (let index = 0; index < length; index += 1) {
      const source = sources[index];
      const weight = evidence.weights[source];
      if (weight === 1) absent *= 1 - probabilities[index];
      else absentTerms.set(source, (absentTerms.get(source) ?? 1) * (1 - evidence.readingProbability(index)));
      if (index + 1 < length && photos[index] === photos[index + 1]) continue;
      // Empty for most photos, and then faster not to be touched.
      if (absentTerms.size > 0) {
        for (const [term, none] of absentTerms) absent *= 1 - evidence.weights[term] * (1 - none);
        absentTerms.clear();
      }
      push(photos[index], 1 - absent);
      absent = 1;
    }
  });
}

/** Combines the words of a photo as one chance: that of the most likely word. */
export function likeliestOf({ photos, probabilities, length }: Evidence): Matches {
  return collect(length, (push) => {
    let likeliest = 0;
    for (let index = 0; index < length; index += 1) {
      likeliest = Math.max(likeliest, probabilities[index]);
      if (index + 1 < length && photos[index] === photos[index + 1]) continue;
      push(photos[index], likeliest);
      likeliest = 0;
    }
  });
}

/** AND: scores multiply. */
export function both(a: Matches, b: Matches): Matches {
  return collect(Math.min(a.length, b.length), (push) => {
    let right = 0;
    for (let left = 0; left < a.length; left += 1) {
      const photo = a.photos[left];
      while (right < b.length && b.photos[right] < photo) right += 1;
      if (right >= b.length) return;
      if (b.photos[right] === photo) push(photo, a.scores[left] * b.scores[right]);
    }
  });
}

/** OR: 1 - (1 - a)(1 - b). */
export function either(a: Matches, b: Matches): Matches {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  return collect(a.length + b.length, (push) => {
    let [left, right] = [0, 0];
    while (left < a.length || right < b.length) {
      const photoA = left < a.length ? a.photos[left] : Infinity;
      const photoB = right < b.length ? b.photos[right] : Infinity;
      const scoreA = photoA <= photoB ? a.scores[left] : 0;
      const scoreB = photoB <= photoA ? b.scores[right] : 0;
      push(Math.min(photoA, photoB), 1 - (1 - scoreA) * (1 - scoreB));
      if (photoA <= photoB) left += 1;
      if (photoB <= photoA) right += 1;
    }
  });
}

/** The photos of the first list that are not in the second. */
export function without(a: Matches, b: Matches): Matches {
  return collect(a.length, (push) => {
    let right = 0;
    for (let left = 0; left < a.length; left += 1) {
      const photo = a.photos[left];
      while (right < b.length && b.photos[right] < photo) right += 1;
      if (right >= b.length || b.photos[right] !== photo) push(photo, a.scores[left]);
    }
  });
}

export function filterMatches(from: Matches, keep: (photo: number, score: number) => boolean): Matches {
  return collect(from.length, (push) => {
    for (let index = 0; index < from.length; index += 1) {
      const [photo, score] = [from.photos[index], from.scores[index]];
      if (keep(photo, score)) push(photo, score);
    }
  });
}

/** Collects photos, which must come in order, up to a maximum. */
export function collect(most: number, work: (push: (photo: number, score: number) => void) => void): Matches {
  const photos = new Int32Array(most);
  const scores = new Float32Array(most);
  let length = 0;
  work((photo, score) => {
    photos[length] = photo;
    scores[length] = score;
    length += 1;
  });
  return { photos: photos.subarray(0, length), scores: scores.subarray(0, length), length };
}
