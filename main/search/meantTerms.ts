import type { Database } from '../store/database.ts';
import { findVocabulary } from '../store/postings.ts';
import { nearTerms } from './nearTerms.ts';

/** Each error of a whole letter makes a term less likely by this many nats. */
const natsPerError = 4;
/** A word that is not in the library counts as this many occurrences. */
const unknownWords = 0.5;
/** Less likely terms are not searched. */
const leastWeight = 0.01;
/** A word with at least this probability of being in the library is not corrected. */
export const surelyThere = 0.9;
const mostMeant = 12;

/**
 * Terms of the library that may be the correct spelling of a query's word, with their probabilities: by frequency and by
 * the probability of the error (Kernighan, Church and Gale, "A spelling correction program based on a noisy channel
 * model", 1990).
 *
 * @param presence the probability that the word as typed is in the library
 */
export function meantTerms(
  db: Database,
  term: string,
  presence: number,
): { readonly term: string; readonly weight: number }[] {
  if (presence >= surelyThere) return [];
  const near = nearTerms(db, term).filter((found) => found.term !== term);
  const weights = near.map(({ words, distance }) => Math.sqrt(words) * Math.exp(-natsPerError * distance));
  const words = findVocabulary(db, [term])[0]?.words ?? 0;
  const total = words + unknownWords + weights.reduce((sum, weight) => sum + weight, 0);
  return near
    .map((found, index) => ({ term: found.term, weight: ((1 - presence) * (weights[index] ?? 0)) / total }))
    .filter(({ weight }) => weight >= leastWeight)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, mostMeant);
}
