import { isDeepStrictEqual } from 'node:util';
import { isSameWord, boxOnGrid } from '../../../shared/geometry.ts';
import type { WordOrder } from '../../../shared/contract/label.ts';
import type { Photo, PhotoId } from '../../../shared/contract/photo.ts';
import { wordIdSchema, type WordId } from '../../../shared/contract/word.ts';
import { fittedOrder } from '../../../shared/page/readingOrder.ts';
import { addRotations, inverseRotation, rotateBox, type Rotation } from '../../../shared/rotation.ts';
import { replaceCollectionsOf } from '../photos/collections.ts';
import { sql, sqlList, transaction, type ReadableDatabase, type WritableDatabase } from '../database.ts';
import { insertEdit } from '../words/edits.ts';
import { keepReading } from '../words/keptReadings.ts';
import { isTouchedByPerson, type JournalEntry } from '../words/journal.ts';
import { replacePhotoLanguage } from '../photos/photoLanguages.ts';
import { findPhoto, findPhotoBySha256, replacePhotoProgress } from '../photos/photos.ts';
import {
  findRemovedPhoto,
  forgetRemovedPhotos,
  removePhotos,
  restorePhotos,
} from '../photos/removedPhotos.ts';
import { replacePhotoFile, type ChangedFile } from '../photos/photoFile.ts';
import { rotatePhoto } from '../photos/rotatePhoto.ts';
import {
  applyWordChange,
  findWordOrder,
  isEmptyChange,
  listBuriedWords,
  type WordChange,
} from '../words/wordChange.ts';
import { nextWordIds, raiseWordIds } from '../words/wordIds.ts';
import { listStoredWords, type StoredWord, type Tombstone } from '../words/words.ts';

/** What a journal brought back to a library. */
export interface Replay {
  readonly photos: number;
  /** Words that people typed, confirmed, drew or marked, and that the library did not have in this form. */
  readonly words: number;
}

/** The last state of a photo in a journal. Coordinates are in pixels of the photo with its last turn. */
interface LastState {
  photo: JournalEntry['photo'];
  isRemoved: boolean;
  at: string;
  /** Null: deleted. */
  readonly words: Map<WordId, StoredWord | null>;
  /** Places of deleted words; null: the word was restored. */
  readonly places: Map<WordId, Tombstone | null>;
  order: WordOrder | null;
  /** Changes of its file, in order. */
  readonly files: { readonly was: string; readonly now: ChangedFile }[];
}

/**
 * Brings a library to the state of its journal: every word that a person changed gets its last state. The result is the
 * same however much of the journal the library contains already. The words of a photo change in one edit, which can be
 * undone.
 *
 * @param db the repaired database, which no other process uses
 */
export function replayJournal(db: WritableDatabase, entries: readonly JournalEntry[]): Replay {
  const brought = { photos: 0, words: 0 };
  raiseWordIds(db, highestWord(entries));
  const states = [...lastStates(entries)].sort((a, b) => (a.at < b.at ? -1 : 1));
  for (const state of states) {
    const words = transaction(db, () => replayPhoto(db, state));
    if (words === null) continue;
    brought.photos += 1;
    brought.words += words;
  }
  return brought;
}

function highestWord(entries: readonly JournalEntry[]): number {
  let highest = 0;
  for (const { words } of entries) {
    for (const { id } of words?.put ?? []) highest = Math.max(highest, id);
    for (const id of words?.removed ?? []) highest = Math.max(highest, id);
  }
  return highest;
}

function lastStates(entries: readonly JournalEntry[]): Iterable<LastState> {
  const states = new Map<string, LastState>();
  for (const { photo, isRemoved, at, words, file } of withoutRejected(entries)) {
    const key = `${photo.id} ${photo.sha256}`;
    const earlier = `${photo.id} ${file?.was ?? photo.sha256}`;
    const state: LastState = states.get(earlier) ?? {
      files: [],
      ...{ photo, isRemoved, at, order: null },
      words: new Map(),
      places: new Map(),
    };
    if (earlier !== key) states.delete(earlier);
    states.set(key, state);
    // Another file is shown as the one before.
    if (file === null) rotatePlaces(state, photo);
    else state.files.push({ was: file.was, now: { ...photo, identity: file.identity } });
    Object.assign(state, { photo, isRemoved, at });
    if (words === null) continue;
    for (const word of words.put) state.words.set(word.id, word);
    for (const id of words.removed) state.words.set(id, null);
    for (const place of words.buried) state.places.set(place.word, place);
    for (const id of words.restored) state.places.set(id, null);
    state.order = words.order ?? state.order;
  }
  return states.values();
}

