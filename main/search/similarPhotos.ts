import type { CallArgs, CallResult } from '../../shared/contract/contract.ts';
import { photoIdSchema } from '../../shared/contract/photo.ts';
import { isNearPhoto, isTellingPhoto } from '../imaging/photoHash.ts';
import type { Database } from '../store/database.ts';
import { findPhotos, listPhotoLooks } from '../store/photos.ts';

/** Each photo is compared with so many before it by date: near-duplicates are taken in a row, and copies have one date. */
const reach = 50;

/** Groups of photos that show nearly the same picture, the latest group first, and in each group the best photo first. */
export function similarPhotos(
  db: Database,
  { limit }: CallArgs<'similarPhotos'>,
): CallResult<'similarPhotos'> {
  const looks = listPhotoLooks(db).filter(({ hash }) => isTellingPhoto(hash));
  const groupOf: number[] = looks.map((_, index) => index);
  const root = (index: number): number => {
    const above = groupOf[index] ?? index;
    return above === index ? index : root(above);
  };
  for (const [index, look] of looks.entries()) {
    for (const [back, other] of looks.slice(Math.max(0, index - reach), index).entries()) {
      if (isNearPhoto(look, other)) groupOf[root(index)] = root(Math.max(0, index - reach) + back);
    }
  }
  const groups = [...Map.groupBy(looks.keys(), root).values()].filter((group) => group.length > 1);
  return {
    total: groups.length,
    groups: groups.slice(0, limit).map((group) => {
      const ids = group.map((index) => photoIdSchema.parse(looks[index]?.photo));
      return findPhotos(db, ids).sort(
        (a, b) => b.wordCount - a.wordCount || b.width * b.height - a.width * a.height || a.id - b.id,
      );
    }),
  };
}
