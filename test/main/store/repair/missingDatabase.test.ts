import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openLibrary } from '../../../../main/store/library/open.ts';
import { libraryPaths } from '../../../../main/store/library/libraryPaths.ts';
import { replaceSavedSearch } from '../../../../main/store/library/savedSearches.ts';
import { describeRepair, isWhole } from '../../../../main/store/repair/describeRepair.ts';
import { findDamage, repairLibrary } from '../../../../main/store/repair/repairLibrary.ts';
import { copyToday, damagedLibrary, pageBytes, textsIn } from '../../../support/damage.ts';
import { temporaryFolder } from '../../../support/library.ts';

/** What happens to a database while its backups stay. */
const losses: readonly (readonly [string, (path: string) => void])[] = [
  [
    'missing',
    (path) => {
      rmSync(path);
    },
  ],
  [
    'empty',
    (path) => {
      writeFileSync(path, '');
    },
  ],
  ...['\n', ' ', '\0', 'x'].map(
    (text) =>
      [
        `nothing but ${JSON.stringify(text)}`,
        (path: string) => {
          writeFileSync(path, text);
        },
      ] as const,
  ),
  [
    'without tables',
    (path) => {
      rmSync(path);
      const empty = new Sqlite(path);
      empty.pragma('page_size = 4096');
      empty.exec('VACUUM');
      empty.close();
    },
  ],
  [
    'of another program',
    (path) => {
      rmSync(path);
      const other = new Sqlite(path);
      other.exec('CREATE TABLE bookmark (title TEXT)');
      other.close();
    },
  ],
];

describe.each(losses)('A library whose database is %s', (_what, lose) => {
  it('is damaged and not new, and comes back from its backup', async () => {
    const folder = await damagedLibrary(3, copyToday, lose);
    const damaged = expect.objectContaining({ code: 'library-damaged' }) as Error;
    expect(() => openLibrary(folder)).toThrow(damaged);
    expect(findDamage(folder, false)).toMatch(/beside it are: 1 backup/u);
    const repair = repairLibrary(folder);
    expect(repair).toMatchObject({ from: 'copy', photos: 0, lost: [] });
    if (repair === null) throw new Error('It was damaged.');
    expect(isWhole(repair)).toBe(true);
    expect(textsIn(folder)).toEqual(['word2', 'word1', 'word0']);
    expect(findDamage(folder, true)).toBeNull();
  });
});

it.each([0, 1, 2, 15, 16, 99, 511, 512, 4095])(
  'A library is refused and repaired that has the first %d bytes of its database',
  async (bytes) => {
    const folder = await damagedLibrary(3, copyToday, (path) => {
      truncateSync(path, bytes);
    });
    expect(() => openLibrary(folder)).toThrow(expect.objectContaining({ code: 'library-damaged' }));
    expect(findDamage(folder, false)).not.toBeNull();
    expect(repairLibrary(folder)).toMatchObject({ from: 'copy', lost: [] });
    expect(textsIn(folder)).toEqual(['word2', 'word1', 'word0']);
  },
);

it('A library is new where a file of one byte has nothing beside it', () => {
  const folder = temporaryFolder();
  writeFileSync(libraryPaths(folder).database, ' ');
  openLibrary(folder).close();
  expect(textsIn(folder)).toEqual([]);
  expect(findDamage(folder, true)).toBeNull();
});

describe('A library without a database', () => {
  it('that has models only says that nothing was recovered, and opens after its repair', () => {
    const folder = temporaryFolder();
    const { models } = libraryPaths(folder);
    mkdirSync(models, { recursive: true });
    writeFileSync(join(models, 'run-1.onnx'), 'weights');
    expect(() => openLibrary(folder)).toThrow('1 model');
    const repair = repairLibrary(folder);
    if (repair === null) throw new Error('It was damaged.');
    expect(isWhole(repair)).toBe(false);
    expect(describeRepair(repair)).toMatch(
      /^There was no backup, and nothing could be read .*: the library is empty now\. Import your photos again\.$/u,
    );
    expect(textsIn(folder)).toEqual([]);
    expect(readFileSync(join(models, 'run-1.onnx'), 'utf8')).toBe('weights');
  });

  it.each<readonly [string, string, (folder: string) => void]>([
    ['has a saved search only', 'a journal of edits', () => undefined],
    [
      'has lost its journal, too, and has thumbnails',
      '1 thumbnail',
      (folder) => {
        writeFileSync(join(libraryPaths(folder).cache, 'thumbnail-1.jpg'), 'jpeg');
        rmSync(libraryPaths(folder).journal);
      },
    ],
    [
      'has lost its journal, too, and has uploads',
      '1 uploaded file',
      (folder) => {
        writeFileSync(join(libraryPaths(folder).inbox, 'board.jpg'), 'jpeg');
        rmSync(libraryPaths(folder).journal);
      },
    ],
  ])('is refused and repaired without a claim that it is whole, where it %s', (_what, found, change) => {
    for (const lose of [
      (path: string) => {
        rmSync(path);
      },
      (path: string) => {
        writeFileSync(path, '');
      },
    ]) {
      const folder = temporaryFolder();
      const db = openLibrary(folder);
      replaceSavedSearch(db, { id: null, name: 'Trees', query: 'tree' });
      db.close();
      change(folder);
      lose(libraryPaths(folder).database);
      expect(() => openLibrary(folder)).toThrow(found);
      const repair = repairLibrary(folder);
      if (repair === null) throw new Error('It was damaged.');
      expect(isWhole(repair)).toBe(false);
      expect(textsIn(folder)).toEqual([]);
    }
  });

  it('that was killed while it was created is new', () => {
    const folder = temporaryFolder();
    mkdirSync(libraryPaths(folder).objects, { recursive: true });
    writeFileSync(libraryPaths(folder).database, '');
    expect(textsIn(folder)).toEqual([]);
  });
});

describe('A repair without a backup', () => {
  it.each([
    ['other text', () => Buffer.from('this is no database '.repeat(1000))],
    ['zeros', (whole: Buffer) => Buffer.alloc(whole.length)],
    ['its first bytes', (whole: Buffer) => whole.subarray(0, 60)],
    [
      'its first page',
      (whole: Buffer) =>
        Buffer.concat([whole.subarray(0, pageBytes), Buffer.alloc(whole.length - pageBytes)]),
    ],
  ])(
    'begins anew where only %s is left, keeps the file, and says that the library is empty',
    async (_what, left) => {
      const kept: Buffer[] = [];
      const folder = await damagedLibrary(
        1,
        () => undefined,
        (path) => {
          kept.push(left(readFileSync(path)));
          writeFileSync(path, kept[0] ?? '');
        },
      );
      const repair = repairLibrary(folder);
      if (repair === null) throw new Error('It was damaged.');
      expect(repair).toMatchObject({ from: 'nothing', photos: 0 });
      expect(describeRepair(repair)).toMatch(
        /nothing could be read.*the library is empty now.*Import your photos again/u,
      );
      expect(textsIn(folder)).toEqual([]);
      expect(readFileSync(join(repair.damaged ?? '', 'library.sqlite'))).toEqual(kept[0]);
    },
  );
});
