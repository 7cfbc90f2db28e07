import type { PhotoId } from '../../../shared/contract/photo.ts';
import type { WordId } from '../../../shared/contract/word.ts';
import { sql, type Sql, type ReadableDatabase, type WritableDatabase } from '../database.ts';
import { listIndexedWords, entriesOf, type PhotoEntries, isTerm } from './wordEntries.ts';
import { z } from 'zod';
import { blockOf, packBlock, unpackBlock } from './postingBlock.ts';
import { findPhotoText, replaceTexts, type TextChange } from './photoText.ts';
import { PostingList } from './places.ts';
import { replacePlaces, type Places, type PlacesChange } from './replacePlaces.ts';
import { changeVocabulary, likelyShare } from './vocabulary.ts';

/** The index entries of a photo's words, or only of the given words. */
function photoEntries(db: ReadableDatabase, photo: PhotoId, words: readonly WordId[] | null): PhotoEntries {
  return entriesOf(listIndexedWords(db, photo, words));
}

/**
 * Runs `change`, which may change the given words of a photo (null: any word, or the order), and updates the index and
 * the photo's word count. Call this in a transaction.
 */
export function reindexing(
  db: WritableDatabase,
  photo: PhotoId,
  words: readonly WordId[] | null,
  change: () => void,
): void {
  const collected = collections.get(db);
  if (collected?.photos.has(photo) === true) writeCollected(db, collected);
  const before = photoEntries(db, photo, words);
  const text = findPhotoText(db, photo);
  change();
  const entries = { photo, before, after: photoEntries(db, photo, words) };
  const texts = { photo, before: text, after: findPhotoText(db, photo) };
  if (collected === undefined) {
    replaceEntries(db, [entries]);
    replaceTexts(db, [texts]);
  } else {
    collected.photos.add(photo);
    collected.entries.push(entries);
    collected.texts.push(texts);
  }
  recountWords(db, photo);
}

export function recountWords(db: WritableDatabase, photo: PhotoId): void {
  db.run(sql`UPDATE photo SET word_count = (
        SELECT count(*) FROM word WHERE word.photo = photo.id AND mark <> 'not-text'
      ) WHERE id = ${photo}`);
}

/** Changes of the index that wait to be written together, with at most one for each photo. */
interface CollectedChanges {
  readonly photos: Set<PhotoId>;
  readonly entries: EntriesChange[];
  readonly texts: TextChange[];
}

const collections = new WeakMap<WritableDatabase, CollectedChanges>();

/**
 * Runs `work`, and writes the changes of the index by `reindexing` at its end: for many photos in a fraction of the time.
 * Call this in a transaction; until it returns, the index is not up to date.
 */
export function reindexingTogether(db: WritableDatabase, work: () => void): void {
  const collected: CollectedChanges = { photos: new Set(), entries: [], texts: [] };
  collections.set(db, collected);
  try {
    work();
    writeCollected(db, collected);
  } finally {
    collections.delete(db);
  }
}

function writeCollected(db: WritableDatabase, { photos, entries, texts }: CollectedChanges): void {
  replaceEntries(db, entries);
  replaceTexts(db, texts);
  photos.clear();
  entries.length = 0;
  texts.length = 0;
}

/** Removes all words of photos from the index and runs `deletion`, which deletes the photos. */
export function removingFromIndex(
  db: WritableDatabase,
  photos: readonly PhotoId[],
  deletion: () => void,
): void {
  const after = entriesOf([]);
  const texts = photos.map((photo) => ({ photo, before: findPhotoText(db, photo), after: undefined }));
  replaceEntries(
    db,
    photos.map((photo) => ({ photo, before: photoEntries(db, photo, null), after })),
  );
  deletion();
  replaceTexts(db, texts);
}

/** The index entries of a photo's words, before and after a change. */
interface EntriesChange {
  readonly photo: PhotoId;
  readonly before: PhotoEntries;
  readonly after: PhotoEntries;
}

