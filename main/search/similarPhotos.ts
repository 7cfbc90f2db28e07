import type { CallArgs, CallResult } from '../../shared/contract/contract.ts';
import { photoIdSchema, type Photo } from '../../shared/contract/photo.ts';
import { isNearPhoto, isTellingPhoto } from '../imaging/hashes/photoHash.ts';
import { countConfirmedWords } from '../store/words/corrections.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { listPhotoHashes } from '../store/photos/photoHashes.ts';
import { findPhotos } from '../store/photos/photos.ts';

/** Each photo is compared with so many before it by date: near-duplicates are taken in a row, and copies have one date. */
const reach = 50;

/** By the words that a person confirmed, by pixels, then by words: of copies, the original is best. */
function bestFirst(db: ReadableDatabase, photos: readonly Photo[]): Photo[] {
  const confirmed = new Map(photos.map(({ id }) => [id, countConfirmedWords(db, [id])]));
  const confirmedOn = ({ id }: Photo): number => confirmed.get(id) ?? 0;
  return photos.toSorted(
    (a, b) =>
      confirmedOn(b) - confirmedOn(a) ||
      b.width * b.height - a.width * a.height ||
      b.wordCount - a.wordCount ||
      a.id - b.id,
  );
}

/** Groups of photos that show nearly the same picture, the latest group first, and in each group the best photo first. */
export function similarPhotos(
  db: ReadableDatabase,
  { limit }: CallArgs<'similarPhotos'>,
): CallResult<'similarPhotos'> {
  const hashes = listPhotoHashes(db).filter(({ hash }) => isTellingPhoto(hash));
  const groupOf: number[] = hashes.map((_, index) => index);
  const root = (index: number): number => {
    const above = groupOf[index] ?? index;
    return above === index ? index : root(above);
  };
  for (const [index, one] of hashes.entries()) {
    for (const [back, other] of hashes.slice(Math.max(0, index - reach), index).entries()) {
      if (isNearPhoto(one, other)) groupOf[root(index)] = root(Math.max(0, index - reach) + back);
    }
  }
  const groups = [...Map.groupBy(hashes.keys(), root).values()].filter((group) => group.length > 1);
  return {
    total: groups.length,
    groups: groups.slice(0, limit).map((group) => {
      const ids = group.map((index) => photoIdSchema.parse(hashes[index]?.photo));
      return bestFirst(db, findPhotos(db, ids));
    }),
  };
}
