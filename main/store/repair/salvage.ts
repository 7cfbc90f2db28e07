import { copyFileSync, existsSync } from 'node:fs';
import { z } from 'zod';
import { damageOf, databaseParts, isFull, removeDatabase, withDatabase } from './damage.ts';
import { photoCollectionSchema } from '../../../shared/contract/collection.ts';
import { photoIdSchema, type PhotoId } from '../../../shared/contract/photo.ts';
import { transaction, sql, type Sql, type ReadableDatabase, type WritableDatabase } from '../database.ts';
import { forgetTextIndex } from '../index/photoText.ts';
import { recountWords, reindexing } from '../index/updateIndex.ts';
import { countPhotos, deletePhotos, listPhotoIds } from '../photos/photos.ts';
import { packContent, unpackContent, findRemovedPhoto, insertRemovedPhoto } from '../photos/removedPhotos.ts';
import { listTables } from '../export/tables.ts';
import { requireReadable } from './mendPhoto.ts';
import { rowsInIndexes } from './readRows.ts';
import type { Recovered } from './recoverRows.ts';
import { keepSequences } from './sequences.ts';
import { finishTables, salvageTables, type SalvagedTables } from './salvageTables.ts';
import { endLeases } from '../words/wordIds.ts';

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
    const isComplete = withDatabase(scratch, { readonly: true }, (db) =>
      listTables(db).every(
        (table) =>
          rowsInIndexes(db, table) <=
          db.count({ text: `SELECT count(*) FROM ${table.name} NOT INDEXED`, values: [] }),
      ),
    );
    if (!isComplete) return false;
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

/** A photo of which a repair cannot read everything. */
export interface LostPhoto {
  readonly photo: PhotoId;
  /** Where its file was last seen, if the backup or the damaged row still says so. */
  readonly path: string | null;
}

/** The recovered and lost photos of a damaged database. */
export interface Salvage extends SalvagedTables {
  /** Recovered: all without a backup, and else those that were added or changed after it. */
  readonly photos: number;
  /** Not read completely: they have the state of the backup, or else what could be read. */
  readonly lost: readonly LostPhoto[];
  /** Number of rows that could be read of the damaged database. */
  readonly rows: number;
}

/** Called for every photo, with its number among all photo ids. */
export type SalvageListener = (photo: number, last: number) => void;

/** Changes with every edit or reading of a photo. */
const stateRow = z.object({ sha256: z.string(), state: z.string() });
const stateOf = (id: PhotoId): Sql =>
  sql`SELECT sha256, json_array(path, turn, status, progress, revision, read_at, language,
    (SELECT group_concat(collection ORDER BY collection) FROM collection_photo WHERE photo = ${id})) AS state FROM photo WHERE id = ${id}`;

/** Makes a library of all that could be read of a damaged one, where there is no backup. */
export function finish(recovered: Recovered, onPhoto: SalvageListener): Salvage {
  const { db, partial, rows } = recovered;
  const tables = finishTables(recovered);
  const ids = sorted(listPhotoIds(db));
  for (const photo of ids) {
    recountWords(db, photo);
    onPhoto(photo, ids.at(-1) ?? photo);
  }
  const lost = sorted([...partial]).map((photo) => ({ photo, path: pathOf(db, photo) }));
  return { photos: countPhotos(db), lost, rows, ...tables };
}

/**
 * Brings a backup to the state of a damaged library, photo by photo and then table by table.
 *
 * @param sound the backup, which no other process uses
 */
export function salvage(recovered: Recovered, sound: WritableDatabase, onPhoto: SalvageListener): Salvage {
  const lost: LostPhoto[] = [];
  let photos = 0;
  const { db } = recovered;
  salvageCollections(db, sound);
  const ids = sorted([...idsIn(db), ...idsIn(sound), ...recovered.partial]);
  for (const photo of ids) {
    const path = pathOf(db, photo) ?? pathOf(sound, photo);
    const outcome = salvagePhoto(recovered, sound, photo);
    if (outcome.isPut) photos += 1;
    if (outcome.isLost) lost.push({ photo, path });
    onPhoto(photo, ids.at(-1) ?? photo);
  }
  const tables = salvageTables(recovered, sound);
  keepSequences(db, sound);
  endLeases(sound);
  return { photos, lost, rows: recovered.rows, ...tables };
}

/** Adds the albums and tags that can be read, with their names; those of the backup stay. */
function salvageCollections(recovered: ReadableDatabase, sound: WritableDatabase): void {
  const row = photoCollectionSchema;
  for (const { id, kind, name } of recovered.all(row, sql`SELECT id, kind, name FROM collection`)) {
    sound.run(sql`INSERT OR IGNORE INTO collection (id, kind, name) VALUES (${id}, ${kind}, ${name})`);
    sound.run(sql`UPDATE OR IGNORE collection SET name = ${name} WHERE id = ${id} AND kind = ${kind}`);
  }
}

/** For a database of which nothing can be read: its ids must not be given again either. */
export function salvageNothing(sound: WritableDatabase): Salvage {
  const tables = salvageTables(null, sound);
  keepSequences(null, sound);
  endLeases(sound);
  return { photos: 0, lost: [], rows: 0, ...tables };
}

function sorted(ids: readonly PhotoId[]): PhotoId[] {
  return [...new Set(ids)].sort((a, b) => a - b);
}

function pathOf(db: ReadableDatabase, id: PhotoId): string | null {
  return db.value(z.string(), sql`SELECT path FROM photo WHERE id = ${id}`) ?? null;
}

/** `isPut`: the photo has its state of the damaged library. `isLost`: not all of this state is known. */
interface Outcome {
  readonly isPut: boolean;
  readonly isLost: boolean;
}

function salvagePhoto({ db, unread, partial }: Recovered, sound: WritableDatabase, id: PhotoId): Outcome {
  const photo = db.first(stateRow, stateOf(id));
  const removed = findRemovedPhoto(db, id);
  const known = sound.first(stateRow, stateOf(id));
  const isLost = partial.has(id);
  const isUnknown = photo === undefined && removed === undefined;
  const isKept = isUnknown && (unread.has('photo') || unread.has('removed_photo'));
  const wasKnown = known !== undefined || findRemovedPhoto(sound, id) !== undefined;
  if (isKept) return { isPut: false, isLost: isLost || wasKnown };
  if (isLost && known !== undefined) return { isPut: false, isLost };
  const content = photo !== undefined && photo.state !== known?.state ? packContent(db, id) : null;
  return transaction(sound, () => {
    sound.run(sql`DELETE FROM removed_photo WHERE id = ${id}`);
    if (removed !== undefined) insertRemovedPhoto(sound, removed);
    if (photo === undefined) deletePhotos(sound, [id]);
    if (photo === undefined || content === null) return { isPut: false, isLost };
    // The same picture may have been removed and added again with another id.
    const same = sql`SELECT id FROM photo WHERE id = ${id} OR sha256 = ${photo.sha256}`;
    deletePhotos(sound, sound.column(photoIdSchema, same));
    reindexing(sound, id, null, () => {
      unpackContent(sound, content, `photo ${String(id)}`);
    });
    return { isPut: true, isLost };
  });
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

/** The ids of the photos of a library and of those that can be restored. */
function idsIn(db: ReadableDatabase): PhotoId[] {
  return db.column(photoIdSchema, sql`SELECT id FROM photo UNION SELECT id FROM removed_photo`);
}
