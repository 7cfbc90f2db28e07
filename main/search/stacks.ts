import { isNearPhoto, isTellingPhoto, type PhotoLook } from '../imaging/hashes/photoHash.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { findPhotoLooks } from '../store/photos/photoLooks.ts';

/** Only so many of the first results are compared with each other: the time grows with the square. */
const mostCompared = 1000;

/**
 * For results that show nearly the same picture as a better result, that result. The better one is in no stack of another, so
 * that the stacks of later pages do not change those of earlier pages.
 *
 * @param ranked ids of photos, best first, from the first result
 */
export function stackedOn(db: ReadableDatabase, ranked: readonly number[]): Map<number, number> {
  const compared = ranked.slice(0, mostCompared);
  const looks = new Map(findPhotoLooks(db, compared).map((look) => [look.photo, look]));
  const tops: (PhotoLook & { readonly photo: number })[] = [];
  const found = new Map<number, number>();
  for (const photo of compared) {
    const look = looks.get(photo);
    if (look === undefined || !isTellingPhoto(look.hash)) continue;
    const top = tops.find((each) => isNearPhoto(each, look));
    if (top === undefined) tops.push(look);
    else found.set(photo, top.photo);
  }
  return found;
}
