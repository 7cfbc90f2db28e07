import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { resourcesFolder } from '../../installation.ts';
import { transaction, WritableDatabase } from '../database.ts';
import { onWallClocks } from './wallClocks.ts';

/** "Inkd": marks the file as an Inkdex library, to reject databases of other programs. */
export const applicationId = 0x496e6b64;

/**
 * All migrations in order, by number and subject: a file of `resources/database`, or code. A library's version
 * (`user_version`) is the number of the last one that it has had. None is changed after it was released: libraries have its
 * result. No folder is listed: whatever else lies there is no migration. Earlier versions listed it, and marked a new library
 * with a number too many for each stray file; 37 to 49 stay free, so that such a library still gets all that follows.
 */
export const migrations: readonly (string | readonly [name: string, run: (db: WritableDatabase) => void])[] =
  [
    '0001-first.sql',
    '0002-labels.sql',
    '0003-datasets.sql',
    '0004-training.sql',
    '0005-index.sql',
    '0006-turns.sql',
    '0007-removed-photos.sql',
    '0008-pdf-items.sql',
    '0009-watched-folders.sql',
    '0010-pdf-pages.sql',
    '0011-removed-content.sql',
    '0012-persons-words.sql',
    '0013-word-leases.sql',
    '0014-one-queue.sql',
    '0015-attempts.sql',
    '0016-text.sql',
    '0017-looks.sql',
    '0018-saved-searches.sql',
    '0019-earlier-readings.sql',
    '0020-label-worth.sql',
    '0021-collections.sql',
    '0022-photo-orders.sql',
    '0023-read-units.sql',
    '0024-left-out-words.sql',
    '0025-api-tokens.sql',
    '0026-people.sql',
    '0027-languages.sql',
    '0028-photo-files.sql',
    '0029-photo-kinds.sql',
    '0030-watched-writing.sql',
    '0031-pictures.sql',
    '0032-seven-languages.sql',
    '0033-second-reader.sql',
    ['0034-wall-clocks', onWallClocks],
    '0035-kept-readings.sql',
    '0036-underlined.sql',
    '0050-readings-by-models.sql',
    '0051-sessions.sql',
  ];

const steps = migrations.map((each) => {
  const [name, run] = typeof each === 'string' ? [each, fromFile(each)] : each;
  return { number: Number(name.slice(0, 4)), run };
});

function fromFile(name: string): (db: WritableDatabase) => void {
  return (db) => {
    db.exec(readFileSync(join(resourcesFolder, 'database', name), 'utf8'));
  };
}

/** The library version that this build reads and writes. */
export const libraryVersion = steps.at(-1)?.number ?? 0;

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
  for (const { number, run } of steps) if (number > version && number <= to) run(db);
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
