import { placeKey, type Place } from '../../store/index/places.ts';
import type { Evidence } from './evidence.ts';
import { firstBy } from './firstBy.ts';
import type { Matches } from './matches.ts';

/** Scores in the same tenth are equal. `likelyScore` and `weakBelow` are limits of tenths. */
const tenths = 10;
/** If more photos than this are equal, their words are not compared by distance. */
const mostCompared = 20_000;
/** The size of writing is read only for so many first photos, so that it costs a query no more in a large library. */
const mostSized = 24;

/** What the library knows of photos and words, looked up for the first photos only. */
export interface RankingFacts {
  /** When photos were taken or added, by photo id. */
  readonly times: (photos: readonly number[]) => (photo: number) => number;
  /** Heights of words, by `placeKey`. */
  readonly heights: (places: readonly Place[]) => ReadonlyMap<number, number>;
  /** The most words between two words that are near each other. */
  readonly near: number;
}

/** The words of a query, each with its matches. */
type Leaves = readonly { readonly evidence: Evidence }[];

/** Indices of the `count` best photos. */
export function likeliest(matches: Matches, leaves: Leaves, count: number, facts: RankingFacts): number[] {
  const { photos } = matches;
  const buckets = bucketsOf(matches);
  const least = Math.max(count, mostSized);
  const front = highest(buckets, least);
  const time = facts.times(front.map((index) => photos[index]));
  const near = nearOn(photos, front, leaves, facts.near);
  const sums = hitSums(matches, front, leaves);
  const group = (index: number): number => 2 * buckets[index] + Number(near.has(index));
  const order = (a: number, b: number): number =>
    group(b) - group(a) || sums[b] - sums[a] || time(photos[b]) - time(photos[a]) || photos[b] - photos[a];
  const first = firstBy(front, least, order);
  const sized = first.slice(0, mostSized);
  weighBySize(sums, matches, sized, leaves, facts.heights);
  return [...sized.sort(order), ...first.slice(mostSized)].slice(0, count);
}

/** Scores as numbers of buckets of equal scores. */
function bucketsOf({ scores, length }: Matches): Uint8Array {
  const buckets = new Uint8Array(length);
  for (let index = 0; index < length; index += 1) {
    // Scores are floats of 32 bits, and a fifth is a little more or less there.
    buckets[index] = Math.min(tenths - 1, Math.floor(scores[index] * tenths + 1e-6));
  }
  return buckets;
}

/** The indices of the `count` highest buckets, and of all that equal the last of them. */
function highest(buckets: Uint8Array, count: number): number[] {
  const sizes = new Uint32Array(tenths);
  for (const bucket of buckets) sizes[bucket] += 1;
  let lowest = tenths - 1;
  for (let above = sizes[lowest]; above < count && lowest > 0; above += sizes[lowest]) lowest -= 1;
  const places: number[] = [];
  for (let index = 0; index < buckets.length; index += 1) {
    if (buckets[index] >= lowest) places.push(index);
  }
  return places;
}

/** Which of the photos `front`, by index, have the words of a query as near to each other as NEAR wants by default. */
function nearOn(
  photos: Int32Array,
  front: readonly number[],
  leaves: Leaves,
  nearWords: number,
): ReadonlySet<number> {
  const [first, ...others] = leaves.map(({ evidence }) => evidence);
  if (others.length === 0 || front.length > mostCompared) return new Set();
  const most = nearWords * others.length;
  return new Set(
    front.filter((index) => {
      const photo = photos[index];
      return others.reduce((sum, other) => sum + smallestGap(first, other, photo), 0) <= most;
    }),
  );
}

/** Walks two sorted lists of positions in parallel; Infinity for a photo without one of the words, possible with OR. */
function smallestGap(a: Evidence, b: Evidence, photo: number): number {
  let [left, right] = [a.firstOf(photo), b.firstOf(photo)];
  let smallest = Infinity;
  while (left < a.length && right < b.length && a.photos[left] === photo && b.photos[right] === photo) {
    const gap = a.positions[left] - b.positions[right];
    if (gap !== 0) smallest = Math.min(smallest, Math.abs(gap));
    if (gap < 0) left += 1;
    else right += 1;
  }
  return smallest;
}

/** The expected number of hits on each of the photos `front`, by index. */
function hitSums({ photos, length }: Matches, front: readonly number[], leaves: Leaves): Float32Array {
  const sums = new Float32Array(length);
  for (const { evidence } of leaves) {
    let at = 0;
    for (const index of front) {
      const photo = photos[index];
      at = evidence.firstOf(photo, at);
      let sum = 0;
      for (; at < evidence.length && evidence.photos[at] === photo; at += 1) {
        sum += evidence.probabilities[at];
      }
      sums[index] += sum;
    }
  }
  return sums;
}

/**
 * Multiplies each hit by the square root of its writing's size, so that a heading of four times the height counts as two hits.
 * Writes the sums of some photos again.
 */
function weighBySize(
  sums: Float32Array,
  { photos }: Matches,
  sized: readonly number[],
  leaves: Leaves,
  heightsOf: RankingFacts['heights'],
): void {
  const places: (Place & { readonly index: number; readonly probability: number })[] = [];
  for (const { evidence } of leaves) {
    for (const index of sized) {
      const photo = photos[index];
      for (let at = evidence.firstOf(photo); at < evidence.length && evidence.photos[at] === photo; at += 1) {
        places.push({
          photo,
          position: evidence.positions[at],
          index,
          probability: evidence.probabilities[at],
        });
      }
    }
  }
  const heights = heightsOf(places);
  for (const index of sized) sums[index] = 0;
  for (const { photo, position, index, probability } of places) {
    sums[index] += probability * Math.sqrt(heights.get(placeKey(photo, position)) ?? 0);
  }
}
