import { copyFileSync, existsSync } from 'node:fs';
import { z } from 'zod';
import { damageOf, databaseParts, isFull, removeDatabase, withDatabase } from './damage.ts';
import { photoCollectionSchema } from '../../../shared/contract/collection.ts';
import { photoIdSchema, type PhotoId } from '../../../shared/contract/photo.ts';
import {
  all,
  first,
  run,
  transaction,
  sql,
  type Sql,
  type ReadableDatabase,
  type WritableDatabase,
} from '../database.ts';
import { forgetTextIndex } from '../index/photoText.ts';
import { rebuildIndex } from '../index/rebuildIndex.ts';
import { reindexing } from '../index/updateIndex.ts';
import { countPhotos, deletePhotos, findPhoto, listPhotoIds } from '../photos/photos.ts';
import { packContent, unpackContent, findRemovedPhoto, insertRemovedPhoto } from '../photos/removedPhotos.ts';
import { salvageTables, type SalvagedTables } from './salvageTables.ts';
import { listBuriedWords } from '../words/wordChange.ts';
import { endLeases } from '../words/wordIds.ts';
import { listStoredWords } from '../words/words.ts';

/**
 * Writes every row of every table to a new database, and rebuilds the indexes.
 *
 * @returns false if a row cannot be read; then there is no new file
 */
export function rebuildDatabase(database: string, repaired: string): boolean {
  const scratch = `${repaired}-scratch`;
  removeDatabase(scratch);
  try {
    for (const part of databaseParts) {
      if (existsSync(`${database}${part}`)) copyFileSync(`${database}${part}`, `${scratch}${part}`);
    }
    rebuild(scratch, repaired);
    if (damageOf(repaired, true) === null) return true;
  } catch (thrown) {
    if (isFull(thrown)) throw thrown;
  } finally {
    removeDatabase(scratch);
  }
  removeDatabase(repaired);
  return false;
}

/** @param scratch a copy of the database that may be changed */
function rebuild(scratch: string, repaired: string): void {
  const indexes = withDatabase(scratch, { readonly: false }, (db) => {
    const isIndex = "type = 'index' AND sql IS NOT NULL";
    const found = db.prepare(`SELECT sql FROM sqlite_schema WHERE ${isIndex}`).pluck().all();
    // DROP INDEX would read the damaged index; deleting its schema row does not.
    db.unsafeMode();
    db.pragma('writable_schema = ON');
    db.exec(`DELETE FROM sqlite_schema WHERE ${isIndex}`);
    // Opening the library builds the text index from the words.
    forgetTextIndex(db);
    db.prepare('VACUUM INTO ?').run(repaired);
    return z.array(z.string()).parse(found);
  });
  withDatabase(repaired, { readonly: false }, (db) => {
    for (const index of indexes) db.exec(index);
  });
}

/** A photo that a repair cannot read. */
export interface LostPhoto {
  readonly photo: PhotoId;
  /** Where its file was last seen, if the backup or the damaged row still says so. */
  readonly path: string | null;
}

/** The recovered and lost photos of a damaged database. */
export interface Salvage extends SalvagedTables {
  /** Recovered: added or changed after the backup. */
  readonly photos: number;
  /** Unreadable photos: they keep the state of the backup, if they are in it. */
  readonly lost: readonly LostPhoto[];
}

/** Called for every checked photo, with its number among all photo ids. */
export type SalvageListener = (photo: number, last: number) => void;

/** Changes with every edit or reading of a photo. */
const stateRow = z.object({ sha256: z.string(), state: z.string() });
const stateOf = (id: PhotoId): Sql =>
  sql`SELECT sha256, json_array(path, turn, status, progress, revision, read_at, language,
    (SELECT group_concat(collection ORDER BY collection) FROM collection_photo WHERE photo = ${id})) AS state FROM photo WHERE id = ${id}`;

/**
 * Recovers the photos of a damaged library, with their words and history, into a backup or an empty library. Reads each
 * photo separately, so that an unreadable one does not affect others.
 *
 * @param damaged the damaged database, with this build's version
 * @param sound the target, which no other process uses
 */
export function salvage(
  damaged: WritableDatabase,
  sound: WritableDatabase,
  onPhoto: SalvageListener,
): Salvage {
  const lost: LostPhoto[] = [];
  let photos = 0;
  // Building the index for all photos takes a fraction of the time of adding one after another.
  const isEmpty = countPhotos(sound) === 0;
  const put = isEmpty ? putPlain : putIndexed;
  salvageCollections(damaged, sound);
  const last = Math.max(lastPhoto(damaged), lastPhoto(sound));
  for (let id = 1; id <= last; id += 1) {
    const photo = photoIdSchema.parse(id);
    try {
      if (salvagePhoto(damaged, sound, photo, put)) photos += 1;
    } catch (thrown) {
      if (isFull(thrown)) throw thrown;
      lost.push({ photo, path: pathOf(damaged, photo) ?? pathOf(sound, photo) });
    }
    onPhoto(id, last);
  }
  if (isEmpty) rebuildIndex(sound);
  const tables = salvageTables(damaged, sound);
  keepSequences(damaged, sound);
  endLeases(sound);
  return { photos, lost, ...tables };
}

