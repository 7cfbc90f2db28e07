import { characters } from '../../shared/text.ts';
import type { Database } from '../store/database.ts';
import { backwards } from '../store/index/vocabulary.ts';
import { findVocabulary, listByEnding, listCompletions } from '../store/postings.ts';

/** Within a longer term, fewer letters are in too many words by chance. */
const shortestJoined = 4;
const shortestRest = 2;
/** Terms looked at on either side, the commonest first. */
const mostLooked = 200;
/** Words as common as that are words of their own, like "keyboard". */
const mostOfJoined = 3;
/** How often a term that begins or ends with another, with a word for its rest, is both together. */
const joinedBelief = 0.08;

/** Terms of the library in which the detector may have put a word together with the one beside it. */
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
