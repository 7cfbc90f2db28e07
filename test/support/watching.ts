import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import type { QueuedJob } from '../../main/jobs/service.ts';
import { createWatching, type WatchingService } from '../../main/library/watch/service.ts';
import { createHostLock } from '../../main/store/library/hostLock.ts';
import { libraryPaths } from '../../main/store/library/libraryPaths.ts';
import type { WritableDatabase } from '../../main/store/database.ts';
import { openLibrary } from '../../main/store/library/open.ts';
import { temporaryFolder } from './library.ts';

const times = { waitMs: 30, settleMs: 60, everyMs: 3_600_000 };
export const requestSchema = z.object({
  paths: z.array(z.string()),
  read: z.literal(true),
  onlyWriting: z.boolean(),
});

interface Watched {
  readonly root: string;
  readonly library: string;
  readonly photos: string;
  readonly db: WritableDatabase;
  readonly watching: WatchingService;
  readonly jobs: QueuedJob[];
  readonly told: string[];
  /** Names of the files that it was asked to import, a list a time. */
  readonly imported: () => string[][];
  readonly close: () => Promise<void>;
}

/** A library that watches folders, and what it was asked to import: a list of file names a time. */
export function openWatching(root = temporaryFolder(), everyMs = times.everyMs): Watched {
  const library = join(root, 'library');
  const photos = join(root, 'photos');
  mkdirSync(photos, { recursive: true });
  const db = openLibrary(library);
  const lock = createHostLock(libraryPaths(library).lock);
  const jobs: QueuedJob[] = [];
  const told: string[] = [];
  const watching = createWatching(
    {
      db,
      lock,
      folder: library,
      announce: (name) => told.push(name),
      // What becomes of an import, others test.
      jobs: {
        queue(job: QueuedJob) {
          jobs.push(job);
          return { id: jobs.length } as never;
        },
      },
    },
    { ...times, everyMs },
  );
  const close = async (): Promise<void> => {
    await watching.close();
    lock.release();
    db.close();
  };
  const imported = (): string[][] =>
    jobs.map(({ request }) =>
      requestSchema.parse(request).paths.map((path) => relative(photos, path).replaceAll('\\', '/')),
    );
  return { root, library, photos, db, watching, jobs, told, imported, close };
}

export function write(path: string, contents = 'a picture'): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
}

/** Long enough for all that is due to have been looked through. */
export async function aWhile(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 400));
}

export function started(...given: Parameters<typeof openWatching>): Watched {
  const opened = openWatching(...given);
  onTestFinished(opened.close);
  opened.watching.start();
  return opened;
}

export function paths(watching: WatchingService): string[] {
  return watching.calls.listWatchedFolders().map(({ path }) => path);
}
