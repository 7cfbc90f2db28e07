import { basename } from 'node:path';
import { z } from 'zod';
import {
  photoIdSchema,
  removedPhotoSchema,
  type Photo,
  type PhotoId,
  type RemovedPhoto,
} from '../../shared/contract/photo.ts';
import { countConfirmedWords } from './corrections.ts';
import { all, count, first, run, transaction, type Database } from './database.ts';
import { reindexing } from './photoIndex.ts';
import {
  deletePhotos,
  findPhotoBySha256,
  findPhotos,
  replacePhotoPath,
  resetReadingPhotos,
} from './photos.ts';
import { packContent, unpackContent } from './removedContent.ts';
import { sql, sqlList, type Sql } from './sql.ts';

const removedRow = z
  .object({
    id: z.number(),
    path: z.string(),
    removed_at: z.string(),
    words: z.number(),
    confirmed: z.number(),
  })
  .transform(({ removed_at, ...row }) =>
    removedPhotoSchema.parse({ ...row, name: basename(row.path), removedAt: removed_at }),
  );
const columns = sql`id, path, removed_at, words, confirmed`;

const bytes: z.ZodType<Uint8Array> = z.instanceof(Uint8Array);
const removedContent = z.object({
  path: z.string(),
  sha256: z.string(),
  confirmed: z.number(),
  content: bytes,
});

/** All of a row. */
const wholeRow = removedContent.extend({ id: photoIdSchema, removed_at: z.string(), words: z.number() });

/** What became of photos that were to be put back. */
export interface PutBack {
  /** In the library again. */
  readonly photos: readonly PhotoId[];
  /** Imported again since and nothing typed there, so that what was removed took their place. */
  readonly replaced: readonly PhotoId[];
  /** Stay removed: they were imported again since, and both have words that a person confirmed. */
  readonly left: number;
}

/** Takes photos and their words out of library and index, and keeps them to be put back; gives what they were. */
export function removePhotos(db: Database, ids: readonly PhotoId[], removedAt: string): Photo[] {
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
    deletePhotos(db, ids);
    return removed;
  });
}

/** A removed photo as it is stored, `undefined` where there is none of that id. */
export function findRemovedPhoto(db: Database, id: PhotoId): z.infer<typeof wholeRow> | undefined {
  return first(db, wholeRow, sql`SELECT * FROM removed_photo WHERE id = ${id}`);
}

export function insertRemovedPhoto(db: Database, row: z.infer<typeof wholeRow>): void {
  run(
    db,
    sql`INSERT INTO removed_photo (id, path, sha256, removed_at, words, confirmed, content)
      VALUES (${row.id}, ${row.path}, ${row.sha256}, ${row.removed_at}, ${row.words}, ${row.confirmed}, ${row.content})`,
  );
}

/** Latest first. */
export function listRemovedPhotos(
  db: Database,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): RemovedPhoto[] {
  return all(
    db,
    removedRow,
    sql`SELECT ${columns} FROM removed_photo ORDER BY removed_at DESC, id DESC LIMIT ${limit} OFFSET ${offset}`,
  );
}

export function countRemovedPhotos(db: Database): number {
  return count(db, sql`SELECT count(*) FROM removed_photo`);
}

/**
 * Puts removed photos back with their words, their history and the ids that they had; all or none.
 *
 * @param ids in the order of `listToPutBack`
 * @throws InkdexError `library-damaged`, naming a photo
 */
export function putBackPhotos(db: Database, ids: readonly PhotoId[]): PutBack {
  return transaction(db, () => {
    const told = { photos: [] as PhotoId[], replaced: [] as PhotoId[], left: 0 };
    for (const id of ids) {
      const outcome = putBack(db, id);
      if (outcome === 'left') told.left += 1;
      if (outcome === 'left' || outcome === 'there') continue;
      told.photos.push(id);
      if (outcome.replaced !== null) told.replaced.push(outcome.replaced);
    }
    // What was being read when it was removed is not any more.
    resetReadingPhotos(db, told.photos);
    return told;
  });
}

/**
 * Removed photos in the order in which they are put back: where one was removed more than once, what has most of a
 * person's work comes first.
 *
 * @param ids null: all
 */
export function listToPutBack(db: Database, ids: readonly PhotoId[] | null): PhotoId[] {
  return all(
    db,
    z.object({ id: photoIdSchema }),
    sql`SELECT id FROM removed_photo ${among(ids)} ORDER BY confirmed DESC, removed_at DESC, id DESC`,
  ).map(({ id }) => id);
}

/** there: it is in the library again with all that it had. */
type Outcome = 'left' | 'there' | { readonly replaced: PhotoId | null };

function putBack(db: Database, id: PhotoId): Outcome {
  const removed = first(
    db,
    removedContent,
    sql`SELECT path, sha256, confirmed, content FROM removed_photo WHERE id = ${id}`,
  );
  if (removed === undefined) return 'there';
  const present = findPhotoBySha256(db, removed.sha256);
  const isWorkedOn = present !== undefined && countConfirmedWords(db, [present.id]) > 0;
  if (isWorkedOn && removed.confirmed > 0) return 'left';
  run(db, sql`DELETE FROM removed_photo WHERE id = ${id}`);
  if (present !== undefined && removed.confirmed === 0) return 'there';
  if (present !== undefined) deletePhotos(db, [present.id]);
  reindexing(db, id, null, () => {
    unpackContent(db, removed.content, basename(removed.path));
  });
  if (present !== undefined) replacePhotoPath(db, id, present.path);
  else run(db, sql`UPDATE photo SET path = ${removed.path} WHERE id = ${id}`);
  return { replaced: present?.id ?? null };
}

/** Whether a photo with that content can be put back. */
export function isRemovedPhoto(db: Database, sha256: string): boolean {
  return count(db, sql`SELECT count(*) FROM removed_photo WHERE sha256 = ${sha256}`) > 0;
}

/** Where the file of that content is now, for when its photo is put back. */
export function replaceRemovedPath(db: Database, sha256: string, path: string): void {
  run(db, sql`UPDATE removed_photo SET path = ${path} WHERE sha256 = ${sha256}`);
}

/** Whether a photo that is there, or one that can be put back, has its file at a path. */
export function isPathOfPhoto(db: Database, path: string): boolean {
  const row = z.object({ path: z.string() });
  const found = sql`SELECT path FROM photo WHERE path = ${path} UNION ALL SELECT path FROM removed_photo
    WHERE path = ${path} LIMIT 1`;
  return first(db, row, found) !== undefined;
}

/** Paths with a text in them, of photos that are there and of those that can be put back; Windows' too, with slashes. */
export function listPathsWith(db: Database, text: string): string[] {
  return all(
    db,
    z.object({ path: z.string() }),
    sql`SELECT path FROM photo WHERE instr(replace(path, '\\', '/'), ${text}) > 0
      UNION SELECT path FROM removed_photo WHERE instr(replace(path, '\\', '/'), ${text}) > 0`,
  ).map(({ path }) => path);
}

/**
 * Forgets removed photos for good; gives how many.
 *
 * @param ids null: all
 */
export function forgetRemovedPhotos(db: Database, ids: readonly PhotoId[] | null): number {
  return run(db, sql`DELETE FROM removed_photo ${among(ids)}`);
}

/** Forgets what was removed before a time (ISO 8601); gives how many. */
export function forgetRemovedBefore(db: Database, time: string): number {
  return run(db, sql`DELETE FROM removed_photo WHERE removed_at < ${time}`);
}

function among(ids: readonly PhotoId[] | null): Sql {
  return ids === null ? sql`` : sql`WHERE id IN ${sqlList(ids)}`;
}
