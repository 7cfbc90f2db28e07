import type { ReadableDatabase } from '../store/database.ts';
import { findPhotoTimes } from '../store/photos/photos.ts';

/** When each photo was taken or added, by its id. The times never change, so that only new photos are looked up. */
interface KnownTimes {
  /** NaN for a photo that has not been looked up. */
  seconds: Float64Array;
  last: number;
}

const known = new WeakMap<ReadableDatabase, KnownTimes>();

/**
 * Seconds since 1970 by photo id. May still include deleted photos.
 *
 * @param photos the photos whose times are needed
 */
export function photoTimes(db: ReadableDatabase, photos: Iterable<number>): Float64Array {
  const times = known.get(db) ?? { seconds: new Float64Array(1024).fill(Number.NaN), last: 0 };
  known.set(db, times);
  learn(db, times, times.last);
  // A restored photo has its old id, which is below the last one.
  let lowest = Infinity;
  for (const photo of photos) if (Number.isNaN(times.seconds[photo])) lowest = Math.min(lowest, photo);
  if (lowest < Infinity) learn(db, times, lowest - 1);
  return times.seconds;
}

function learn(db: ReadableDatabase, times: KnownTimes, after: number): void {
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