/** Applies changes, one for each photo. Changes in the same block are written together. */
function replaceEntries(db: WritableDatabase, changes: readonly EntriesChange[]): void {
  const words = new Map<string, number>();
  const inOrder = changes.toSorted((a, b) => a.photo - b.photo);
  for (const [block, ofBlock] of Map.groupBy(inOrder, ({ photo }) => blockOf(photo))) {
    const postings = changedKeys(ofBlock, 'posting');
    for (const [term, places] of postings)
      if (isTerm(term)) words.set(term, (words.get(term) ?? 0) + moreLikely(places));
    replaceList(db, postingRows, block, postings);
    replaceList(db, fragmentRows, block, changedKeys(ofBlock, 'fragment'));
  }
  changeVocabulary(db, words);
}

const none: Places = new Map();

/** The changes of each key, by photo. */
function changedKeys(
  changes: readonly EntriesChange[],
  list: keyof PhotoEntries,
): ReadonlyMap<string, readonly PlacesChange[]> {
  const keys = new Map<string, PlacesChange[]>();
  for (const { photo, before, after } of changes) {
    for (const key of new Set([...before[list].keys(), ...after[list].keys()])) {
      const [gone, come] = [before[list].get(key) ?? none, after[list].get(key) ?? none];
      if (isSame(gone, come)) continue;
      const known = keys.get(key);
      if (known === undefined) keys.set(key, [{ photo, gone, come }]);
      else known.push({ photo, gone, come });
    }
  }
  return keys;
}

function moreLikely(changes: readonly PlacesChange[]): number {
  let more = 0;
  for (const { gone, come } of changes) more += countLikely(come) - countLikely(gone);
  return more;
}

function countLikely(places: Places): number {
  let likely = 0;
  for (const share of places.values()) if (share >= likelyShare) likely += 1;
  return likely;
}

/** Reads and writes the blocks of one of the two lists. */
interface BlockRows {
  find(key: string, block: number): Sql;
  remove(key: string, block: number): Sql;
  put(key: string, block: number, places: Uint8Array): Sql;
}

const postingRows: BlockRows = {
  find: (term, block) => sql`SELECT places FROM posting WHERE term = ${term} AND block = ${block}`,
  remove: (term, block) => sql`DELETE FROM posting WHERE term = ${term} AND block = ${block}`,
  put: (term, block, places) =>
    sql`INSERT INTO posting (term, block, places) VALUES (${term}, ${block}, ${places})
      ON CONFLICT (term, block) DO UPDATE SET places = excluded.places`,
};

const fragmentRows: BlockRows = {
  find: (gram, block) => sql`SELECT places FROM fragment WHERE gram = ${gram} AND block = ${block}`,
  remove: (gram, block) => sql`DELETE FROM fragment WHERE gram = ${gram} AND block = ${block}`,
  put: (gram, block, places) =>
    sql`INSERT INTO fragment (gram, block, places) VALUES (${gram}, ${block}, ${places})
      ON CONFLICT (gram, block) DO UPDATE SET places = excluded.places`,
};

function replaceList(
  db: WritableDatabase,
  rows: BlockRows,
  block: number,
  changes: ReadonlyMap<string, readonly PlacesChange[]>,
): void {
  const [stored, changed] = [new PostingList(), new PostingList()];
  // Sorted by key, so that pages of the index are written in order.
  for (const key of [...changes.keys()].sort()) {
    stored.clear();
    const places = db.value(z.instanceof(Uint8Array), rows.find(key, block));
    if (places !== undefined) unpackBlock(places, block, stored);
    replacePlaces(stored, changes.get(key) ?? [], changed);
    db.run(changed.length === 0 ? rows.remove(key, block) : rows.put(key, block, packBlock(changed)));
  }
}

function isSame(a: Places, b: Places): boolean {
  if (a.size !== b.size) return false;
  for (const [position, share] of a) if (b.get(position) !== share) return false;
  return true;
}
