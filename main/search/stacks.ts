import { isNearPhoto, isTellingPhoto, type DatedHash } from '../imaging/hashes/photoHash.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { findPhotoHashes } from '../store/photos/photoHashes.ts';

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
  const hashes = new Map(findPhotoHashes(db, compared).map((each) => [each.photo, each]));
  const tops: (DatedHash & { readonly photo: number })[] = [];
  const found = new Map<number, number>();
  for (const photo of compared) {
    const dated = hashes.get(photo);
    if (dated === undefined || !isTellingPhoto(dated.hash)) continue;
    const top = tops.find((each) => isNearPhoto(each, dated));
    if (top === undefined) tops.push(dated);
    else found.set(photo, top.photo);
  }
  return found;
}
