import { z } from 'zod';
import { wordOrderSchema } from '../../shared/contract/label.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { WordId } from '../../shared/contract/word.ts';
import { transaction, type Database } from './database.ts';
import { reindexing } from './photoIndex.ts';
import { advancePhotoRevision } from './photos.ts';
import { insertTombstone, removeTombstones, tombstoneSchema } from './tombstones.ts';
import { removeWords, replaceWord, storedWordSchema } from './words.ts';
import { replaceWordOrder } from './wordOrder.ts';

/** Some words of a photo at one point in time. */
export const wordStateSchema = z.object({
  words: z.array(storedWordSchema),
  /** The order of all words of the photo; null if it is the same before and after. */
  order: wordOrderSchema.nullable(),
  tombstones: z.array(tombstoneSchema),
});
export type WordState = z.infer<typeof wordStateSchema>;

/** A word only in `before` is deleted, one only in `after` is added, one in both changes. */
export interface WordChange {
  readonly before: WordState;
  readonly after: WordState;
}

/** The change that reverts another one. */
export function reversed({ before, after }: WordChange): WordChange {
  return { before: after, after: before };
}

export function removedBy({ before, after }: WordChange): WordId[] {
  const staying = new Set(after.words.map(({ id }) => id));
  return before.words.map(({ id }) => id).filter((id) => !staying.has(id));
}

/** Whether a change has no effect. */
export function isEmptyChange({ before, after }: WordChange): boolean {
  return before.words.length === 0 && after.words.length === 0 && after.order === null;
}

/**
 * Writes a change of a photo's words with its index, word count and revision, all or nothing. Returns
 * the new revision. `change.before` must be the current state.
 */
export function applyWordChange(db: Database, photo: PhotoId, change: WordChange): number {
  return transaction(db, () => {
    const { before, after } = change;
    const revision = advancePhotoRevision(db, photo);
    reindexing(db, photo, after.order === null ? touchedBy(change) : null, () => {
      removeWords(db, removedBy(change));
      for (const word of after.words) replaceWord(db, photo, word, revision);
      if (after.order !== null) replaceWordOrder(db, after.order);
    });
    removeTombstones(db, before.tombstones);
    for (const tombstone of after.tombstones) insertTombstone(db, photo, tombstone);
    return revision;
  });
}

function touchedBy({ before, after }: WordChange): WordId[] {
  return [...new Set([...before.words, ...after.words].map(({ id }) => id))];
}
