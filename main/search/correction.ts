import { characters } from '../../shared/text.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { deletionKeys } from '../store/index/vocabulary.ts';
import { findNeighbours, findVocabulary } from '../store/index/postings.ts';
import { handwritingDistance } from './handwritingDistance.ts';

/** A term of the vocabulary that is similar to a query's word or to a reading. */
export interface NearTerm {
  readonly term: string;
  /** Number of words whose best reading is this term. */
  readonly words: number;
  /** The `handwritingDistance` to the word; 0 for the word itself. */
  readonly distance: number;
  /** Similarity: 1 for the word itself. */
  readonly similarity: number;
}

const mostNear = 40;
/** Number of terms to compare, the most frequent first. In a large library, thousands share letters with a word. */
const mostCompared = 2500;

/**
 * The terms of the vocabulary that are similar to a word in handwriting, including itself.
 *
 * @param leastWords rarer terms are left out
 */
export function nearTerms(db: ReadableDatabase, term: string, leastWords = 0): NearTerm[] {
  const length = characters(term).length;
  const most = mostDistance(term, length);
  const distanceTo = handwritingDistance(term, most);
  return findNeighbours(db, [...deletionKeys(term)], mostCompared, leastWords)
    .map(({ term: other, words }): NearTerm => {
      const distance = distanceTo(other);
      return { term: other, words, distance, similarity: Math.max(0, 1 - distance / length) ** 4 };
    })
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance || b.words - a.words || (a.term < b.term ? -1 : 1))
    .slice(0, mostNear);
}

/** Short words have too many similar terms, and a number is not a misspelling of another number. */
function mostDistance(term: string, length: number): number {
  if (length < 3 || /^\p{N}+$/u.test(term)) return 0;
  if (length === 3) return 0.5;
  if (length <= 5) return 1;
  return length <= 8 ? 1.8 : 2.2;
}

// Set by hand; with them, `npm run measure -- search --judged` has NDCG@10 .905. No other values are measured.
/** Each error of a whole letter makes a term less likely by this many nats. */
const natsPerError = 4;
/** A word that is not in the library counts as this many occurrences. */
const unknownWords = 0.5;
/** Less likely terms are not searched. */
const leastWeight = 0.01;
/** A word with at least this probability of being in the library is not corrected. */
export const certainPresence = 0.9;
const mostMeant = 12;

/**
 * Terms of the library that may be the correct spelling of a query's word, with their probabilities: by frequency and by
 * the probability of the error (Kernighan, Church and Gale, "A spelling correction program based on a noisy channel
 * model", 1990).
 *
 * @param presence the probability that the word as typed is in the library
 * @param listNear the terms near to it, `nearTerms`
 */
export function correctedTerms(
  db: ReadableDatabase,
  term: string,
  presence: number,
  listNear: () => readonly NearTerm[],
): { readonly term: string; readonly weight: number }[] {
  if (presence >= certainPresence) return [];
  const near = listNear().filter((found) => found.term !== term);
  const weights = near.map(({ words, distance }) => Math.sqrt(words) * Math.exp(-natsPerError * distance));
  const words = findVocabulary(db, [term])[0]?.words ?? 0;
  const total = words + unknownWords + weights.reduce((sum, weight) => sum + weight, 0);
  return near
    .map((found, index) => ({ term: found.term, weight: ((1 - presence) * (weights[index] ?? 0)) / total }))
    .filter(({ weight }) => weight >= leastWeight)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, mostMeant);
}
