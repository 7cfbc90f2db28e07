import { basename } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import { z } from 'zod';
import {
  photoIdSchema,
  removedPhotoSchema,
  type Photo,
  type PhotoId,
  type RemovedPhoto,
} from '../../../shared/contract/photo.ts';
import { collectionIdSchema } from '../../../shared/contract/collection.ts';
import { InkdexError } from '../../../shared/result.ts';
import { changeCollection, listCollections } from './collections.ts';
import { countConfirmedWords } from '../words/corrections.ts';
import {
  transaction,
  sql,
  sqlList,
  type Sql,
  type Binding,
  type ReadableDatabase,
  type WritableDatabase,
} from '../database.ts';
import { journalPhotos } from '../words/journal.ts';
import { reindexing } from '../index/updateIndex.ts';
import {
  deletePhotos,
  findPhotoBySha256,
  findPhotos,
  replacePhotoPath,
  resetReadingPhotos,
} from './photos.ts';

const removedRow = removedPhotoSchema
  .omit({ name: true })
  .transform((row): RemovedPhoto => ({ ...row, name: basename(row.path) }));
const columns = sql`id, path, removed_at AS removedAt, words, confirmed`;

const bytes: z.ZodType<Uint8Array> = z.instanceof(Uint8Array);
const removedContent = z.object({
  path: z.string(),
  sha256: z.string(),
  confirmed: z.number(),
  content: bytes,
});

/** All of a row. */
const wholeRow = removedContent.extend({ id: photoIdSchema, removed_at: z.string(), words: z.number() });

/** The result of restoring photos. */
interface Restore {
  /** Restored to the library. */
  readonly photos: readonly PhotoId[];
  /** Imported again in the meantime without confirmed words, and replaced by the restored photos. */
  readonly replaced: readonly PhotoId[];
  /** Not restored: imported again in the meantime, and both have confirmed words. */
  readonly left: number;
}

/** Removes photos and their words from the library and the index, and saves them for a restore. Returns the photos. */
export function removePhotos(db: WritableDatabase, ids: readonly PhotoId[], removedAt: string): Photo[] {
  return transaction(db, () => {
    const removed = findPhotos(db, ids);
    for (const { id, path, sha256, wordCount } of removed) {
      const confirmed = countConfirmedWords(db, [id]);
      const content = packContent(db, id);
      insertRemovedPhoto(db, {
        id,
        path,
        sha256,
        removed_at: removedAt,
        words: wordCount,
        confirmed,
        content,
      });
    }
    journalPhotos(
      db,
      removed.map(({ id }) => id),
      { isRemoved: true },
    );
    deletePhotos(db, ids);
    return removed;
  });
}

/** A removed photo as stored; `undefined` if there is none with this id. */
export function findRemovedPhoto(db: ReadableDatabase, id: PhotoId): z.infer<typeof wholeRow> | undefined {
  return db.first(wholeRow, sql`SELECT * FROM removed_photo WHERE id = ${id}`);
}

export function insertRemovedPhoto(db: WritableDatabase, row: z.infer<typeof wholeRow>): void {
  db.run(sql`INSERT INTO removed_photo (id, path, sha256, removed_at, words, confirmed, content)
      VALUES (${row.id}, ${row.path}, ${row.sha256}, ${row.removed_at}, ${row.words}, ${row.confirmed}, ${row.content})`);
}

/** Latest first. */
export function listRemovedPhotos(
  db: ReadableDatabase,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): RemovedPhoto[] {
  return db.all(
    removedRow,
    sql`SELECT ${columns} FROM removed_photo ORDER BY removed_at DESC, id DESC LIMIT ${limit} OFFSET ${offset}`,
  );
}

export function countRemovedPhotos(db: ReadableDatabase): number {
  return db.count(sql`SELECT count(*) FROM removed_photo`);
}

/**
 * Restores removed photos with their words, history and ids; all or none.
 *
 * @param ids ids in the order of `listToPutBack`
 * @throws InkdexError `library-damaged`, naming a photo
 */
export function restorePhotos(db: WritableDatabase, ids: readonly PhotoId[]): Restore {
  return transaction(db, () => {
    const told = { photos: [] as PhotoId[], replaced: [] as PhotoId[], left: 0 };
    for (const id of ids) {
      const outcome = restore(db, id);
      if (outcome === 'left') told.left += 1;
      if (outcome === 'left' || outcome === 'there') continue;
      told.photos.push(id);
      if (outcome.replaced !== null) told.replaced.push(outcome.replaced);
    }
    // A photo that was being read when it was removed is no longer being read.
    resetReadingPhotos(db, told.photos);
    journalPhotos(db, told.photos, { isRemoved: false });
    return told;
  });
}

