import { z } from 'zod';
import { boxOnGrid, mapQuad, pointOnGrid, type Box, type Size } from '../../../shared/geometry.ts';
import type { Photo, PhotoId } from '../../../shared/contract/photo.ts';
import {
  addRotations,
  inverseRotation,
  rotateBox,
  rotatePoint,
  rotateQuad,
  rotatedSize,
  type Rotation,
} from '../../../shared/rotation.ts';
import { transaction, sql, type ReadableDatabase, type WritableDatabase } from '../database.ts';
import { hasEdits, replaceEditStates } from '../words/edits.ts';
import { advancePhotoRevision } from './photos.ts';
import {
  replaceTombstoneRegions,
  applyWordChange,
  type WordChange,
  type WordState,
} from '../words/wordChange.ts';
import { listStoredWords, type StoredWord } from '../words/words.ts';

/** Whether a reading may rotate a photo: the user has neither rotated it nor edited its words. */
export function isRotationOpen(db: ReadableDatabase, id: PhotoId): boolean {
  const by = db.value(z.enum(['reading', 'person']), sql`SELECT turned_by FROM photo WHERE id = ${id}`);
  return by === 'reading' && !hasEdits(db, id);
}

/** The photo's revision when it was last rotated. Coordinates of earlier revisions are in another rotation. */
export function findRotationRevision(db: ReadableDatabase, id: PhotoId): number {
  return db.value(z.number(), sql`SELECT turn_revision FROM photo WHERE id = ${id}`) ?? 0;
}

/**
 * Stores a new rotation of a photo. The caller must transform its words. Increases the revision without an event, so that
 * every window reloads the photo.
 */
export function replacePhotoRotation(
  db: WritableDatabase,
  photo: Photo,
  turn: Rotation,
  turnedBy: 'reading' | 'person',
): void {
  const { width, height } = rotatedSize(photo, addRotations(turn, inverseRotation(photo.turn)));
  const revision = advancePhotoRevision(db, photo.id);
  db.run(sql`UPDATE photo SET turn = ${turn}, width = ${width}, height = ${height}, turned_by = ${turnedBy},
      turn_revision = ${revision} WHERE id = ${photo.id}`);
}

/**
 * Rotates a photo with everything that has coordinates: its words, deleted words, and all states of undo and redo. Returns
 * the change of the words and the photo's new revision.
 *
 * @param by rotation in addition to the current one
 */
export function rotatePhoto(
  db: WritableDatabase,
  photo: Photo,
  by: Rotation,
): { change: WordChange; revision: number } {
  const { id } = photo;
  const turned = (word: StoredWord): StoredWord => rotateWord(word, photo, by);
  const rotatedRegion = (region: Box): Box => boxOnGrid(rotateBox(region, photo, by));
  return transaction(db, () => {
    const words = listStoredWords(db, id);
    const change: WordChange = {
      before: { words, order: null, tombstones: [] },
      after: { words: words.map(turned), order: null, tombstones: [] },
    };
    replacePhotoRotation(db, photo, addRotations(photo.turn, by), 'person');
    replaceTombstoneRegions(db, id, rotatedRegion);
    replaceEditStates(db, id, (state): WordState => ({
      words: state.words.map(turned),
      order: state.order,
      tombstones: state.tombstones.map(({ word, region }) => ({ word, region: rotatedRegion(region) })),
    }));
    return { change, revision: applyWordChange(db, id, change) };
  });
}

function rotateWord(word: StoredWord, size: Size, turn: Rotation): StoredWord {
  return {
    ...word,
    box: boxOnGrid(rotateBox(word.box, size, turn)),
    quad: mapQuad(rotateQuad(word.quad, size, turn), pointOnGrid),
    polygon: word.polygon?.map((point) => pointOnGrid(rotatePoint(point, size, turn))) ?? null,
    detected: word.detected === null ? null : boxOnGrid(rotateBox(word.detected, size, turn)),
  };
}
