import { basename } from 'node:path';
import { z } from 'zod';
import type { CollectionId } from '../../../shared/contract/collection.ts';
import type { LanguageShares } from '../../../shared/contract/pageLanguage.ts';
import {
  photoIdSchema,
  photoKindSchema,
  photoSchema,
  sha256Schema,
  type Photo,
  type PhotoId,
  type PhotoIdentity,
  type PhotoProgress,
  type PhotoSort,
  type PhotoStatus,
  photoProgressSchema,
} from '../../../shared/contract/photo.ts';
import { InkdexError, type Failure } from '../../../shared/result.ts';
import {
  failureColumn,
  failureForm,
  jsonOf,
  transaction,
  sql,
  sqlList,
  type Sql,
  type ReadableDatabase,
  type WritableDatabase,
} from '../database.ts';
import { isBelow, placeOfPhoto } from './pdfPages.ts';
import type { HashAndKind, PictureIdentity } from './pictureFacts.ts';
import { removingFromIndex } from '../index/updateIndex.ts';

const { collections, languages } = photoSchema.shape;
const photoRow = photoSchema
  .omit({ name: true })
  .extend({ collections: jsonOf(collections), languages: jsonOf(languages).nullable(), error: failureForm })
  .transform((row): Photo => ({ ...row, name: basename(row.path) }));

/** A photo with words is not one without writing. */
const shownKind = sql`CASE WHEN photo.kind = 'none' AND EXISTS
  (SELECT 1 FROM word WHERE word.photo = photo.id AND mark = 'text' AND text <> '') THEN NULL ELSE photo.kind END`;

/** What an import has left unread waits for nothing. */
const isLeftOut = sql`status = 'waiting' AND left_out`;

const columns = sql`id, path, sha256, bytes, width, height, turn, taken_at AS takenAt, added_at AS addedAt,
  CASE WHEN ${isLeftOut} THEN 'no-writing' ELSE status END AS status, ${failureColumn},
  word_count AS wordCount, progress, revision, language, languages, ${shownKind} AS kind, missing, pictures,
  (SELECT json_group_array(json_object('id', collection.id, 'kind', kind, 'name', name) ORDER BY collection.id)
    FROM collection_photo JOIN collection ON collection.id = collection WHERE photo = photo.id) AS collections`;

/** The status of a photo by whether it was read. */
const statusByReading = sql`CASE WHEN read_at IS NULL THEN 'waiting' ELSE 'read' END`;

/** The order of lists and reading jobs: newest first. */
export const newestFirst = sql`coalesce(taken_at, added_at) DESC, id DESC`;

/** The path with the slashes of all systems, and the last part of it. SQLite has no function for either. */
const slashed = sql`replace(path, '\\', '/')`;
const fileName = sql`replace(${slashed}, rtrim(${slashed}, replace(${slashed}, '/', '')), '')`;

const orders: Readonly<Record<PhotoSort, Sql>> = {
  taken: newestFirst,
  added: sql`added_at DESC, id DESC`,
  name: sql`${fileName} COLLATE NOCASE, id`,
  folder: sql`path COLLATE NOCASE, id`,
};

interface NewPhoto extends Omit<PhotoIdentity, 'format'> {
  readonly path: string;
  /** If they are known. */
  readonly hashAndKind?: HashAndKind | null;
  readonly identity?: PictureIdentity | null;
}

/** A photo before its first reading. */
export function insertPhoto(db: WritableDatabase, photo: NewPhoto, addedAt: string): PhotoId {
  return photoIdSchema.parse(
    db.insert(sql`INSERT INTO photo (path, sha256, bytes, width, height, taken_at, added_at, status, look, kind, pictures,
          pixels, orientation)
        VALUES (${photo.path}, ${photo.sha256}, ${photo.bytes}, ${photo.width}, ${photo.height},
          ${photo.takenAt}, ${addedAt}, 'waiting', ${photo.hashAndKind?.hash ?? null}, ${photo.hashAndKind?.kind ?? null},
          ${photo.pictures ?? 1}, ${photo.identity?.pixels ?? null}, ${photo.identity?.orientation ?? null})`),
  );
}

export function findPhoto(db: ReadableDatabase, id: PhotoId): Photo | undefined {
  return db.first(photoRow, sql`SELECT ${columns} FROM photo WHERE id = ${id}`);
}

/** @throws InkdexError `not-found` */
export function requirePhoto(db: ReadableDatabase, id: PhotoId): Photo {
  const photo = findPhoto(db, id);
  if (photo !== undefined) return photo;
  throw new InkdexError(
    'not-found',
    `There is no photo ${String(id)} in this library. It may have been removed.`,
  );
}

export function findPhotoBySha256(db: ReadableDatabase, sha256: string): Photo | undefined {
  return db.first(photoRow, sql`SELECT ${columns} FROM photo WHERE sha256 = ${sha256Schema.parse(sha256)}`);
}

