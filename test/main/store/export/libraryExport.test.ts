import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { storeReading } from '../../../../main/reading/storeReading.ts';
import { count, sql, type Database } from '../../../../main/store/database.ts';
import { exportLibrary, type ExportOptions } from '../../../../main/store/export/exportLibrary.ts';
import { importLibrary } from '../../../../main/store/export/importLibrary.ts';
import { placeOfPhoto, photoOfPlace } from '../../../../main/store/export/layout.ts';
import { createHostLock } from '../../../../main/store/hostLock.ts';
import { libraryPaths, openLibrary } from '../../../../main/store/open.ts';
import { insertPhoto, listPhotos } from '../../../../main/store/photos.ts';
import { removePhotos } from '../../../../main/store/removedPhotos.ts';
import { findDamage } from '../../../../main/store/repair/repairLibrary.ts';
import { inkdex } from '../../../support/commandLine.ts';
import { createRandom } from '../../../../shared/random.ts';
import { frozenWords } from '../../../support/frozenWords.ts';
import { labelsOf } from '../../../support/labels.ts';
import { addPhoto, pageOf, temporaryFolder, temporaryLibrary } from '../../../support/library.ts';
import { act, workOf } from '../../../support/peoplesWork.ts';
import { randomPage } from '../../../support/randomEdits.ts';
import { importAll, openTestServices, writePhoto } from '../../../support/services.ts';

const noStop: ExportOptions = { signal: new AbortController().signal, onProgress: () => undefined };
const at = '2026-01-01T00:00:00.000Z';
const everything = { offset: 0, limit: 500, status: null } as const;

function addRealPhoto(db: Database, path: string, seed: number): void {
  const bytes = readFileSync(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = { path, sha256, bytes: bytes.length, width: 1000, height: 800, takenAt: null };
  storeReading(db, insertPhoto(db, file, at), randomPage(createRandom(seed), 12), at);
}

/** A library with everything: photos, edits, a removed photo, a dataset with a version, a model, settings. */
async function fullLibrary(): Promise<{ db: Database; folder: string; photos: string }> {
  const { db, folder, datasets, dataset } = await frozenWords();
  await datasets.calls.renameDataset({ dataset, name: 'my words' });
  const photos = join(temporaryFolder(), 'board: "1"');
  for (let shade = 0; shade < 4; shade += 1) {
    addRealPhoto(db, await writePhoto(photos, `${shade}.jpg`, shade), shade);
  }
  addRealPhoto(db, await writePhoto(join(libraryPaths(folder).inbox, 'dropped-abcdef'), 'in.jpg', 6), 6);
  const random = createRandom(5);
  const labels = labelsOf(db);
  for (let step = 0; step < 40; step += 1) act(random, db, labels);
  const [first] = listPhotos(db, everything);
  if (first !== undefined) removePhotos(db, [first.id], at);
  writeFileSync(join(libraryPaths(folder).models, 'mine.onnx'), 'weights');
  writeFileSync(join(libraryPaths(folder).models, 'mine.md'), '# Mine');
  return { db, folder, photos };
}

async function exported(folder: string, photos = true): Promise<string> {
  const target = join(temporaryFolder(), 'export');
  const { database } = libraryPaths(folder);
  await exportLibrary({ folder, database, target, photos }, noStop);
  return target;
}

function filesBelow(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.sort().map((path) => [path.slice(folder.length), readFileSync(path, 'base64')]));
}

