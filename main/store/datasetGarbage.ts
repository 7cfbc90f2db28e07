import { z } from 'zod';
import { all, run, transaction, type Database } from './database.ts';
import { sql, sqlList } from './sql.ts';

/** Deletes the rows that no dataset and no version uses. For the files of objects and manifests see `collectGarbage`. */
export function removeUnneededRows(db: Database): void {
  transaction(db, () => {
    run(
      db,
      sql`DELETE FROM version WHERE id NOT IN (SELECT version FROM version_record)
      AND id NOT IN (SELECT head FROM dataset WHERE head IS NOT NULL)`,
    );
    run(
      db,
      sql`DELETE FROM sample_set WHERE id NOT IN (SELECT contents FROM dataset)
      AND id NOT IN (SELECT contents FROM version)`,
    );
    run(
      db,
      sql`DELETE FROM sample WHERE NOT EXISTS (
      SELECT 1 FROM set_sample WHERE set_sample.sample = sample.id)`,
    );
    run(db, sql`DELETE FROM crop WHERE NOT EXISTS (SELECT 1 FROM sample WHERE sample.crop = crop.id)`);
    run(db, sql`DELETE FROM image WHERE NOT EXISTS (SELECT 1 FROM crop WHERE crop.image = image.id)`);
  });
}

const hashRow = z.object({ sha256: z.string() });

/** The given objects that are in the database. */
export function findKnownImages(db: Database, sha256s: readonly string[]): Set<string> {
  const rows = all(db, hashRow, sql`SELECT sha256 FROM image WHERE sha256 IN ${sqlList(sha256s)}`);
  return new Set(rows.map(({ sha256 }) => sha256));
}

/** The given versions that are in the database. */
export function findKnownVersions(db: Database, sha256s: readonly string[]): Set<string> {
  const rows = all(db, hashRow, sql`SELECT sha256 FROM version WHERE sha256 IN ${sqlList(sha256s)}`);
  return new Set(rows.map(({ sha256 }) => sha256));
}
