import type { PhotoId } from '../../shared/contract/photo.ts';
import type { PageReading } from '../../shared/contract/word.ts';
import { transaction, type Database } from '../store/database.ts';
import { hasHistory, hasOrderEdit, insertEdit } from '../store/edits.ts';
import { replacePhotoReading, requirePhoto } from '../store/photos.ts';
import {
  listTombstones,
  applyWordChange,
  isEmptyChange,
  type WordChange,
  findWordOrder,
} from '../store/wordChange.ts';
import { replacePhotoTurn } from '../store/turnPhoto.ts';
import { nextWordIds } from '../store/wordIds.ts';
import { listStoredWords } from '../store/words.ts';
import { mergeReading, type BoxReading } from './mergeReading.ts';

/** A stored change of a photo's words. */
export interface StoredReading {
  readonly change: WordChange;
  /** Revision of the photo after this change. */
  readonly revision: number;
}

/**
 * Replaces the previous reading and its index in one transaction. Keeps words that the user confirmed or marked, and
 * boxes that the user drew. On a photo with a history, the reading is an edit like any other, so that undo can restore
 * every earlier state. Returns null if nothing changes. Keeps the rotation that the reading chose (`isTurnOpen`).
 *
 * @param again readings of boxes that the user drew and has not confirmed
 */
export function storeReading(
  db: Database,
  photo: PhotoId,
  reading: PageReading,
  readAt: string,
  again: readonly BoxReading[] = [],
): StoredReading | null {
  return transaction(db, () => {
    const before = requirePhoto(db, photo);
    if (reading.turn !== before.turn) replacePhotoTurn(db, before, reading.turn, 'reading');
    const change = mergeReading({
      words: listStoredWords(db, photo),
      order: findWordOrder(db, photo),
      isOrderPersons: hasOrderEdit(db, photo),
      tombstones: listTombstones(db, photo),
      reading,
      again,
      readAt,
      newIds: (count) => nextWordIds(db, count),
    });
    replacePhotoReading(db, photo, { ...reading, readAt });
    if (isEmptyChange(change)) return null;
    const revision = applyWordChange(db, photo, change);
    if (hasHistory(db, photo)) insertEdit(db, photo, { title: 'read', change, at: readAt });
    return { change, revision };
  });
}
