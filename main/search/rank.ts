import type { Database } from '../store/database.ts';
import type { Evidence } from './evidence.ts';
import type { Answer } from './answerQuery.ts';
import type { Matches } from './matches.ts';
import { findPhotoTimes } from '../store/photos.ts';

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
 */
export function rank(db: Database, matches: Matches, leaves: Answer['leaves'], count: number): RankedPhoto[] {
  const buckets = bucketsOf(matches);
  const front = likeliest(buckets, count);
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
  return firstBy(front, count, order).map((index) => ({
    photo: matches.photos[index] ?? 0,
    score: matches.scores[index] ?? 0,
  }));
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
function likeliest(buckets: Uint16Array, count: number): number[] {
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

/** The first `count` indices by `order`, sorted, by a heap of the best so far. */
function firstBy(
  places: readonly number[],
  count: number,
  order: (a: number, b: number) => number,
): number[] {
  if (count >= places.length / 4) return places.toSorted(order).slice(0, count);
  // The root is the worst of the kept ones.
  const heap = places.slice(0, count);
  const sink = (from: number): void => {
    for (let at = from; ;) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && order(heap[child] ?? 0, heap[worst] ?? 0) > 0) worst = child;
      }
      if (worst === at) return;
      [heap[at], heap[worst]] = [heap[worst] ?? 0, heap[at] ?? 0];
      at = worst;
    }
  };
  for (let at = count >> 1; at >= 0; at -= 1) sink(at);
  for (let at = count; at < places.length; at += 1) {
    const place = places[at] ?? 0;
    if (order(place, heap[0] ?? 0) >= 0) continue;
    heap[0] = place;
    sink(0);
  }
  return heap.sort(order);
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

/** When each photo was taken or added, by its id. The times never change, so that only new photos are looked up. */
interface KnownTimes {
  /** NaN for a photo that has not been looked up. */
  seconds: Float64Array;
  last: number;
}

const known = new WeakMap<Database, KnownTimes>();

/**
 * Seconds since 1970 by photo id. May still include deleted photos.
 *
 * @param photos the photos whose times are needed
 */
function photoTimes(db: Database, photos: Iterable<number>): Float64Array {
  const times = known.get(db) ?? { seconds: new Float64Array(1024).fill(Number.NaN), last: 0 };
  known.set(db, times);
  learn(db, times, times.last);
  // A restored photo has its old id, which is below the last one.
  let lowest = Infinity;
  for (const photo of photos) if (Number.isNaN(times.seconds[photo])) lowest = Math.min(lowest, photo);
  if (lowest < Infinity) learn(db, times, lowest - 1);
  return times.seconds;
}

function learn(db: Database, times: KnownTimes, after: number): void {
  for (const { photo, seconds } of findPhotoTimes(db, after)) {
    if (photo >= times.seconds.length) {
      const grown = new Float64Array(2 * Math.max(photo, times.seconds.length)).fill(Number.NaN);
      grown.set(times.seconds);
      times.seconds = grown;
    }
    times.seconds[photo] = seconds;
    times.last = Math.max(times.last, photo);
  }
}
