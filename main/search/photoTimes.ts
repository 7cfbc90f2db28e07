import type { Database } from '../store/database.ts';
import { findPhotoTimes } from '../store/photoFacts.ts';

/** Of each photo by its id: when it was taken, or added. Neither ever changes, so that only new ones are asked for. */
interface KnownTimes {
  /** NaN for a photo of which nothing is known yet. */
  seconds: Float64Array;
  last: number;
}

const known = new WeakMap<Database, KnownTimes>();

/**
 * Seconds since 1970 by photo id; photos that are gone may still have theirs.
 *
 * @param photos whose times are wanted
 */
export function photoTimes(db: Database, photos: Iterable<number>): Float64Array {
  const times = known.get(db) ?? { seconds: new Float64Array(1024).fill(Number.NaN), last: 0 };
  known.set(db, times);
  learn(db, times, times.last);
  // One that was put back has the id that it had, below the last.
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
