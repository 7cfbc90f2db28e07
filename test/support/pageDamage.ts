import { cpSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLibrary } from '../../main/store/library/open.ts';
import { libraryPaths } from '../../main/store/library/libraryPaths.ts';
import { backUp } from '../../main/store/library/backups.ts';
import { listRemovedPhotos, restorePhotos } from '../../main/store/photos/removedPhotos.ts';
import { repairLibrary } from '../../main/store/repair/repairLibrary.ts';
import { createRandom } from '../../shared/random.ts';
import { overwritePage, pageBytes } from './damage.ts';
import { labelsOf } from './labels.ts';
import { addPhoto } from './library.ts';
import { freeLock } from './lock.ts';
import { act, workOf } from './peoplesWork.ts';
import { randomPage } from './randomEdits.ts';

/** A small library on which people have worked, to be damaged again and again. */
export interface DamageCase {
  /** Pages of its database. */
  readonly pages: number;
  /** Damages a copy of the library, repairs it, and gives the work of people before and after. */
  readonly repaired: (damage: (database: string) => void) => {
    readonly before: string;
    readonly after: string;
  };
  readonly close: () => void;
}

/** @param copyAt the step of its work at which a backup was made; null: none was made */
export async function openDamageCase(seed: number, copyAt: number | null): Promise<DamageCase> {
  const root = mkdtempSync(join(tmpdir(), 'inkdex-pages-'));
  const template = join(root, 'template');
  const random = createRandom(seed);
  const db = openLibrary(template);
  db.pragma('synchronous = OFF');
  const labels = labelsOf(db);
  const paths = libraryPaths(template);
  for (let photo = 0; photo < 6; photo += 1) addPhoto(db, `${photo}.jpg`, randomPage(random, 12));
  for (let step = 0; step < 60; step += 1) {
    act(random, db, labels);
    if (step !== copyAt) continue;
    await backUp({ ...paths, lock: freeLock }, new Date(), new AbortController().signal);
  }
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  let copies = 0;
  const copied = (): string => {
    copies += 1;
    const folder = join(root, String(copies));
    cpSync(template, folder, { recursive: true });
    return folder;
  };
  const before = allWorkIn(copied());
  return {
    pages: statSync(paths.database).size / pageBytes,
    repaired(damage) {
      const folder = copied();
      damage(libraryPaths(folder).database);
      repairLibrary(folder);
      const after = allWorkIn(folder);
      rmSync(folder, { recursive: true });
      return { before, after };
    },
    close() {
      rmSync(root, { recursive: true });
    },
  };
}

/** The work of people on the photos of a library, and also on the removed ones, which are restored for it. */
function allWorkIn(folder: string): string {
  const db = openLibrary(folder);
  try {
    const here = workOf(db);
    const removed = listRemovedPhotos(db, { offset: 0, limit: 1000 }).map(({ id }) => id);
    restorePhotos(db, removed);
    return JSON.stringify([here, workOf(db)]);
  } finally {
    db.close();
  }
}

export function overwriteWith(page: number, bytes: Uint8Array): (database: string) => void {
  return (database) => {
    overwritePage(database, page, bytes);
  };
}

/** Bytes of a page that mean nothing. */
export function randomBytes(seed: number): Uint8Array {
  const random = createRandom(seed);
  return Uint8Array.from({ length: pageBytes }, () => random.integer(0, 255));
}

/** Other damages of a database, each with its name. */
export const wholeDamages: readonly (readonly [string, (database: string) => void])[] = [
  [
    'deleted',
    (database) => {
      rmSync(database);
    },
  ],
  [
    'emptied',
    (database) => {
      writeFileSync(database, '');
    },
  ],
  ...[0.02, 0.3, 0.7, 0.98].map(
    (share) =>
      [
        `cut to ${share} of its length`,
        (database: string) => {
          truncateSync(database, Math.round(statSync(database).size * share));
        },
      ] as const,
  ),
];
