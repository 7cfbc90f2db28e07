import type { Database } from '../store/database.ts';
import { findPhotoTimes } from '../store/photoFacts.ts';

/** Of each photo by its id: when it was taken, or added. Neither ever changes, so that only new ones are asked for. */
interface KnownTimes {
  seconds: Float64Array;
  last: number;
}

const known = new WeakMap<Database, KnownTimes>();

/** Seconds since 1970 by photo id; photos that are gone may still have theirs. */
export function photoTimes(db: Database): Float64Array {
  const times = known.get(db) ?? { seconds: new Float64Array(1024), last: 0 };
  known.set(db, times);
  for (const { photo, seconds } of findPhotoTimes(db, times.last)) {
    if (photo >= times.seconds.length) {
      const grown = new Float64Array(2 * Math.max(photo, times.seconds.length));
      grown.set(times.seconds);
      times.seconds = grown;
    }
    times.seconds[photo] = seconds;
    times.last = Math.max(times.last, photo);
  }
  return times.seconds;
}
