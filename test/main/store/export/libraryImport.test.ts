import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sql } from '../../../../main/store/database.ts';
import { importLibrary } from '../../../../main/store/export/importLibrary.ts';
import { photoOfPlace, placeOfPhoto } from '../../../../main/store/export/layout.ts';
import { createHostLock } from '../../../../main/store/library/hostLock.ts';
import { openLibrary } from '../../../../main/store/library/open.ts';
import { libraryPaths } from '../../../../main/store/library/libraryPaths.ts';
import { listPhotos } from '../../../../main/store/photos/photos.ts';
import { temporaryFolder, temporaryLibrary } from '../../../support/library.ts';
import {
  exported,
  filesBelow,
  forge,
  fullLibrary,
  noStop,
  exportedLibrary,
} from '../../../support/libraryExports.ts';
import { everything } from '../../../support/services.ts';

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
    const { target } = await exportedLibrary();
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
    const { folder, target } = await exportedLibrary();
    await expect(importLibrary(target, folder, noStop)).rejects.toMatchObject({ code: 'conflict' });
    const { folder: other } = temporaryLibrary();
    const lock = createHostLock(libraryPaths(other).lock);
    lock.require();
    await expect(importLibrary(target, other, noStop)).rejects.toMatchObject({ code: 'library-busy' });
    lock.release();
    expect(await importLibrary(target, other, noStop)).toEqual({ photos: 1, words: 1, leftOut: [] });
  });

  it('of an earlier version is migrated', async () => {
    const { target } = await exportedLibrary();
    forge(target, 'library.json', (text) => text.replace(/"library":\d+/u, '"library":14'));
    forge(target, 'tables/photo.jsonl', (text) =>
      text.replace(
        ',"look":null,"languages":null,"missing":0,"pictures":1,"kind":null,"left_out":0,"pixels":null,"orientation":null,"language":null,"second":null',
        '',
      ),
    );
    forge(target, 'tables/word.jsonl', (text) =>
      text.replace('"worth":', '"doubt":').replace(',"changed_by":null,"underlined":0', ''),
    );
    const library = temporaryFolder();
    expect(await importLibrary(target, library, noStop)).toEqual({ photos: 1, words: 1, leftOut: [] });
    const opened = openLibrary(library);
    expect(
      opened.count(sql`SELECT count(*) FROM pragma_table_info('job_item') WHERE name = 'attempts'`),
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
