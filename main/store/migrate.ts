import { z } from 'zod';
import { transaction, type Database } from './database.ts';
import { migrate0001 } from './migrations/0001-first.ts';
import { migrate0002 } from './migrations/0002-labels.ts';
import { migrate0003 } from './migrations/0003-datasets.ts';
import { migrate0004 } from './migrations/0004-training.ts';
import { migrate0005 } from './migrations/0005-index.ts';
import { migrate0006 } from './migrations/0006-turns.ts';
import { migrate0007 } from './migrations/0007-removed.ts';
import { migrate0008 } from './migrations/0008-pages.ts';
import { migrate0009 } from './migrations/0009-watched.ts';
import { migrate0010 } from './migrations/0010-pdf-pages.ts';
import { migrate0011 } from './migrations/0011-removed-content.ts';
import { migrate0012 } from './migrations/0012-persons-words.ts';
import { migrate0013 } from './migrations/0013-word-leases.ts';

/** In order. A library's version (`user_version`) is the number of migrations that it has had. */
const migrations: readonly ((db: Database) => void)[] = [
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
];

/** The library version that this build reads and writes. */
export const libraryVersion = migrations.length;

/**
 * Migrates a library to this build's version, all steps or none.
 *
 * @param before called once before an older library is changed
 */
export function migrate(db: Database, before: () => void = () => undefined): void {
  const found = version(db);
  if (found >= libraryVersion) return;
  if (found > 0) before();
  transaction(db, () => {
    // Read again under the lock: another process may have migrated in the meantime.
    for (const step of migrations.slice(version(db))) step(db);
    db.pragma(`user_version = ${libraryVersion}`);
  });
}

function version(db: Database): number {
  return z.number().parse(db.pragma('user_version', { simple: true }));
}
