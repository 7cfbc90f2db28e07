import { characters } from '../../shared/text.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { blockOf } from '../store/index/postingBlock.ts';
import {
  findPostings,
  findPostingsInBlocks,
  findVocabulary,
  listByEnding,
  listCompletions,
} from '../store/index/postings.ts';
import { adjacentPlaces, type Adjacent } from './kernels/adjacentPlaces.ts';
import { Evidence, wayNumber } from './kernels/evidence.ts';
import { backwards } from '../store/index/vocabulary.ts';

/** Shorter terms are not searched in two pieces. All limits of this file were set by hand; no other values are measured. */
const shortestSplit = 4;
/** In a query of one word, two pieces that are at least this frequent are separate words. */
const mostOfRarer = 3000;
const leastBelief = 0.02;
const split = wayNumber('split');

/**
 * Consecutive words into which the detector may have cut a term.
 *
 * @param effort this word's share of the limits of a query, 0 to 1
 * @param weight the probability that two consecutive words that spell the term are the term
 */
export function splitWords(db: ReadableDatabase, term: string, effort: number, weight: number): Evidence {
  const evidence = new Evidence();
  const letters = characters(term);
  if (letters.length < shortestSplit) return evidence;
  const cuts = letters.slice(1).map((_, index) => {
    return [letters.slice(0, index + 1).join(''), letters.slice(index + 1).join('')] as const;
  });
  const words = new Map(findVocabulary(db, cuts.flat()).map((known) => [known.term, known.words]));
  const source = evidence.source(term);
  const found: Adjacent[] = cuts.flatMap(([left, right]) => {
    const counts = [words.get(left) ?? 0, words.get(right) ?? 0] as const;
    const isLikely = Math.max(...counts) > 0 && Math.min(...counts) <= effort * mostOfRarer;
    return isLikely ? findAdjacent(db, left, right, counts[0] <= counts[1]) : [];
  });
  found.sort((a, b) => a.photo - b.photo || a.position - b.position || b.probability - a.probability);
  for (const [index, { photo, position, probability }] of found.entries()) {
    const before = found[index - 1];
    const isSame = before?.photo === photo && before.position === position;
    const belief = weight * probability;
    if (isSame || belief < leastBelief) continue;
    evidence.push({ photo, position, span: 2, probability: belief, way: split, source });
  }
  return evidence;
}

/** Where one term is followed by another. Loads the rarer term first, and the other only near it. */
function findAdjacent(db: ReadableDatabase, left: string, right: string, isLeftRarer: boolean): Adjacent[] {
  const rarer = findPostings(db, isLeftRarer ? left : right);
  if (rarer.length === 0) return [];
  const blocks = new Set<number>();
  for (const photo of rarer.photos.subarray(0, rarer.length)) blocks.add(blockOf(photo));
  const other = findPostingsInBlocks(db, isLeftRarer ? right : left, [...blocks]);
  return isLeftRarer ? adjacentPlaces(rarer, other) : adjacentPlaces(other, rarer);
}

/** Shorter terms are part of too many longer words by chance. */
const shortestJoined = 4;
const shortestRest = 2;
/** Number of terms to check on either side, the most frequent first. */
const mostTerms = 200;
/** Words that are at least this frequent are single words, such as "keyboard". */
const mostOfJoined = 3;

/** Terms of the library in which the detector may have joined a word with its neighbour. */
export function joinedTerms(db: ReadableDatabase, term: string): string[] {
  const length = characters(term).length;
  if (length < shortestJoined) return [];
  const longer = [
    ...listCompletions(db, term, mostTerms).map((found) => ({
      ...found,
      rest: found.term.slice(term.length),
    })),
    ...listByEnding(db, backwards(term), mostTerms).map((found) => ({
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
  return longer.filter(({ rest }) => known.has(rest)).map(({ term: joined }) => joined);
}
