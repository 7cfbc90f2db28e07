import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sql } from '../../../../main/store/database.ts';
import { exportLibrary } from '../../../../main/store/export/exportLibrary.ts';
import { importLibrary } from '../../../../main/store/export/importLibrary.ts';
import { openLibrary } from '../../../../main/store/library/open.ts';
import { libraryPaths } from '../../../../main/store/library/libraryPaths.ts';
import { listPhotos } from '../../../../main/store/photos/photos.ts';
import { findDamage } from '../../../../main/store/repair/repairLibrary.ts';
import { inkdex } from '../../../support/commandLine.ts';
import { temporaryFolder } from '../../../support/library.ts';
import {
  exported,
  filesBelow,
  fullLibrary,
  noStop,
  exportedLibrary,
} from '../../../support/libraryExports.ts';
import { workOf } from '../../../support/peoplesWork.ts';
import { everything, importAll, openTestServices, writePhoto } from '../../../support/services.ts';

describe('An export of a library', () => {
  it('gives the same library when it is imported, and the same files when that is exported again', async () => {
    const { db, folder, photos } = await fullLibrary();
    const target = await exported(folder);
    const library = join(temporaryFolder(), 'new', 'library');
    await importLibrary(target, library, noStop);
    // The photos are in the new library: the old files are no longer needed.
    rmSync(photos, { recursive: true });
    const again = await exported(library);
    expect(filesBelow(again)).toEqual(filesBelow(target));
    expect(
      [...filesBelow(target).keys()].filter((path) => /photos|objects|versions|models/u.test(path)).length,
    ).toBe(5 + 4 + 1 + 2);
    const before = workOf(db);
    const imported = openLibrary(library);
    const work = JSON.stringify(workOf(imported)).replaceAll(join(library, 'photos/inkdex-library'), folder);
    expect(work.replaceAll(join(library, 'photos'), '').replaceAll('%3A', ':').replaceAll('%22', '\\"')).toBe(
      JSON.stringify(before),
    );
    expect(imported.count(sql`SELECT count(*) FROM posting`)).toBe(
      db.count(sql`SELECT count(*) FROM posting`),
    );
    imported.close();
    expect(findDamage(library, true)).toBeNull();
  });

  it('can be checked with sha256sum, and has the columns of words by name', async () => {
    const { target } = await exportedLibrary();
    for (const line of readFileSync(join(target, 'SHA256SUMS'), 'utf8').trimEnd().split('\n')) {
      const [sha256 = '', path = ''] = line.split('  ');
      expect(
        createHash('sha256')
          .update(readFileSync(join(target, path)))
          .digest('hex'),
      ).toBe(sha256);
    }
    const [word] = readFileSync(join(target, 'tables/word.jsonl'), 'utf8').split('\n');
    expect(JSON.parse(word ?? '')).toMatchObject({
      photo: 1,
      text: 'tree',
      source: 'model',
      quad: [
        [0, 0],
        [90, 0],
        [90, 40],
        [0, 40],
      ],
    });
  });

  it('without photos keeps their paths and hashes, and an import finds them where they are', async () => {
    const { folder } = await fullLibrary();
    const target = await exported(folder, false);
    expect(existsSync(join(target, 'photos'))).toBe(false);
    const library = temporaryFolder();
    await importLibrary(target, library, noStop);
    const db = openLibrary(library);
    const paths = listPhotos(db, everything).map(({ path }) => path);
    db.close();
    expect(paths.length).toBeGreaterThan(1);
    expect(paths.every((path) => path.includes('board: "1"') || path.startsWith(library))).toBe(true);
  });

  it('names the photos whose files are missing or have changed, and has all others', async () => {
    const { folder, photos } = await fullLibrary();
    rmSync(join(photos, '1.jpg'));
    writeFileSync(join(photos, '2.jpg'), 'another file');
    const target = join(temporaryFolder(), 'export');
    const { database } = libraryPaths(folder);
    const report = await exportLibrary({ folder, database, target, photos: true }, noStop);
    expect([...report.missing].sort()).toEqual([join(photos, '1.jpg'), join(photos, '2.jpg')]);
    expect([...filesBelow(join(target, 'photos')).keys()]).toHaveLength(3);
    await importLibrary(target, temporaryFolder(), noStop);
  });

  it('never overwrites, and leaves nothing when it is cancelled', async () => {
    const { folder } = await fullLibrary();
    const { database } = libraryPaths(folder);
    const parent = temporaryFolder();
    const ask = { folder, database, photos: true };
    writeFileSync(join(parent, 'mine'), 'x');
    await expect(exportLibrary({ ...ask, target: join(parent, 'mine') }, noStop)).rejects.toMatchObject({
      code: 'conflict',
    });
    const stop = new AbortController();
    const onProgress = (): void => {
      stop.abort();
    };
    const options = { signal: stop.signal, onProgress };
    await expect(exportLibrary({ ...ask, target: join(parent, 'new') }, options)).rejects.toThrow('aborted');
    expect(readdirSync(parent)).toEqual(['mine']);
  });
});

describe('The commands and the job', () => {
  it('export and import a library', async () => {
    const { services, photos, library } = await openTestServices();
    await importAll(services, [
      await writePhoto(photos, 'tree.jpg'),
      await writePhoto(photos, 'leaf.jpg', 3),
    ]);
    const target = join(temporaryFolder(), 'by-job');
    rmSync(join(photos, 'leaf.jpg'));
    const { id } = services.library.calls.exportLibrary({ path: target, photos: true });
    expect(await services.jobs.finished(id)).toMatchObject({ state: 'done', failed: 1, kind: 'export' });
    const byCommand = join(temporaryFolder(), 'by-command');
    const ended = await inkdex(['export', 'library', byCommand, '--library', library]);
    expect(ended).toMatchObject({ status: 1, stderr: expect.stringContaining('leaf.jpg') as string });
    expect(filesBelow(byCommand)).toEqual(filesBelow(target));
    const copy = join(temporaryFolder(), 'copy');
    expect(await inkdex(['import', 'library', target, '--library', copy])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('2 photos, 2 words imported') as string,
    });
    expect((await inkdex(['search', 'tree', '--library', copy])).stdout).toContain('tree.jpg');
  });
});
