import { z } from 'zod';
import { transaction, WritableDatabase } from '../database.ts';
import * as from0001 from '../migrations/0001-0002.ts';
import * as from0003 from '../migrations/0003-0005.ts';
import * as from0006 from '../migrations/0006-0021.ts';
import * as from0022 from '../migrations/0022-0035.ts';

/** "Inkd": marks the file as an Inkdex library, to reject databases of other programs. */
export const applicationId = 0x496e6b64;

/** In order. A library's version (`user_version`) is the number of migrations that it has had. */
const migrations: readonly ((db: WritableDatabase) => void)[] = [
  // The names of a module's exports are in alphabetical order (ECMA-262, module namespace exotic objects).
  ...Object.values(from0001),
  ...Object.values(from0003),
  ...Object.values(from0006),
  ...Object.values(from0022),
];

/** The library version that this build reads and writes. */
export const libraryVersion = migrations.length;

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
    for (const step of migrations.slice(versionOf(db))) step(db);
    db.pragma(`user_version = ${libraryVersion}`);
  });
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
    for (const step of migrations.slice(0, version)) step(db);
    db.pragma(`user_version = ${version}`);
  });
  return db;
}

export function versionOf(db: WritableDatabase): number {
  return z.number().parse(db.pragma('user_version', { simple: true }));
}
