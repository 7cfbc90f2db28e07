import type { LabelAction } from '../../shared/contract/label.ts';
import type { Photo } from '../../shared/contract/photo.ts';
import type { WordId } from '../../shared/contract/word.ts';
import { InkdexError } from '../../shared/result.ts';
import type { Database } from '../store/database.ts';
import { findTurnRevision } from '../store/turnPhoto.ts';
import { isLeased } from '../store/wordIds.ts';
import { findWordRevisions } from '../store/words.ts';
import { touchedWords } from './editLabels.ts';

/**
 * @param revision the revision that the window knows
 * @throws InkdexError `conflict` when anything on the photo has changed since
 */
export function requireUnchanged(photo: Photo, revision: number): void {
  if (revision === photo.revision) return;
  requirePast(photo, revision);
  throw conflict(photo, revision);
}

/**
 * Allows an action on words that no other window has changed.
 *
 * @throws InkdexError `conflict` when a word of the action has changed since, or, for an action with an
 * order, any word, or when the photo was rotated; `not-found` for a word that the photo never had and whose id is
 * not leased
 */
export function requireWordsUnchanged(
  db: Database,
  photo: Photo,
  revision: number,
  action: LabelAction,
): void {
  requirePast(photo, revision);
  if (revision < findTurnRevision(db, photo.id)) throw conflict(photo, revision);
  if (action.order !== null) requireUnchanged(photo, revision);
  const words = touchedWords(action);
  const revisions = findWordRevisions(db, photo.id, words);
  const isNew = (word: WordId) => !action.remove.includes(word) && isLeased(db, word);
  const missing = words.find((word) => !revisions.has(word) && !isNew(word));
  if (missing !== undefined && revision === photo.revision) {
    throw new InkdexError('not-found', `There is no word ${String(missing)} on ${photo.name}.`);
  }
  const isChanged = [...revisions.values()].some((changed) => changed > revision);
  if (missing !== undefined || isChanged) throw conflict(photo, revision);
}

/** Rejects a revision in the future, which no window can know. */
function requirePast(photo: Photo, revision: number): void {
  if (revision <= photo.revision) return;
  throw new InkdexError(
    'bad-arguments',
    `${photo.name} has revision ${photo.revision}, but the edit was made on ${revision}. Open the photo again.`,
  );
}

function conflict(photo: Photo, revision: number): InkdexError {
  return new InkdexError(
    'conflict',
    `These words on ${photo.name} were changed in another window (now revision ${photo.revision}, ` +
      `edited in ${revision}). Check the current words, then edit again.`,
  );
}
