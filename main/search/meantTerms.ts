import type { Database } from '../store/database.ts';
import { findVocabulary } from '../store/postings.ts';
import { nearTerms } from './nearTerms.ts';

/** Each error of a whole letter makes it so many nats less likely that a term was meant. */
const natsPerError = 4;
/** A word that the library holds nowhere counts as much as so many that it does. */
const unknownWords = 0.5;
/** What is meant less likely is not looked for. */
const leastWeight = 0.01;
/** A word that stands in the library so surely was meant as it is typed. */
export const surelyThere = 0.9;
const mostMeant = 12;

/**
 * Terms of the library that a query's word may have been meant for, with how probably: by how common
 * they are and how likely the slip is (Kernighan, Church and Gale, "A spelling correction program based
 * on a noisy channel model", 1990).
 *
 * @param presence how probably the word stands in the library as it is typed
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
