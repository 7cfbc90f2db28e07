import type { SearchSort } from '../../shared/contract/search.ts';
import type { Database } from '../store/database.ts';
import type { Evidence } from './evidence.ts';
import type { Answer } from './answerQuery.ts';
import type { Matches } from './matches.ts';
import { firstBy } from './firstBy.ts';
import { photoTimes } from './photoTimes.ts';
import { sortMatches } from './sortMatches.ts';

export interface RankedPhoto {
  readonly photo: number;
  readonly score: number;
}

/** Scores that differ by less are equal. */
const tie = 0.01;
/** If more photos than this are equal, only their dates decide and not the distance of their words. */
const mostCompared = 20_000;

/**
 * The most likely photos first; among equal ones those with the words closest together, then the newest.
 *
 * @param count the number of first photos to return
 * @param sort another order
 */
export function rank(
  db: Database,
  matches: Matches,
  leaves: Answer['leaves'],
  { count, sort = 'best' }: { readonly count: number; readonly sort?: SearchSort },
): RankedPhoto[] {
  const order =
    sort === 'best' ? likeliest(db, matches, leaves, count) : sortMatches(db, matches, sort, count);
  return order.map((index) => ({ photo: matches.photos[index] ?? 0, score: matches.scores[index] ?? 0 }));
}

/** Indices of the `count` best photos. */
function likeliest(db: Database, matches: Matches, leaves: Answer['leaves'], count: number): number[] {
  const buckets = bucketsOf(matches);
  const front = highest(buckets, count);
  const times = photoTimes(
    db,
    front.map((index) => matches.photos[index] ?? 0),
  );
  const gaps = gapsBetween(matches.photos, front, leaves);
  const order = (a: number, b: number): number =>
    (buckets[b] ?? 0) - (buckets[a] ?? 0) ||
    (gaps?.get(a) ?? 0) - (gaps?.get(b) ?? 0) ||
    (times[matches.photos[b] ?? 0] ?? 0) - (times[matches.photos[a] ?? 0] ?? 0) ||
    (matches.photos[b] ?? 0) - (matches.photos[a] ?? 0);
  return firstBy(front, count, order);
}

/** Scores as numbers of buckets of equal scores. */
function bucketsOf({ scores, length }: Matches): Uint16Array {
  const buckets = new Uint16Array(length);
  for (let index = 0; index < length; index += 1) {
    buckets[index] = Math.max(0, Math.round((scores[index] ?? 0) / tie));
  }
  return buckets;
}

/** The indices of the `count` highest buckets, and of all that equal the last of them. */
function highest(buckets: Uint16Array, count: number): number[] {
  const sizes: number[] = [];
  for (const bucket of buckets) sizes[bucket] = (sizes[bucket] ?? 0) + 1;
  let lowest = sizes.length - 1;
  for (let above = sizes[lowest] ?? 0; above < count && lowest > 0; above += sizes[lowest] ?? 0) lowest -= 1;
  const places: number[] = [];
  for (let index = 0; index < buckets.length; index += 1) {
    if ((buckets[index] ?? 0) >= lowest) places.push(index);
  }
  return places;
}

/** The distance between the words of a query on photos, in places of the reading order; null for one word. */
function gapsBetween(
  photos: Int32Array,
  front: readonly number[],
  leaves: Answer['leaves'],
): Map<number, number> | null {
  if (leaves.length < 2 || front.length > mostCompared) return null;
  const [first, ...others] = leaves.map(({ evidence }) => evidence);
  if (first === undefined) return null;
  return new Map(
    front.map((index) => {
      const photo = photos[index] ?? 0;
      return [index, others.reduce((sum, other) => sum + smallestGap(first, other, photo), 0)];
    }),
  );
}

/** Walks two sorted lists of positions in parallel. */
function smallestGap(a: Evidence, b: Evidence, photo: number): number {
  let [left, right] = [a.firstOf(photo), b.firstOf(photo)];
  let smallest = Infinity;
  while (a.photos[left] === photo && left < a.length && b.photos[right] === photo && right < b.length) {
    const gap = (a.positions[left] ?? 0) - (b.positions[right] ?? 0);
    if (gap !== 0) smallest = Math.min(smallest, Math.abs(gap));
    if (gap < 0) left += 1;
    else right += 1;
  }
  // A photo without one of the words, possible with OR.
  return Number.isFinite(smallest) ? smallest : 1000;
}