/** The photo with its file at a path, unless the photo is missing. */
export function findPhotoByPath(db: ReadableDatabase, path: string): Photo | undefined {
  return db.first(
    photoRow,
    sql`SELECT ${columns} FROM photo WHERE path = ${path} AND status <> 'missing' LIMIT 1`,
  );
}

/** The photo at a path; a missing one that was there last if there is no other. */
export function findPhotoLastAt(db: ReadableDatabase, path: string): Photo | undefined {
  const query = sql`SELECT ${columns} FROM photo WHERE path = ${path} ORDER BY status = 'missing', id DESC LIMIT 1`;
  return db.first(photoRow, query);
}

/** Photos by id, unsorted, without those that no longer exist. */
export function findPhotos(db: ReadableDatabase, ids: readonly PhotoId[]): Photo[] {
  return db.all(photoRow, sql`SELECT ${columns} FROM photo WHERE id IN ${sqlList(ids)}`);
}

export interface PhotoFilter {
  /** Null for any. */
  readonly status: PhotoStatus | null;
  /** Null or undefined for photos in any collection or in none. */
  readonly collection?: CollectionId | null | undefined;
  /** Absolute path: only photos in it and in its subfolders; null or undefined for all. */
  readonly folder?: string | null | undefined;
  /** Default: `taken`. */
  readonly sort?: PhotoSort | undefined;
}

const everyPhoto: PhotoFilter = { status: null };

/** Newest first, unless the filter says otherwise. */
export function listPhotos(
  db: ReadableDatabase,
  filter: PhotoFilter & { readonly offset: number; readonly limit: number },
): Photo[] {
  const order = orders[filter.sort ?? 'taken'];
  // The ids first: sorting whole photos would build each of them.
  const page = sql`${photoOrder(filter.sort, passing(filter))} LIMIT ${filter.limit} OFFSET ${filter.offset}`;
  return db.all(photoRow, sql`SELECT ${columns} FROM photo WHERE id IN (${page}) ORDER BY ${order}`);
}

/** All of them, in the same order. */
export function listPhotoIds(db: ReadableDatabase, filter: PhotoFilter = everyPhoto): PhotoId[] {
  return db.column(photoIdSchema, photoOrder(filter.sort, passing(filter)));
}

/** The ids of photos in an order, of all photos without a `WHERE`. */
export function photoOrder(sort: PhotoSort = 'taken', where: Sql = sql``): Sql {
  return sql`SELECT id FROM photo ${where} ORDER BY ${orders[sort]}`;
}

export function countPhotos(db: ReadableDatabase, filter: PhotoFilter = everyPhoto): number {
  return db.count(sql`SELECT count(*) FROM photo ${passing(filter)}`);
}

export function countWords(db: ReadableDatabase): number {
  return db.count(sql`SELECT coalesce(sum(word_count), 0) FROM photo`);
}

/** Ids of the given photos that exist, in this order; if `ids` is null, of all unread photos, newest first. */
export function listReadingOrder(db: ReadableDatabase, ids: readonly PhotoId[] | null): PhotoId[] {
  if (ids === null) {
    const waiting = sql`SELECT id FROM photo WHERE ${hasStatus('waiting')} ORDER BY ${newestFirst}`;
    return db.column(photoIdSchema, waiting);
  }
  const there = new Set(db.column(photoIdSchema, sql`SELECT id FROM photo WHERE id IN ${sqlList(ids)}`));
  return [...new Set(ids)].filter((id) => there.has(id));
}

/** Changes the path of a photo. A missing photo gets its earlier status again. */
export function replacePhotoPath(db: WritableDatabase, id: PhotoId, path: string): void {
  db.run(sql`UPDATE photo SET path = ${path}, status = CASE status WHEN 'missing' THEN ${statusByReading} ELSE status END,
      error_code = CASE status WHEN 'missing' THEN NULL ELSE error_code END,
      error_message = CASE status WHEN 'missing' THEN NULL ELSE error_message END
      WHERE id = ${id}`);
}

export function replacePhotoStatus(
  db: WritableDatabase,
  id: PhotoId,
  status: PhotoStatus,
  error: Failure | null,
): void {
  db.run(sql`UPDATE photo SET status = ${status}, error_code = ${error?.code ?? null},
      error_message = ${error?.message ?? null} WHERE id = ${id}`);
}

/** The photos that have been read, with the revision of their words, oldest first. */
export function listReadRevisions(db: ReadableDatabase): Map<PhotoId, number> {
  const rows = db.numbers(sql`SELECT id, revision FROM photo WHERE status = 'read' ORDER BY id`);
  return new Map(rows.map(([id, revision = 0]) => [photoIdSchema.parse(id), revision]));
}

/** Increases the revision of a photo. Returns the new revision. */
export function advancePhotoRevision(db: WritableDatabase, id: PhotoId): number {
  const row = z.object({ revision: z.number() });
  const [photo] = db.returned(
    row,
    sql`UPDATE photo SET revision = revision + 1 WHERE id = ${id} RETURNING revision`,
  );
  if (photo === undefined) throw new RangeError(`There is no photo ${String(id)} to change.`);
  return photo.revision;
}