/** Adds the albums and tags that can be read, with their names; those of the backup stay. */
function salvageCollections(damaged: WritableDatabase, sound: WritableDatabase): void {
  const row = photoCollectionSchema;
  try {
    for (const { id, kind, name } of all(damaged, row, sql`SELECT id, kind, name FROM collection`)) {
      run(sound, sql`INSERT OR IGNORE INTO collection (id, kind, name) VALUES (${id}, ${kind}, ${name})`);
      run(sound, sql`UPDATE OR IGNORE collection SET name = ${name} WHERE id = ${id} AND kind = ${kind}`);
    }
  } catch (thrown) {
    if (isFull(thrown)) throw thrown;
  }
}

/** For a database of which nothing can be read: its ids must not be given again either. */
export function salvageNothing(sound: WritableDatabase): Salvage {
  const tables = salvageTables(null, sound);
  keepSequences(null, sound);
  endLeases(sound);
  return { photos: 0, lost: [], ...tables };
}

/** The path of a photo; null if its row is missing or cannot be read. */
function pathOf(db: ReadableDatabase, id: PhotoId): string | null {
  try {
    return (
      first(db, z.object({ path: z.string() }), sql`SELECT path FROM photo WHERE id = ${id}`)?.path ?? null
    );
  } catch {
    return null;
  }
}

/** Returns whether there was anything to recover. */
function salvagePhoto(
  damaged: WritableDatabase,
  sound: WritableDatabase,
  id: PhotoId,
  put: typeof putPlain,
): boolean {
  const photo = first(damaged, stateRow, stateOf(id));
  const removed = findRemovedPhoto(damaged, id);
  const known = first(sound, stateRow, stateOf(id));
  const content = photo !== undefined && photo.state !== known?.state ? packContent(damaged, id) : null;
  return transaction(sound, () => {
    run(sound, sql`DELETE FROM removed_photo WHERE id = ${id}`);
    if (removed !== undefined) insertRemovedPhoto(sound, removed);
    if (photo === undefined) deletePhotos(sound, [id]);
    if (photo === undefined || content === null) return false;
    // The same picture may have been removed and added again with another id.
    const same = sql`SELECT id FROM photo WHERE id = ${id} OR sha256 = ${photo.sha256}`;
    deletePhotos(
      sound,
      all(sound, z.object({ id: photoIdSchema }), same).map((row) => row.id),
    );
    put(sound, content, id);
    requireReadable(sound, id);
    return true;
  });
}

/** @throws if a photo or its words cannot be read: SQLite does not notice changed bytes of a text */
function requireReadable(db: ReadableDatabase, photo: PhotoId): void {
  findPhoto(db, photo);
  listStoredWords(db, photo);
  listBuriedWords(db, photo);
}

/** Whether all photos of a database, which has this build's version, and their words can be read. */
export function isReadable(database: string): boolean {
  return withDatabase(database, { readonly: true }, (db) => {
    try {
      for (const photo of listPhotoIds(db)) requireReadable(db, photo);
      return true;
    } catch {
      return false;
    }
  });
}

function putIndexed(sound: WritableDatabase, content: Uint8Array, id: PhotoId): void {
  reindexing(sound, id, null, () => {
    putPlain(sound, content, id);
  });
}

function putPlain(sound: WritableDatabase, content: Uint8Array, id: PhotoId): void {
  unpackContent(sound, content, `photo ${String(id)}`);
}

/** More ids than are assigned between two backups. */
const leap = 1_000_000;

/** Ids are never reused, because histories and removed photos still refer to them. */
function keepSequences(damaged: WritableDatabase | null, sound: WritableDatabase): void {
  const given = sequences(sound);
  for (const [name, last] of sequencesOfDamaged(damaged, given)) {
    if (last <= (given.get(name) ?? 0)) continue;
    run(sound, sql`DELETE FROM sqlite_sequence WHERE name = ${name}`);
    run(sound, sql`INSERT INTO sqlite_sequence (name, seq) VALUES (${name}, ${last})`);
  }
}

/** The highest id that a row ever had, by table. */
function sequences(db: ReadableDatabase): Map<string, number> {
  const row = z.object({ name: z.string(), seq: z.number() });
  const rows = all(db, row, sql`SELECT name, seq FROM sqlite_sequence`);
  return new Map(rows.map(({ name, seq }) => [name, seq]));
}

function sequencesOfDamaged(
  damaged: ReadableDatabase | null,
  given: ReadonlyMap<string, number>,
): Map<string, number> {
  const guessed = new Map([...given].map(([name, last]) => [name, last + leap]));
  try {
    return damaged === null ? guessed : sequences(damaged);
  } catch {
    return guessed;
  }
}

/** The highest id that a photo ever had; 0 if it cannot be read. */
function lastPhoto(db: ReadableDatabase): number {
  const row = z.object({ id: z.number().nullable() });
  const last = [
    sql`SELECT seq AS id FROM sqlite_sequence WHERE name = 'photo'`,
    sql`SELECT max(id) AS id FROM photo`,
    sql`SELECT max(id) AS id FROM removed_photo`,
  ].map((query) => {
    try {
      return first(db, row, query)?.id ?? 0;
    } catch {
      return 0;
    }
  });
  return Math.max(...last);
}
