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
import { Evidence, scaled, wayNumber } from './kernels/evidence.ts';
import { placeKey } from '../store/index/places.ts';
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

/** A number in groups has at least so many digits, and each group stands in at most so many places. */
const fewestDigits = 5;
const mostGroupPlaces = 20_000;

/** Consecutive words that spell the beginning of a number. */
interface GroupRun {
  readonly photo: number;
  readonly position: number;
  readonly span: number;
  readonly probability: number;
}

/**
 * Consecutive words that spell a term with many digits: people write phone, account and card numbers in groups.
 *
 * @param weight the probability that they are the term
 */
export function groupedNumbers(db: ReadableDatabase, term: string, weight: number): Evidence {
  const evidence = new Evidence();
  if ((term.match(/\d/gu) ?? []).length < fewestDigits) return evidence;
  // By the number of characters that are spelled, and by the place after them.
  const runs = Array.from({ length: term.length + 1 }, () => new Map<number, GroupRun>());
  const pieces = [...runs.keys()].flatMap((start) =>
    [...runs.keys()].slice(start + 1).map((end) => ({ start, end, text: term.slice(start, end) })),
  );
  const texts = new Set(pieces.map(({ text }) => text));
  const known = new Set(findVocabulary(db, [...texts]).map((found) => found.term));
  for (const { start, end, text } of pieces) {
    const [before, after] = [runs[start], runs[end]];
    if (before === undefined || after === undefined || !known.has(text)) continue;
    if (start === 0 || before.size > 0)
      addGroup(scaled(findPostings(db, text), text, 'read', 1), before, after, start === 0);
  }
  const source = evidence.source(term);
  const whole = [...(runs.at(-1)?.values() ?? [])].filter(({ span }) => span > 1);
  whole.sort((a, b) => a.photo - b.photo || a.position - b.position);
  for (const { probability, ...run } of whole)
    evidence.push({ ...run, probability: weight * probability, way: split, source });
  return evidence;
}

/** Adds a group to the runs that end before it. */
function addGroup(
  places: Evidence,
  before: ReadonlyMap<number, GroupRun>,
  after: Map<number, GroupRun>,
  isFirst: boolean,
): void {
  for (let index = 0; index < places.length && places.length <= mostGroupPlaces; index += 1) {
    const { photo, position, probability } = places.entry(index);
    const begun = isFirst
      ? { photo, position, span: 0, probability: 1 }
      : before.get(placeKey(photo, position));
    if (begun === undefined) continue;
    const run = { ...begun, span: begun.span + 1, probability: begun.probability * probability };
    const next = placeKey(photo, position + 1);
    if (run.probability > (after.get(next)?.probability ?? leastBelief)) after.set(next, run);
  }
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

/** Of a compound, and of what stands before the word that ends it. Shorter ones are other words: "other", "another". */
const shortestCompound = 9;
const shortestEnd = 5;
const shortestBefore = 4;

/** Longer terms of the library that end with a term, as German and Dutch compounds do. */
export function compoundsEndingWith(db: ReadableDatabase, term: string): string[] {
  if (characters(term).length < shortestEnd) return [];
  return listByEnding(db, backwards(term), mostTerms)
    .map((found) => found.term)
    .filter((longer) => longer.length >= Math.max(shortestCompound, term.length + shortestBefore));
}

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
