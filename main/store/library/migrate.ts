import Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { transaction, type WritableDatabase } from '../database.ts';
import { migrate0001 } from '../migrations/0001-first.ts';
import { migrate0002 } from '../migrations/0002-labels.ts';
import { migrate0003 } from '../migrations/0003-datasets.ts';
import { migrate0004 } from '../migrations/0004-training.ts';
import { migrate0005 } from '../migrations/0005-index.ts';
import { migrate0006 } from '../migrations/0006-turns.ts';
import { migrate0007 } from '../migrations/0007-removed.ts';
import { migrate0008 } from '../migrations/0008-pages.ts';
import { migrate0009 } from '../migrations/0009-watched.ts';
import { migrate0010 } from '../migrations/0010-pdf-pages.ts';
import { migrate0011 } from '../migrations/0011-removed-content.ts';
import { migrate0012 } from '../migrations/0012-persons-words.ts';
import { migrate0013 } from '../migrations/0013-word-leases.ts';
import { migrate0014 } from '../migrations/0014-one-queue.ts';
import { migrate0015 } from '../migrations/0015-attempts.ts';
import { migrate0016 } from '../migrations/0016-text.ts';
import { migrate0017 } from '../migrations/0017-looks.ts';
import { migrate0018 } from '../migrations/0018-saved-searches.ts';
import { migrate0019 } from '../migrations/0019-earlier-readings.ts';
import { migrate0020 } from '../migrations/0020-label-worth.ts';
import { migrate0021 } from '../migrations/0021-collections.ts';
import { migrate0022 } from '../migrations/0022-photo-orders.ts';
import { migrate0023 } from '../migrations/0023-read-units.ts';
import { migrate0024 } from '../migrations/0024-left-out-words.ts';
import { migrate0025 } from '../migrations/0025-api-tokens.ts';
import { migrate0026 } from '../migrations/0026-people.ts';
import { migrate0027 } from '../migrations/0027-languages.ts';
import { migrate0028 } from '../migrations/0028-photo-files.ts';
import { migrate0029 } from '../migrations/0029-photo-kinds.ts';
import { migrate0030 } from '../migrations/0030-watched-writing.ts';
import { migrate0031 } from '../migrations/0031-pictures.ts';
import { migrate0032 } from '../migrations/0032-second-reader.ts';
import { migrate0033 } from '../migrations/0033-wall-clock.ts';

/** "Inkd": marks the file as an Inkdex library, to reject databases of other programs. */
export const applicationId = 0x496e6b64;

/** In order. A library's version (`user_version`) is the number of migrations that it has had. */
const migrations: readonly ((db: WritableDatabase) => void)[] = [
  migrate0001,
  migrate0002,
  migrate0003,
  migrate0004,
  migrate0005,
  migrate0006,
  migrate0007,
  migrate0008,
  migrate0009,
  migrate0010,
  migrate0011,
  migrate0012,
  migrate0013,
  migrate0014,
  migrate0015,
  migrate0016,
  migrate0017,
  migrate0018,
  migrate0019,
  migrate0020,
  migrate0021,
  migrate0022,
  migrate0023,
  migrate0024,
  migrate0025,
  migrate0026,
  migrate0027,
  migrate0028,
  migrate0029,
  migrate0030,
  migrate0031,
  migrate0032,
  migrate0033,
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
  const db = new Sqlite(path);
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
