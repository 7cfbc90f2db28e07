import type { PhotoId } from '../../shared/contract/photo.ts';
import type { PageReading } from '../../shared/contract/word.ts';
import { transaction, type Database } from '../store/database.ts';
import { hasHistory, hasOrderEdit, insertEdit } from '../store/edits.ts';
import { replacePhotoReading, requirePhoto } from '../store/photos.ts';
import { listTombstones } from '../store/tombstones.ts';
import { replacePhotoTurn } from '../store/turnPhoto.ts';
import { applyWordChange, isEmptyChange, type WordChange } from '../store/wordChange.ts';
import { findWordOrder } from '../store/wordOrder.ts';
import { listStoredWords, nextWordIds } from '../store/words.ts';
import { mergeReading, type BoxReading } from './mergeReading.ts';

/** A change of a photo's words, as it was stored. */
export interface StoredReading {
  readonly change: WordChange;
  /** Of the photo, with this change. */
  readonly revision: number;
}

/**
 * Puts a reading in the place of the one before, with its index, in one transaction. Words that a
 * person confirmed or marked and boxes that a person made stay as they are. On a photo with a history
 * the reading is an edit like others, so that undo still leads back to every state there was. Null
 * when it changes nothing. A reading that turned the photo otherwise (`isTurnOpen`) leaves it so.
 *
 * @param again what was read in boxes that a person made and has not confirmed
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