export function replacePhotoProgress(db: WritableDatabase, id: PhotoId, progress: PhotoProgress): void {
  db.run(sql`UPDATE photo SET progress = ${progress} WHERE id = ${id}`);
}

interface PhotoReading {
  readonly readAt: string;
  /** In pixels, after EXIF and turn: a repair does not know it of every photo, nor its picture. */
  readonly width: number;
  readonly height: number;
  /** SHA-256 of the models that read it. */
  readonly detector: string;
  readonly recogniser: string;
  readonly second: string | null;
  readonly languages: LanguageShares | null;
  /** See `Photo`. */
  readonly missing: number;
}

/** Marks a photo as read. The languages of a reading in a chosen language say nothing of the photo. */
export function replacePhotoReading(db: WritableDatabase, id: PhotoId, reading: PhotoReading): void {
  const found = reading.languages === null ? null : JSON.stringify(reading.languages);
  db.run(sql`UPDATE photo SET status = 'read', error_code = NULL, error_message = NULL,
      progress = CASE progress WHEN 'new' THEN 'read' ELSE progress END, read_at = ${reading.readAt}, detector = ${reading.detector},
      recogniser = ${reading.recogniser}, second = ${reading.second}, missing = ${reading.missing},
      width = CASE WHEN read_at IS NULL AND pixels IS NULL THEN ${reading.width} ELSE width END,
      height = CASE WHEN read_at IS NULL AND pixels IS NULL THEN ${reading.height} ELSE height END,
      languages = CASE WHEN language IS NULL THEN ${found} ELSE languages END WHERE id = ${id}`);
}

/** Resets the status of photos whose reading was interrupted, or only of the given ones. Returns their ids. */
export function resetReadingPhotos(db: WritableDatabase, ids: readonly PhotoId[] | null = null): PhotoId[] {
  const which = ids === null ? sql`` : sql`AND id IN ${sqlList(ids)}`;
  return db
    .returned(
      z.object({ id: photoIdSchema }),
      sql`UPDATE photo SET status = ${statusByReading}
      WHERE status = 'reading' ${which} RETURNING id`,
    )
    .map(({ id }) => id);
}

/** Permanently deletes photos and their words from the library and the index. */
export function deletePhotos(db: WritableDatabase, ids: readonly PhotoId[]): void {
  transaction(db, () => {
    removingFromIndex(db, ids, () => {
      db.run(sql`DELETE FROM photo WHERE id IN ${sqlList(ids)}`);
    });
  });
}

/** The condition that a filter is. */
export function passing({ status, collection = null, folder = null }: PhotoFilter): Sql {
  const isIn = sql`id IN (SELECT photo FROM collection_photo WHERE collection = ${collection})`;
  return sql`WHERE ${status === null ? sql`TRUE` : hasStatus(status)}
    AND ${collection === null ? sql`TRUE` : isIn}
    AND ${folder === null ? sql`TRUE` : isBelow(folder)}`;
}

/** The condition that a photo has a status. */
export function hasStatus(status: PhotoStatus): Sql {
  if (status === 'no-writing') return isLeftOut;
  return status === 'waiting' ? sql`status = 'waiting' AND NOT left_out` : sql`status = ${status}`;
}

/** When photos with ids above `after` were taken (or else added), by the wall clock, in seconds since 1970. */
export function findPhotoTimes(
  db: ReadableDatabase,
  after: number,
): { readonly photo: number; readonly seconds: number }[] {
  const query = sql`SELECT id, coalesce(unixepoch(substr(coalesce(taken_at, added_at), 1, 19)), unixepoch(added_at), 0)
    FROM photo WHERE id > ${after}`;
  return db.numbers(query).map(([photo = 0, seconds = 0]) => ({ photo, seconds }));
}

const factsRow = z.object({
  photo: z.number(),
  path: z.string(),
  /** The file that it is in: the photo, or the PDF whose page it is. */
  place: z.string(),
  /** When it was taken (or else added), ISO 8601 with the wall clock first. */
  at: z.string(),
  progress: photoProgressSchema,
  /** Null until it is known, and where words stand on a photo that it took for one without writing. */
  kind: photoKindSchema.nullable(),
});
export type PhotoFacts = z.infer<typeof factsRow>;

/** The properties by which photos are filtered and counted; of all photos if `ids` is null. */
export function listPhotoFacts(db: ReadableDatabase, ids: readonly number[] | null): PhotoFacts[] {
  const which = ids === null ? sql`` : sql`WHERE id IN ${sqlList(ids)}`;
  return db.all(
    factsRow,
    sql`SELECT id AS photo, path, ${placeOfPhoto} AS place, coalesce(taken_at, added_at) AS at, progress,
        ${shownKind} AS kind
      FROM photo ${which} ORDER BY id`,
  );
}
