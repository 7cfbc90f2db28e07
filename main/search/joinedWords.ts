import { characters } from '../../shared/text.ts';
import type { Database } from '../store/database.ts';
import { backwards } from '../store/index/vocabulary.ts';
import { findVocabulary, listByEnding, listCompletions } from '../store/postings.ts';

/** Shorter terms are part of too many longer words by chance. */
const shortestJoined = 4;
const shortestRest = 2;
/** Number of terms to check on either side, the most frequent first. */
const mostLooked = 200;
/** Words that are at least this frequent are single words, such as "keyboard". */
const mostOfJoined = 3;
/** The probability that a term is two joined words, if it starts or ends with the searched term and the rest is a word. */
const joinedBelief = 0.08;

/** Terms of the library in which the detector may have joined a word with its neighbour. */
export function joinedTerms(
  db: Database,
  term: string,
): { readonly term: string; readonly belief: number }[] {
  const length = characters(term).length;
  if (length < shortestJoined) return [];
  const longer = [
    ...listCompletions(db, term, mostLooked).map((found) => ({
      ...found,
      rest: found.term.slice(term.length),
    })),
    ...listByEnding(db, backwards(term), mostLooked).map((found) => ({
      ...found,
      rest: found.term.slice(0, -term.length),
    })),
  ].filter(({ rest, words }) => characters(rest).length >= shortestRest && words <= mostOfJoined);
  const known = new Set(
    findVocabulary(
      db,
      longer.map(({ rest }) => rest),
    ).map((found) => found.term),
  );
  return longer
    .filter(({ rest }) => known.has(rest))
    .map(({ term: joined }) => ({ term: joined, belief: joinedBelief }));
}
