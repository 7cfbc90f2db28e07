import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi, type TestContext } from 'vitest';
import { owner } from '../../../shared/contract/account.ts';
import { handlers } from '../../../main/ipc/handlers.ts';
import { serve } from '../../../main/ipc/serve.ts';
import { openServices, type Services } from '../../../main/services.ts';
import { openLibrary, readyPath } from '../../../main/store/library/open.ts';
import { libraryPaths } from '../../../main/store/library/libraryPaths.ts';
import { createDatabase } from '../../../main/store/library/migrate.ts';
import { repairLibrary } from '../../../main/store/repair/repairLibrary.ts';
import { inkdex } from '../../support/commandLine.ts';
import { addPhoto, pageOf, temporaryFolder } from '../../support/library.ts';
import { makeReadOnly } from '../../support/readOnly.ts';
import { importAll, openTestServices, writePhoto } from '../../support/services.ts';
import { readerWith } from '../../support/worker.ts';

/** Opens a library, and a folder where its temporary files go. */
async function openReadOnly(library: string): Promise<{ services: Services; temporary: string }> {
  const temporary = temporaryFolder();
  vi.stubEnv('TMPDIR', temporary);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const services = await openServices({
    library,
    announce: () => undefined,
    spawn: readerWith(() => ({ read: ({ path }) => Promise.resolve(pageOf(basename(path, '.jpg'))) })),
  });
  services.start();
  onTestFinished(() => services.close());
  return { services, temporary };
}

/** A library with a photo, on which is written what its file is called. */
async function libraryWith(name: string): Promise<string> {
  const { services, library, photos } = await openTestServices();
  await importAll(services, [await writePhoto(photos, `${name}.jpg`)]);
  await services.close();
  return library;
}

function found(services: Services, query: string): number {
  return services.search.calls.search({ query, offset: 0, limit: 10 }).total;
}

/** A library folder with a database as `make` leaves it. */
function storedLibrary(make: (folder: string) => void): string {
  const folder = join(temporaryFolder(), 'library');
  make(folder);
  return folder;
}

/** Makes a folder read-only until the test ends. Skips the test where that is not possible. */
function readOnlyFolder(folder: string, { skip }: TestContext): string {
  const restore = makeReadOnly(folder) ?? skip('root may not mount here');
  onTestFinished(restore);
  return folder;
}

const changes: readonly (readonly [string, unknown])[] = [
  ['importPaths', { paths: ['/tmp'], read: true }],
  ['importSamples', {}],
  ['readPhotos', { photos: [] }],
  ['rotatePhotos', { photos: [1], by: 90 }],
  ['chooseLanguage', { photo: 1, language: 'german' }],
  ['removePhotos', { photos: [1] }],
  ['restorePhotos', { photos: null }],
  ['forgetRemoved', { photos: null }],
  ['dismissFailures', { failures: [1] }],
  ['unwatchFolder', { path: '/tmp' }],
  ['leaseWordIds', { count: 1 }],
  ['setProgress', { photo: 1, progress: 'done' }],
  ['undoLabels', { photo: 1, revision: 1 }],
  ['rollBackModel', { kind: 'recogniser' }],
  ['chooseEngine', { engine: null }],
  ['installEngine', { gpu: false }],
  ['pauseJob', { job: 1 }],
  ['removeRun', { run: 1 }],
];

describe.skipIf(process.platform === 'win32')('A read-only library', () => {
  it('shows and finds its photos, and refuses every change with one error', async (context) => {
    const library = readOnlyFolder(await libraryWith('tree'), context);
    const { services, temporary } = await openReadOnly(library);
    expect(services.library.info()).toMatchObject({ isReadOnly: true, photos: 1, path: library });
    expect(found(services, 'tree')).toBe(1);
    const ask = serve(
      handlers(services, { kind: 'browser', choosePaths: () => Promise.resolve({ kind: 'cancelled' }) }),
      () => undefined,
    );
    for (const [call, args] of changes) {
      expect(await ask(call, args, owner), call).toMatchObject({
        ok: false,
        error: { code: 'library-read-only', message: expect.stringContaining('copy its folder') as string },
      });
    }
    await expect(services.library.createInbox()).rejects.toMatchObject({ code: 'library-read-only' });
    // The thumbnail is in the library; the large picture is drawn into the temporary folder.
    const thumbnail = await services.library.picture('thumbnail', 1);
    expect(thumbnail.path.startsWith(library)).toBe(true);
    const display = await services.library.picture('display', 1);
    expect(display.path.startsWith(temporary)).toBe(true);
    expect(statSync(display.path).size).toBeGreaterThan(0);
    await services.close();
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('is found with changes that are only in the log, for example after a kill', async (context) => {
    const library = storedLibrary((folder) => {
      const original = join(folder, '../original');
      const db = openLibrary(original);
      db.pragma('wal_autocheckpoint = 0');
      addPhoto(db, 'late.jpg', pageOf('late'));
      cpSync(original, folder, { recursive: true });
      db.close();
    });
    expect(statSync(`${libraryPaths(library).database}-wal`).size).toBeGreaterThan(1000);
    const { services } = await openReadOnly(readOnlyFolder(library, context));
    expect(found(services, 'late')).toBe(1);
  });

  it('of an earlier version is opened, too, and nothing is written beside it', async (context) => {
    const library = storedLibrary((folder) => {
      mkdirSync(folder, { recursive: true });
      const db = createDatabase(libraryPaths(folder).database, 14);
      db.exec(`
        INSERT INTO photo (id, path, sha256, bytes, width, height, added_at, status)
          VALUES (1, '/old.jpg', '${'a'.repeat(64)}', 1, 10, 10, '', 'read');
        INSERT INTO word (photo, position, line, x, y, width, height, quad, text, confidence, source)
          VALUES (1, 0, 0, 0, 0, 1, 1, '[[0,0],[1,0],[1,1],[0,1]]', 'old', 1, 'human');
      `);
      db.close();
    });
    const { services } = await openReadOnly(readOnlyFolder(library, context));
    expect(found(services, 'old')).toBe(1);
    expect(existsSync(libraryPaths(library).backups)).toBe(false);
  });

  it('whose repair was interrupted at its last step is the repaired one', async (context) => {
    const library = storedLibrary((folder) => {
      const db = openLibrary(folder);
      addPhoto(db, 'whole.jpg', pageOf('whole'));
      db.close();
      const { database } = libraryPaths(folder);
      cpSync(database, readyPath(database));
      rmSync(database);
      writeFileSync(database, 'damaged');
    });
    const { services } = await openReadOnly(readOnlyFolder(library, context));
    expect(found(services, 'whole')).toBe(1);
  });

  it('is searched by commands, and neither changed nor repaired', async (context) => {
    const library = readOnlyFolder(await libraryWith('tree'), context);
    const at = ['--library', library];
    expect(await inkdex(['search', 'tree', ...at])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('tree.jpg') as string,
    });
    expect(await inkdex(['import', '--no-read', 'resources/samples', ...at])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('[library-read-only]') as string,
    });
    expect(() => repairLibrary(library)).toThrow('This library is read-only');
  });

  it('is no new library: in a read-only folder without one, the error says so', (context) => {
    const folder = readOnlyFolder(temporaryFolder(), context);
    expect(() => openLibrary(join(folder, 'library'))).toThrow(
      expect.objectContaining({ code: 'permission-denied' }) as Error,
    );
  });
});