/** Leaves out changes that were not stored in the end: a later change of the photo has the same revision. */
function withoutRejected(entries: readonly JournalEntry[]): JournalEntry[] {
  const next = new Map<PhotoId, number>();
  const kept = entries.toReversed().filter(({ photo: { id, revision }, words }) => {
    if (words === null) return true;
    const isStored = revision < (next.get(id) ?? Infinity);
    next.set(id, Math.min(revision, next.get(id) ?? Infinity));
    return isStored;
  });
  return kept.reverse();
}

/** Rotates the places of deleted words with the photo. The words of people are all in the entry of a rotation. */
function rotatePlaces({ photo, places }: LastState, { turn }: Pick<Photo, 'turn'>): void {
  const by = addRotations(turn, inverseRotation(photo.turn));
  if (by === 0) return;
  for (const [id, place] of places) {
    if (place !== null) places.set(id, { word: id, region: boxOnGrid(rotateBox(place.region, photo, by)) });
  }
}

/** Returns the number of words that changed to what a person had made of them; null if nothing changed. */
function replayPhoto(db: WritableDatabase, state: LastState): number | null {
  const { photo, isRemoved, at } = state;
  const wasRemoved = findRemovedPhoto(db, photo.id)?.sha256 === photo.sha256;
  if (wasRemoved && isRemoved && state.words.size === 0) return null;
  takeFiles(db, state);
  const known = findIn(db, photo);
  if (known === undefined && isRemoved && state.words.size === 0) return null;
  const target = known ?? addPhoto(db, photo);
  rotateTo(db, target, photo.turn);
  const change = changeOf(db, target.id, state);
  const isChanged = !isEmptyChange(change) || change.after.tombstones.length > 0;
  if (isChanged) {
    // Above the revision of every entry, so that windows and later entries go on from there.
    db.run(sql`UPDATE photo SET revision = max(revision, ${photo.revision}) WHERE id = ${target.id}`);
    keepReading(db, target.id);
    applyWordChange(db, target.id, change);
    insertEdit(db, target.id, { title: 'repair', by: null, change, at });
  }
  const isProgressed = replayProgress(db, target, state);
  const isCollected = replayCollections(db, target, state);
  const isInLanguage = replayLanguage(db, target, state);
  if (isRemoved) removePhotos(db, [target.id], at);
  const isReplayed = isChanged || isProgressed || isCollected || isInLanguage;
  if (!isReplayed && known !== undefined && wasRemoved === isRemoved) return null;
  return change.after.words.filter(isTouchedByPerson).length;
}

function replayProgress(db: WritableDatabase, { id, progress }: Photo, { photo, words }: LastState): boolean {
  const isWorkedOn = words.size > 0 && photo.progress !== 'done';
  const wanted = isWorkedOn ? 'in-work' : photo.progress;
  if (wanted === progress) return false;
  replacePhotoProgress(db, id, wanted);
  return true;
}

function replayCollections(db: WritableDatabase, { id, collections }: Photo, { photo }: LastState): boolean {
  if (photo.collections === undefined || isDeepStrictEqual(photo.collections, collections)) return false;
  replaceCollectionsOf(db, id, photo.collections);
  return true;
}

function replayLanguage(db: WritableDatabase, { id, language }: Photo, { photo }: LastState): boolean {
  if (photo.language === undefined || photo.language === language) return false;
  replacePhotoLanguage(db, id, photo.language);
  return true;
}

/** Gives a photo of an earlier copy the file that it got since. */
function takeFiles(db: WritableDatabase, { photo: { id }, files }: LastState): void {
  for (const { was, now } of files) {
    const before = findIn(db, { id, sha256: was });
    if (before !== undefined) replacePhotoFile(db, before, now);
  }
}

/** The photo in the library, restored if it was removed, whatever its id is by now. */
function findIn(db: WritableDatabase, { id, sha256 }: Pick<Photo, 'id' | 'sha256'>): Photo | undefined {
  const present = findPhotoBySha256(db, sha256);
  if (present !== undefined || findRemovedPhoto(db, id)?.sha256 !== sha256) return present;
  try {
    restorePhotos(db, [id]);
  } catch {
    // Its saved data is damaged; the journal has what a person made of it.
    forgetRemovedPhotos(db, [id]);
  }
  return findPhotoBySha256(db, sha256);
}

