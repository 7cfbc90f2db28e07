import { noticedShare, type PageLanguage } from '../../../shared/contract/pageLanguage.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import { sql, transaction, type ReadableDatabase, type WritableDatabase } from '../database.ts';
import { journalPhotos } from '../words/journal.ts';

/** Stores the language that a person chose for a photo; null: readings find it. */
export function replacePhotoLanguage(db: WritableDatabase, id: PhotoId, language: PageLanguage | null): void {
  transaction(db, () => {
    db.run(sql`UPDATE photo SET language = ${language} WHERE id = ${id}`);
    journalPhotos(db, [id], { isRemoved: false });
  });
}

/** The photos that are in a language as a person chose it or, where nobody did, as their reading found it. */
export function listPhotosInLanguage(db: ReadableDatabase, language: PageLanguage): number[] {
  const share = sql`coalesce(json_extract(languages, ${`$.${language}`}), 0)`;
  return db
    .numbers(
      sql`SELECT id FROM photo WHERE language = ${language} OR (language IS NULL AND ${share} >= ${noticedShare})`,
    )
    .map(([id = 0]) => id);
}