/**
 * Removed photos in the order in which they are restored: if a photo was removed more than once, the one with most
 * confirmed words comes first.
 *
 * @param ids null for all
 */
export function listToRestore(db: ReadableDatabase, ids: readonly PhotoId[] | null): PhotoId[] {
  return db.column(
    photoIdSchema,
    sql`SELECT id FROM removed_photo ${among(ids)} ORDER BY confirmed DESC, removed_at DESC, id DESC`,
  );
}

/** there: the photo is in the library again with all of its data. */
type Outcome = 'left' | 'there' | { readonly replaced: PhotoId | null };

function restore(db: WritableDatabase, id: PhotoId): Outcome {
  const removed = db.first(
    removedContent,
    sql`SELECT path, sha256, confirmed, content FROM removed_photo WHERE id = ${id}`,
  );
  if (removed === undefined) return 'there';
  const present = findPhotoBySha256(db, removed.sha256);
  const isWorkedOn = present !== undefined && countConfirmedWords(db, [present.id]) > 0;
  if (isWorkedOn && removed.confirmed > 0) return 'left';
  db.run(sql`DELETE FROM removed_photo WHERE id = ${id}`);
  if (present !== undefined && removed.confirmed === 0) {
    for (const { collection } of knownCollections(
      db,
      parseContent(removed.content, basename(removed.path)),
    )) {
      changeCollection(db, { id: collectionIdSchema.parse(collection), photos: [present.id], isIn: true });
    }
    return 'there';
  }
  if (present !== undefined) deletePhotos(db, [present.id]);
  reindexing(db, id, null, () => {
    unpackContent(db, removed.content, basename(removed.path));
  });
  if (present !== undefined) replacePhotoPath(db, id, present.path);
  else db.run(sql`UPDATE photo SET path = ${removed.path} WHERE id = ${id}`);
  for (const collection of present?.collections ?? []) {
    changeCollection(db, { id: collection.id, photos: [id], isIn: true });
  }
  return { replaced: present?.id ?? null };
}

/** Whether a removed photo with this content can be restored. */
export function isRemovedPhoto(db: ReadableDatabase, sha256: string): boolean {
  return db.count(sql`SELECT count(*) FROM removed_photo WHERE sha256 = ${sha256}`) > 0;
}

/** Changes the path of a removed photo with this content, for a later restore. */
export function replaceRemovedPath(db: WritableDatabase, sha256: string, path: string): void {
  db.run(sql`UPDATE removed_photo SET path = ${path} WHERE sha256 = ${sha256}`);
}

/** Whether a photo or a removed photo has its file at a path. */
export function isPathOfPhoto(db: ReadableDatabase, path: string): boolean {
  const found = sql`SELECT path FROM photo WHERE path = ${path} UNION ALL SELECT path FROM removed_photo
    WHERE path = ${path} LIMIT 1`;
  return db.has(found);
}

/** Paths of photos and removed photos that contain a text. Backslashes of Windows count as slashes. */
export function listPathsWith(db: ReadableDatabase, text: string): string[] {
  return db.column(
    z.string(),
    sql`SELECT path FROM photo WHERE instr(replace(path, '\\', '/'), ${text}) > 0
      UNION SELECT path FROM removed_photo WHERE instr(replace(path, '\\', '/'), ${text}) > 0`,
  );
}

const forgottenRow = z.object({ path: z.string(), sha256: z.string() });
/** The file of a photo that was permanently deleted. */
export type ForgottenPhoto = z.infer<typeof forgottenRow>;

/**
 * Permanently deletes removed photos.
 *
 * @param ids null for all
 */
export function forgetRemovedPhotos(db: WritableDatabase, ids: readonly PhotoId[] | null): ForgottenPhoto[] {
  return db.returned(forgottenRow, sql`DELETE FROM removed_photo ${among(ids)} RETURNING path, sha256`);
}

/** Permanently deletes photos that were removed before a time (ISO 8601). */
export function forgetRemovedBefore(db: WritableDatabase, time: string): ForgottenPhoto[] {
  return db.returned(
    forgottenRow,
    sql`DELETE FROM removed_photo WHERE removed_at < ${time} RETURNING path, sha256`,
  );
}