/** Adds a photo that the library has lost, with its old id if that is free. It is read again. */
function addPhoto(db: WritableDatabase, photo: LastState['photo']): Photo {
  const { id, path, sha256, bytes, width, height, turn, takenAt, addedAt } = photo;
  const isTaken = findPhoto(db, id) !== undefined || findRemovedPhoto(db, id) !== undefined;
  db.run(sql`INSERT INTO photo (id, path, sha256, bytes, width, height, turn, turned_by, taken_at, added_at, status)
      VALUES (${isTaken ? null : id}, ${path}, ${sha256}, ${bytes}, ${width}, ${height}, ${turn}, 'person',
        ${takenAt}, ${addedAt}, 'waiting')`);
  const added = findPhotoBySha256(db, sha256);
  if (added === undefined) throw new RangeError(`The photo ${path} was not added.`);
  return added;
}

function rotateTo(db: WritableDatabase, photo: Photo, turn: Rotation): void {
  const by = addRotations(turn, inverseRotation(photo.turn));
  if (by !== 0) rotatePhoto(db, photo, by);
}

/** The difference between a photo's words and their last states in the journal. */
function changeOf(db: ReadableDatabase, photo: PhotoId, { words, places, order }: LastState): WordChange {
  const present = new Map(listStoredWords(db, photo).map((word) => [word.id, word]));
  const put = wordsToPut(present, [...words.values()], freeIds(db, photo, [...words.keys()]));
  const changed = new Set(put.map(({ id }) => id));
  const typed = put.filter(isTouchedByPerson);
  const gone = new Set(
    [...present.values()].filter((word) => {
      if (words.get(word.id) === null) return true;
      // Words of people replace what a model read in their place.
      return !changed.has(word.id) && !isTouchedByPerson(word) && isCovered(word, typed);
    }),
  );
  const staying = [...present.values()].filter((word) => !gone.has(word) && !changed.has(word.id));
  const orders = ordersOf(db, photo, [...staying, ...put], order);
  const tombstones = listBuriedWords(db, photo);
  const buried = new Set(tombstones.map(({ word }) => word));
  return {
    before: {
      words: [...present.values()].filter((word) => gone.has(word) || changed.has(word.id)),
      order: orders.before,
      tombstones: tombstones.filter(({ word }) => places.get(word) === null),
    },
    after: {
      words: put,
      order: orders.after,
      tombstones: [...places.values()].flatMap((place) =>
        place === null || buried.has(place.word) ? [] : [place],
      ),
    },
  };
}

/** Of a model's words only those that a person has restored or given up, and that nothing else replaces. */
function wordsToPut(
  present: ReadonlyMap<WordId, StoredWord>,
  words: readonly (StoredWord | null)[],
  ids: ReadonlyMap<WordId, WordId>,
): StoredWord[] {
  const others = [...present.values()];
  return words.flatMap((word): StoredWord[] => {
    if (word === null) return [];
    const here = present.get(word.id);
    const isWanted = isTouchedByPerson(word)
      ? !isDeepStrictEqual(here, word)
      : here === undefined
        ? !isCovered(word, others)
        : isTouchedByPerson(here);
    return isWanted ? [{ ...word, id: ids.get(word.id) ?? word.id }] : [];
  });
}

function isCovered({ box }: StoredWord, words: readonly StoredWord[]): boolean {
  return words.some((other) => isSameWord(other.box, box));
}

/** New ids for words whose ids belong to words of other photos by now. */
function freeIds(db: ReadableDatabase, photo: PhotoId, ids: readonly WordId[]): ReadonlyMap<WordId, WordId> {
  const elsewhere = sql`SELECT id FROM word WHERE id IN ${sqlList(ids)} AND photo <> ${photo}`;
  const taken = db.column(wordIdSchema, elsewhere);
  const fresh = nextWordIds(db, taken.length);
  return new Map(taken.map((id, index) => [id, fresh[index] ?? id]));
}

/** The order of a photo's words before and after; both null if it stays the same. */
function ordersOf(
  db: ReadableDatabase,
  photo: PhotoId,
  words: readonly StoredWord[],
  wanted: WordOrder | null,
): { readonly before: WordOrder | null; readonly after: WordOrder | null } {
  const before = findWordOrder(db, photo);
  const boxes = new Map(words.map(({ id, box }) => [id, box]));
  const after = fittedOrder(wanted ?? before, boxes);
  return isDeepStrictEqual(after, before) ? { before: null, after: null } : { before, after };
}
