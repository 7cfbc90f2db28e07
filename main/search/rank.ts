import type { SearchSort } from '../../shared/contract/search.ts';
import type { Database } from '../store/database.ts';
import type { Evidence } from './evidence.ts';
import type { Answer } from './answerQuery.ts';
import type { Matches } from './matches.ts';
import { placeKey, type Place } from '../store/index/places.ts';
import { findWordHeights } from '../store/postings.ts';
import { firstBy } from './firstBy.ts';
import { nearWords } from './query.ts';
import { photoTimes } from './photoTimes.ts';
import { sortMatches } from './sortMatches.ts';

export interface RankedPhoto {
  readonly photo: number;
  readonly score: number;
}

/** Scores in the same tenth are equal. `likelyScore` and `weakBelow` are limits of tenths. */
const tenths = 10;
/** If more photos than this are equal, their words are not compared by distance. */
const mostCompared = 20_000;
/** The size of writing is read only for so many first photos, so that it costs a query no more in a large library. */
const mostSized = 24;

/**
 * The most likely photos first; among equal ones those with all words near each other, then those with more hits in larger
 * writing, then the newest. What each of these contributes is in BENCHMARKS.md.
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
  const { photos } = matches;
  const buckets = bucketsOf(matches);
  const least = Math.max(count, mostSized);
  const front = highest(buckets, least);
  const times = photoTimes(
    db,
    front.map((index) => photos[index] ?? 0),
  );
  const near = nearOn(photos, front, leaves);
  const sums = hitSums(matches, front, leaves);
  const group = (index: number): number => 2 * (buckets[index] ?? 0) + Number(near.has(index));
  const order = (a: number, b: number): number =>
    group(b) - group(a) ||
    (sums[b] ?? 0) - (sums[a] ?? 0) ||
    (times[photos[b] ?? 0] ?? 0) - (times[photos[a] ?? 0] ?? 0) ||
    (photos[b] ?? 0) - (photos[a] ?? 0);
  const first = firstBy(front, least, order);
  const sized = first.slice(0, mostSized);
  weighBySize(db, sums, matches, sized, leaves);
  return [...sized.sort(order), ...first.slice(mostSized)].slice(0, count);
}

/** Scores as numbers of buckets of equal scores. */
function bucketsOf({ scores, length }: Matches): Uint8Array {
  const buckets = new Uint8Array(length);
  for (let index = 0; index < length; index += 1) {
    // Scores are floats of 32 bits, and a fifth is a little more or less there.
    buckets[index] = Math.min(tenths - 1, Math.floor((scores[index] ?? 0) * tenths + 1e-6));
  }
  return buckets;
}

/** The indices of the `count` highest buckets, and of all that equal the last of them. */
function highest(buckets: Uint8Array, count: number): number[] {
  const sizes = new Uint32Array(tenths);
  for (const bucket of buckets) sizes[bucket] = (sizes[bucket] ?? 0) + 1;
  let lowest = tenths - 1;
  for (let above = sizes[lowest] ?? 0; above < count && lowest > 0; above += sizes[lowest] ?? 0) lowest -= 1;
  const places: number[] = [];
  for (let index = 0; index < buckets.length; index += 1) {
    if ((buckets[index] ?? 0) >= lowest) places.push(index);
  }
  return places;
}

/** Which of the photos `front`, by index, have the words of a query as near to each other as NEAR wants by default. */
function nearOn(photos: Int32Array, front: readonly number[], leaves: Answer['leaves']): ReadonlySet<number> {
  const [first, ...others] = leaves.map(({ evidence }) => evidence);
  if (first === undefined || others.length === 0 || front.length > mostCompared) return new Set();
  const most = nearWords * others.length;
  return new Set(
    front.filter((index) => {
      const photo = photos[index] ?? 0;
      return others.reduce((sum, other) => sum + smallestGap(first, other, photo), 0) <= most;
    }),
  );
}

/** Walks two sorted lists of positions in parallel; Infinity for a photo without one of the words, possible with OR. */
function smallestGap(a: Evidence, b: Evidence, photo: number): number {
  let [left, right] = [a.firstOf(photo), b.firstOf(photo)];
  let smallest = Infinity;
  while (a.photos[left] === photo && left < a.length && b.photos[right] === photo && right < b.length) {
    const gap = (a.positions[left] ?? 0) - (b.positions[right] ?? 0);
    if (gap !== 0) smallest = Math.min(smallest, Math.abs(gap));
    if (gap < 0) left += 1;
    else right += 1;
  }
  return smallest;
}

/** The expected number of hits on each of the photos `front`, by index. */
function hitSums(
  { photos, length }: Matches,
  front: readonly number[],
  leaves: Answer['leaves'],
): Float32Array {
  const sums = new Float32Array(length);
  for (const { evidence } of leaves) {
    let at = 0;
    for (const index of front) {
      const photo = photos[index] ?? 0;
      at = evidence.firstOf(photo, at);
      let sum = 0;
      for (; at < evidence.length && evidence.photos[at] === photo; at += 1) {
        sum += evidence.probabilities[at] ?? 0;
      }
      sums[index] = (sums[index] ?? 0) + sum;
    }
  }
  return sums;
}

/**
 * Multiplies each hit by the square root of its writing's size, so that a heading of four times the height counts as two hits.
 * Writes the sums of some photos again.
 */
function weighBySize(
  db: Database,
  sums: Float32Array,
  { photos }: Matches,
  sized: readonly number[],
  leaves: Answer['leaves'],
): void {
  const places: (Place & { readonly index: number; readonly probability: number })[] = [];
  for (const { evidence } of leaves) {
    for (const index of sized) {
      const photo = photos[index] ?? 0;
      for (let at = evidence.firstOf(photo); at < evidence.length && evidence.photos[at] === photo; at += 1) {
        const probability = evidence.probabilities[at] ?? 0;
        places.push({ photo, position: evidence.positions[at] ?? 0, index, probability });
      }
    }
  }
  const heights = findWordHeights(db, places);
  for (const index of sized) sums[index] = 0;
  for (const { photo, position, index, probability } of places) {
    sums[index] = (sums[index] ?? 0) + probability * Math.sqrt(heights.get(placeKey(photo, position)) ?? 0);
  }
}
