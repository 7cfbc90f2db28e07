import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { resourcesFolder } from '../../installation.ts';
import { onWallClock } from '../../../shared/wallClock.ts';
import { sql, transaction, WritableDatabase } from '../database.ts';

/** "Inkd": marks the file as an Inkdex library, to reject databases of other programs. */
export const applicationId = 0x496e6b64;

/** The SQL of each version of the schema, with what it is for. */
const schemaFolder = join(resourcesFolder, 'database');
const fromFiles = readdirSync(schemaFolder)
  .sort()
  .map((name) => (db: WritableDatabase) => {
    db.exec(readFileSync(join(schemaFolder, name), 'utf8'));
  });

/** In order. A library's version (`user_version`) is the number of migrations that it has had. */
const migrations: readonly ((db: WritableDatabase) => void)[] = fromFiles.toSpliced(33, 0, onWallClocks);

/** The library version that this build reads and writes. */
export const libraryVersion = migrations.length;

const timesRow = z.object({ id: z.number(), taken: z.string().nullable(), added: z.string() });

/** Times in UTC become those of this machine's wall clock, with its offset. */
function onWallClocks(db: WritableDatabase): void {
  const moved = (iso: string): string =>
    iso.endsWith('Z') && !Number.isNaN(Date.parse(iso)) ? onWallClock(new Date(iso)) : iso;
  const times = db.all(timesRow, sql`SELECT id, taken_at AS taken, added_at AS added FROM photo`);
  for (const { id, taken, added } of times) {
    const takenAt = taken === null ? null : moved(taken);
    db.run(sql`UPDATE photo SET taken_at = ${takenAt}, added_at = ${moved(added)} WHERE id = ${id}`);
  }
}

/**
 * Migrates a library to this build's version, all steps or none.
 *
 * @param before called once before an older library is changed
 */
export function migrate(db: WritableDatabase, before: () => void = () => undefined): void {
  const found = versionOf(db);
  if (found >= libraryVersion) return;
  if (found > 0) before();
  transaction(db, () => {
    // Read again under the lock: another process may have migrated in the meantime.
    migrateFrom(db, versionOf(db), libraryVersion);
  });
}

/** Migrates a database of one version, 0 for an empty one, to a later one. */
export function migrateFrom(db: WritableDatabase, version: number, to: number): void {
  for (const step of migrations.slice(version, to)) step(db);
  db.pragma(`user_version = ${to}`);
}

/**
 * Creates a database of this or an earlier version, without any rows. It is not flushed: whoever fills it does that.
 *
 * @param version 1 to `libraryVersion`
 */
export function createDatabase(path: string, version: number): WritableDatabase {
  const db = new WritableDatabase(path);
  db.pragma('synchronous = OFF');
  db.pragma(`application_id = ${applicationId}`);
  transaction(db, () => {
    migrateFrom(db, 0, version);
  });
  return db;
}

export function versionOf(db: WritableDatabase): number {
  return z.number().parse(db.pragma('user_version', { simple: true }));
}
