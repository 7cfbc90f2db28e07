import type { Database } from '../store/database.ts';
import type { Evidence } from './evidence.ts';
import type { Answer } from './answer.ts';
import type { Matches } from './matches.ts';
import { photoTimes } from './photoTimes.ts';

export interface RankedPhoto {
  readonly photo: number;
  readonly score: number;
}

/** Scores that differ by less are a tie. */
const tie = 0.01;
/** With more photos than these, who stands close together is not asked: dates decide ties alone. */
const mostCompared = 20_000;

/**
 * The likeliest photos first; among equals those where the words stand closest together, then the
 * newest.
 *
 * @param count how many are wanted from the front
 */
export function rank(db: Database, matches: Matches, leaves: Answer['leaves'], count: number): RankedPhoto[] {
  const times = photoTimes(db);
  const gaps = gapsBetween(matches, leaves);
  const order = (a: number, b: number): number =>
    bucket(matches, b) - bucket(matches, a) ||
    (gaps?.[a] ?? 0) - (gaps?.[b] ?? 0) ||
    (times[matches.photos[b] ?? 0] ?? 0) - (times[matches.photos[a] ?? 0] ?? 0) ||
    (matches.photos[b] ?? 0) - (matches.photos[a] ?? 0);
  return likeliest(matches.length, count, order).map((index) => ({
    photo: matches.photos[index] ?? 0,
    score: matches.scores[index] ?? 0,
  }));
}

function bucket({ scores }: Matches, index: number): number {
  return Math.round((scores[index] ?? 0) / tie);
}

/** The first `count` of so many places by `order`, in that order: a heap of the best so far. */
function likeliest(length: number, count: number, order: (a: number, b: number) => number): number[] {
  if (count >= length / 4) {
    return Array.from({ length }, (_, index) => index)
      .sort(order)
      .slice(0, count);
  }
  // The worst of those kept stands at the root.
  const heap: number[] = [];
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
  for (let index = 0; index < length; index += 1) {
    if (heap.length < count) {
      heap.push(index);
      if (heap.length === count) for (let at = count >> 1; at >= 0; at -= 1) sink(at);
    } else if (order(index, heap[0] ?? 0) < 0) {
      heap[0] = index;
      sink(0);
    }
  }
  return heap.sort(order);
}

/** How far apart the words of a query stand in each photo, in places of the reading order; null for one word. */
function gapsBetween(matches: Matches, leaves: Answer['leaves']): Float64Array | null {
  if (leaves.length < 2 || matches.length > mostCompared) return null;
  const [first, ...others] = leaves.map(({ evidence }) => evidence);
  if (first === undefined) return null;
  const gaps = new Float64Array(matches.length);
  for (const [index, photo] of matches.photos.entries()) {
    let sum = 0;
    for (const other of others) sum += smallestGap(first, other, photo);
    gaps[index] = sum;
  }
  return gaps;
}

/** Two lists of positions in order are gone through side by side. */
function smallestGap(a: Evidence, b: Evidence, photo: number): number {
  let [left, right] = [a.firstOf(photo), b.firstOf(photo)];
  let smallest = Infinity;
  while (a.photos[left] === photo && left < a.length && b.photos[right] === photo && right < b.length) {
    const gap = (a.positions[left] ?? 0) - (b.positions[right] ?? 0);
    if (gap !== 0) smallest = Math.min(smallest, Math.abs(gap));
    if (gap < 0) left += 1;
    else right += 1;
  }
  // A photo where one of them does not stand, as with OR.
  return Number.isFinite(smallest) ? smallest : 1000;
}