/** Changes a file of an export, and its line in SHA256SUMS, as somebody who means harm would. */
function forge(target: string, file: string, change: (text: string) => string): void {
  const sums = join(target, 'SHA256SUMS');
  const hash = (): string =>
    createHash('sha256')
      .update(readFileSync(join(target, file)))
      .digest('hex');
  const before = hash();
  writeFileSync(join(target, file), change(readFileSync(join(target, file), 'utf8')));
  writeFileSync(sums, readFileSync(sums, 'utf8').replace(before, hash()));
}

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
    expect(count(imported, sql`SELECT count(*) FROM posting`)).toBe(
      count(db, sql`SELECT count(*) FROM posting`),
    );
    imported.close();
    expect(findDamage(library, true)).toBeNull();
  });

  it('can be checked with sha256sum, and has the columns of words by name', async () => {
    const { db, folder } = temporaryLibrary();
    addPhoto(db, 'a.jpg', pageOf('tree'));
    const target = await exported(folder);
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

describe('An import of a library', () => {
  it('names missing and changed files, and changes nothing', async () => {
    const { folder } = await fullLibrary();
    const target = await exported(folder);
    rmSync(join(target, 'models/mine.md'));
    writeFileSync(join(target, 'tables/word.jsonl'), '');
    const library = join(temporaryFolder(), 'library');
    await expect(importLibrary(target, library, noStop)).rejects.toMatchObject({
      code: 'data-invalid',
      message: expect.stringMatching(
        /2 files .* models\/mine\.md \(missing\), tables\/word\.jsonl \(changed\).*Nothing was imported/u,
      ) as string,
    });
    expect(existsSync(library)).toBe(false);
  });

  it('refuses folders that are no export, exports of a newer Inkdex, and files that no export has', async () => {
    const { folder } = temporaryLibrary();
    const refused = async (source: string, code: string, message: RegExp): Promise<void> => {
      await expect(importLibrary(source, join(temporaryFolder(), 'library'), noStop)).rejects.toMatchObject({
        code,
        message: expect.stringMatching(message) as string,
      });
    };
    await refused(folder, 'data-invalid', /is no export of a library/u);
    await refused(join(folder, 'nowhere'), 'file-missing', /nowhere/u);
    for (const header of ['"version":2', '"library":99']) {
      const newer = await exported(folder);
      const [name = ''] = header.split(':');
      forge(newer, 'library.json', (text) => text.replace(new RegExp(`${name}:\\d+`, 'u'), header));
      await refused(newer, 'library-newer', /Install the newer Inkdex/u);
    }
    const foreign = await exported(folder);
    writeFileSync(join(foreign, 'SHA256SUMS'), `${'0'.repeat(64)}  ../../.bashrc\n`);
    await refused(foreign, 'data-invalid', /a line that no export has: .*bashrc/u);
    const misnamed = await exported(folder);
    writeFileSync(join(misnamed, 'SHA256SUMS'), `${'0'.repeat(64)}  datasets/objects/11/${'1'.repeat(64)}\n`);
    await refused(misnamed, 'data-invalid', /a line that no export has/u);
  });

  it.each<[string, string, (text: string) => string, RegExp]>([
    [
      'a row with another column',
      'photo',
      (text) => text.replace('"bytes"', '"size"'),
      /photo\.jsonl, line 1: expected/u,
    ],
    [
      'a value of another kind',
      'photo',
      (text) => text.replace('"bytes":1', '"bytes":"x"'),
      /photo\.jsonl, line 1/u,
    ],
    [
      'a row of nothing',
      'word',
      (text) => text.replace('"photo":1', '"photo":7'),
      /word\.jsonl names a row of/u,
    ],
    ['a quad with three corners', 'word', (text) => text.replace('[0,0],', ''), /tables .* not valid/u],
    ['half a line', 'word', (text) => text.slice(0, 40), /word\.jsonl, line 1: expected/u],
  ])('refuses %s, and leaves the library empty', async (_what, table, change, message) => {
    const { db, folder } = temporaryLibrary();
    addPhoto(db, 'a.jpg', pageOf('tree'));
    const target = await exported(folder);
    forge(target, `tables/${table}.jsonl`, change);
    const library = join(temporaryFolder(), 'library');
    await expect(importLibrary(target, library, noStop)).rejects.toMatchObject({
      code: 'data-invalid',
      message: expect.stringMatching(message) as string,
    });
    const opened = openLibrary(library);
    expect(listPhotos(opened, everything)).toEqual([]);
    opened.close();
    expect(readdirSync(library).filter((name) => name.includes('imported'))).toEqual([]);
  });

  it('refuses a library that is not empty, or whose jobs another process runs', async () => {
    const { db, folder } = temporaryLibrary();
    addPhoto(db, 'a.jpg', pageOf('tree'));
    const target = await exported(folder);
    await expect(importLibrary(target, folder, noStop)).rejects.toMatchObject({ code: 'conflict' });
    const { folder: other } = temporaryLibrary();
    const lock = createHostLock(libraryPaths(other).lock);
    lock.require();
    await expect(importLibrary(target, other, noStop)).rejects.toMatchObject({ code: 'library-busy' });
    lock.release();
    expect(await importLibrary(target, other, noStop)).toEqual({ photos: 1, words: 1 });
  });

  it('of an earlier version is migrated', async () => {
    const { db, folder } = temporaryLibrary();
    addPhoto(db, 'a.jpg', pageOf('tree'));
    const target = await exported(folder);
    forge(target, 'library.json', (text) => text.replace(/"library":\d+/u, '"library":14'));
    const library = temporaryFolder();
    expect(await importLibrary(target, library, noStop)).toEqual({ photos: 1, words: 1 });
    const opened = openLibrary(library);
    expect(
      count(opened, sql`SELECT count(*) FROM pragma_table_info('job_item') WHERE name = 'attempts'`),
    ).toBe(1);
    opened.close();
  });

  it('that is cancelled, or was killed, leaves an empty library into which it can be repeated', async () => {
    const { folder } = await fullLibrary();
    const target = await exported(folder);
    const library = temporaryFolder();
    const stop = new AbortController();
    let told = 0;
    const onProgress = (): void => {
      told += 1;
      if (told === 30) stop.abort();
    };
    await expect(importLibrary(target, library, { signal: stop.signal, onProgress })).rejects.toThrow(
      'aborted',
    );
    expect(existsSync(libraryPaths(library).database)).toBe(false);
    // What a killed process leaves: an empty library, half a database beside it, and some of the files.
    openLibrary(library).close();
    writeFileSync(`${libraryPaths(library).database}.imported`, 'half');
    const [file = ''] = filesBelow(join(target, 'datasets')).keys();
    mkdirSync(join(library, 'datasets', file, '..'), { recursive: true });
    writeFileSync(join(library, 'datasets', file), readFileSync(join(target, 'datasets', file)));
    await importLibrary(target, library, noStop);
    expect(filesBelow(await exported(library))).toEqual(filesBelow(target));
  });

  it('writes no photo outside the library, whatever its path is', () => {
    for (const path of ['/a/../../b.jpg', '/./c:\\d|.jpg', '/e%2F..%2Ff.jpg', '/g. /h.jpg', '/ä/ü.jpg']) {
      const place = placeOfPhoto(path);
      expect(join('/library/photos', place).startsWith('/library/photos/')).toBe(true);
      expect(photoOfPlace(place)).toBe(path);
    }
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
    const { id } = await services.library.exportLibrary({ path: target, photos: true });
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