function among(ids: readonly PhotoId[] | null): Sql {
  return ids === null ? sql`` : sql`WHERE id IN ${sqlList(ids)}`;
}

const ofItsWords = 'word IN (SELECT id FROM word WHERE photo = ?)';
/** The rows that belong to a photo, by table; a table comes after those that it refers to. The index is not included. */
const belonging = {
  photo: 'id = ?',
  word: 'photo = ?',
  alternative: ofItsWords,
  lattice: ofItsWords,
  edit: 'photo = ?',
  tombstone: 'photo = ?',
  collection_photo: 'photo = ?',
} as const;
type TableOfPhoto = keyof typeof belonging;
const tables = Object.keys(belonging) as TableOfPhoto[];
/** Whether the rows of a table are packed with their photo. */
export function isTableOfPhoto(name: string): name is TableOfPhoto {
  return name in belonging;
}

const base64Bytes = z.object({ base64: z.base64() }).transform(({ base64 }) => Buffer.from(base64, 'base64'));
const rows = z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null(), base64Bytes])));
const contentSchema = z.object({
  photo: rows.length(1),
  word: rows,
  alternative: rows,
  lattice: rows,
  edit: rows,
  tombstone: rows,
  // Content of an older version has none.
  collection_photo: rows.default([]),
} satisfies Record<TableOfPhoto, z.ZodType>);

const storedRow = z.record(z.string(), z.union([z.string(), z.number(), z.null(), z.instanceof(Uint8Array)]));

/** A photo of many thousand words takes some MB. */
const mostBytes = 512e6;

/** All rows of a photo, compressed. */
export function packContent(db: ReadableDatabase, photo: PhotoId): Buffer {
  const content = tables.map((table) => [table, db.all(storedRow, rowsOf(table, photo)).map(asJson)]);
  return deflateSync(JSON.stringify(Object.fromEntries(content)), { level: 1 });
}

/**
 * Restores packed rows with their old ids. Columns that were added later get their defaults.
 *
 * @param name the name of the photo, for the error
 * @throws InkdexError `library-damaged` when the content is invalid
 */
export function unpackContent(db: WritableDatabase, packed: Uint8Array, name: string): void {
  const content = parseContent(packed, name);
  for (const table of tables) {
    const known = columnsOf(db, table);
    const isWhole = table !== 'collection_photo';
    for (const row of isWhole ? content[table] : knownCollections(db, content)) {
      db.run(insertion(table, new Map(Object.entries(row).filter(([column]) => known.has(column)))));
    }
  }
}

/** The collections of packed content that were not deleted since. */
function knownCollections(
  db: ReadableDatabase,
  { collection_photo: rows }: z.infer<typeof contentSchema>,
): z.infer<typeof contentSchema>['collection_photo'] {
  const known = new Set<unknown>(listCollections(db).map(({ id }) => id));
  return rows.filter(({ collection }) => known.has(collection));
}

function parseContent(packed: Uint8Array, name: string): z.infer<typeof contentSchema> {
  try {
    const json = inflateSync(packed, { maxOutputLength: mostBytes }).toString();
    return contentSchema.parse(JSON.parse(json));
  } catch (cause) {
    throw new InkdexError(
      'library-damaged',
      `The saved data of ${name} is damaged, so the photo cannot be restored. Delete it permanently and import it again.`,
      { cause },
    );
  }
}

/** All rows of a photo in one of these tables. */
export function rowsOf(table: TableOfPhoto, photo: PhotoId): Sql {
  return { text: `SELECT * FROM ${table} WHERE ${belonging[table]}`, values: [photo] };
}

function asJson(row: z.infer<typeof storedRow>): Record<string, unknown> {
  const cells = Object.entries(row).map(([column, value]) => [
    column,
    value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value,
  ]);
  return Object.fromEntries(cells) as Record<string, unknown>;
}

function columnsOf(db: ReadableDatabase, table: TableOfPhoto): ReadonlySet<string> {
  return new Set(db.column(z.string(), sql`SELECT name FROM pragma_table_info(${table})`));
}

/** @param row values by column. The columns must be those of the table: they become part of the statement. */
function insertion(table: TableOfPhoto, row: ReadonlyMap<string, Binding>): Sql {
  const names = [...row.keys()].join(', ');
  const places = [...row].map(() => '?').join(', ');
  return { text: `INSERT INTO ${table} (${names}) VALUES (${places})`, values: [...row.values()] };
}
