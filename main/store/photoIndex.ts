import type { PhotoId } from '../../shared/contract/photo.ts';
import type { WordId } from '../../shared/contract/word.ts';
import { run, type Database } from './database.ts';
import { listIndexedWords } from './index/indexedWords.ts';
import { replaceEntries } from './index/replaceEntries.ts';
import { entriesOf, type PhotoEntries } from './index/wordEntries.ts';
import { sql } from './sql.ts';

/** The index entries of a photo's words, or only of the given words. */
export function photoEntries(db: Database, photo: PhotoId, words: readonly WordId[] | null): PhotoEntries {
  return entriesOf(listIndexedWords(db, photo, words));
}

/**
 * Runs `change`, which may change the given words of a photo (null: any word, or the order), and updates the index and
 * the photo's word count. Call this in a transaction.
 */
export function reindexing(
  db: Database,
  photo: PhotoId,
  words: readonly WordId[] | null,
  change: () => void,
): void {
  const before = photoEntries(db, photo, words);
  change();
  replaceEntries(db, [{ photo, before, after: photoEntries(db, photo, words) }]);
  run(
    db,
    sql`UPDATE photo SET word_count = (
        SELECT count(*) FROM word WHERE word.photo = photo.id AND mark <> 'not-text'
      ) WHERE id = ${photo}`,
  );
}

/** Removes all words of photos from the index, but not from the library. */
export function removeFromIndex(db: Database, photos: readonly PhotoId[]): void {
  const after = entriesOf([]);
  replaceEntries(
    db,
    photos.map((photo) => ({ photo, before: photoEntries(db, photo, null), after })),
  );
}
