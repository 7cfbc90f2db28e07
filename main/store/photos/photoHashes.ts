import { z } from 'zod';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import { sql, sqlList, type ReadableDatabase, type WritableDatabase } from '../database.ts';
import { newestFirst } from './photos.ts';
import type { HashAndKind } from './pictureFacts.ts';

const bytesSchema: z.ZodType<Uint8Array> = z.instanceof(Uint8Array);
const hashRow = z.object({ photo: z.number(), hash: bytesSchema, takenAt: z.number().nullable() });

/** The perceptual hashes of some photos, and when they were taken, in seconds since 1970; unsorted, without unknown ones. */
export function findPhotoHashes(db: ReadableDatabase, ids: readonly number[]): z.infer<typeof hashRow>[] {
  return db.all(
    hashRow,
    sql`SELECT id AS photo, look AS hash, unixepoch(taken_at) AS takenAt FROM photo
      WHERE id IN ${sqlList(ids)} AND look IS NOT NULL`,
  );
}

/** The perceptual hashes of all photos that have one, the latest photo first. */
export function listPhotoHashes(db: ReadableDatabase): z.infer<typeof hashRow>[] {
  return db.all(
    hashRow,
    sql`SELECT id AS photo, look AS hash, unixepoch(taken_at) AS takenAt FROM photo
      WHERE look IS NOT NULL ORDER BY ${newestFirst}`,
  );
}

const fileRow = z.object({ path: z.string(), sha256: z.string() });

/** The file of a photo if its hash, its kind or its pixels are not known. */
export function findPhotoWithoutKind(db: ReadableDatabase, id: PhotoId): z.infer<typeof fileRow> | undefined {
  return db.first(
    fileRow,
    sql`SELECT path, sha256 FROM photo WHERE id = ${id} AND (look IS NULL OR kind IS NULL OR pixels IS NULL)`,
  );
}

export function replaceHashAndKind(db: WritableDatabase, id: PhotoId, { hash, kind }: HashAndKind): void {
  db.run(sql`UPDATE photo SET look = ${hash}, kind = coalesce(kind, ${kind}) WHERE id = ${id}`);
}

export function replaceKind(db: WritableDatabase, id: PhotoId, kind: HashAndKind['kind']): void {
  db.run(sql`UPDATE photo SET kind = ${kind} WHERE id = ${id}`);
}
