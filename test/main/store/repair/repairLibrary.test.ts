import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offerRepair } from '../../../../main/app/dialogs.ts';
import { search } from '../../../../main/search/service.ts';
import { describeRepair } from '../../../../main/store/repair/describeRepair.ts';
import { findDamage, repairLibrary } from '../../../../main/store/repair/repairLibrary.ts';
import type { WritableDatabase } from '../../../../main/store/database.ts';
import { keepImage } from '../../../../main/store/datasets/datasetImages.ts';
import { insertSet } from '../../../../main/store/datasets/datasetSets.ts';
import { insertVersion } from '../../../../main/store/datasets/datasetVersions.ts';
import { createHostLock } from '../../../../main/store/library/hostLock.ts';
import { openLibrary } from '../../../../main/store/library/open.ts';
import { libraryPaths } from '../../../../main/store/library/libraryPaths.ts';
import { listPhotos } from '../../../../main/store/photos/photos.ts';
import {
  countRemovedPhotos,
  restorePhotos,
  removePhotos,
} from '../../../../main/store/photos/removedPhotos.ts';
import { listWords } from '../../../../main/store/words/words.ts';
import { versionIdSchema } from '../../../../shared/contract/dataset.ts';
import { manifestFile, objectFile } from '../../../../shared/fileNames.ts';
import { photoIdSchema } from '../../../../shared/contract/photo.ts';
import {
  copyToday,
  damagedLibrary,
  overwrite,
  overwritePage,
  pageBytes,
  textsIn,
} from '../../../support/damage.ts';
import { indexFromScratch, indexState } from '../../../support/labelStates.ts';
import { labelsOf, typeOver } from '../../../support/labels.ts';
import { addPhoto, pageOf, temporaryFolder } from '../../../support/library.ts';

const all = { offset: 0, limit: 1000, status: null } as const;

describe('repairLibrary', () => {
  it('leaves a sound library, and none, alone', async () => {
    const folder = await damagedLibrary(1);
    const before = readFileSync(libraryPaths(folder).database);
    expect(repairLibrary(folder)).toBeNull();
    expect(readFileSync(libraryPaths(folder).database)).toEqual(before);
    expect(repairLibrary(temporaryFolder())).toBeNull();
  });

  it('loses nothing where only an index is damaged', async () => {
    const folder = await damagedLibrary(30, () => undefined, overwrite('word_by_photo'));
    expect(findDamage(folder, false)).not.toBeNull();
    expect(repairLibrary(folder)).toMatchObject({ from: 'itself', lost: [] });
    expect(findDamage(folder, true)).toBeNull();
    expect(textsIn(folder)).toHaveLength(30);
  });

  it('takes the newest sound copy, and what came, changed and left since from the damaged database', async () => {
    const folder = await damagedLibrary(
      3,
      async (db, at) => {
        await copyToday(db, at);
        addPhoto(db, 'later.jpg', pageOf('afterwards'));
        db.exec("UPDATE word SET text = 'corrected' WHERE text = 'word1'");
        db.exec('UPDATE photo SET revision = revision + 1 WHERE id = 2');
        const [oldest] = listPhotos(db, all).slice(-1);
        if (oldest !== undefined) removePhotos(db, [oldest.id], '2026-01-01T00:00:00.000Z');
      },
      overwrite('failed_file'),
    );
    writeFileSync(join(folder, 'backups', 'library-9999-01-01.sqlite'), 'a copy that is none');
    const repair = repairLibrary(folder);
    expect(repair).toMatchObject({ from: 'copy', photos: 2, lost: [] });
    expect(findDamage(folder, true)).toBeNull();
    expect(textsIn(folder)).toEqual(['afterwards', 'word2', 'corrected']);
    const db = openLibrary(folder);
    expect(countRemovedPhotos(db)).toBe(1);
    expect(indexState(db)).toEqual(indexFromScratch(db));
    db.close();
  });

  it('refuses to repair while the folder of the backups cannot be read, rather than to do without them', async () => {
    const folder = await damagedLibrary(2, copyToday, overwrite('photo'));
    const { backups } = libraryPaths(folder);
    renameSync(backups, `${backups}-elsewhere`);
    writeFileSync(backups, 'no folder');
    expect(() => repairLibrary(folder)).toThrow(backups);
    rmSync(backups);
    renameSync(`${backups}-elsewhere`, backups);
    expect(repairLibrary(folder)).toMatchObject({ from: 'copy' });
  });

  it('keeps what the copy has of photos that cannot be read any more, and says how many they are', async () => {
    const folder = await damagedLibrary(3, copyToday, overwrite('photo'));
    const repair = repairLibrary(folder);
    expect(repair).toMatchObject({ from: 'copy', photos: 0 });
    expect(repair?.lost.map(({ path }) => path)).toEqual(['/photos/0.jpg', '/photos/1.jpg', '/photos/2.jpg']);
    expect(textsIn(folder)).toHaveLength(3);
    if (repair === null) throw new Error('It was damaged.');
    expect(describeRepair(repair)).toMatch(
      /restored from the backup of \d{4}-\d\d-\d\d.*3 photos could not be read/u,
    );
  });

  it('saves what can be read where there is no copy', async () => {
    const folder = await damagedLibrary(3, () => undefined, overwrite('failed_file'));
    const seen: string[] = [];
    const onPhoto = (photo: number, last: number): void => {
      seen.push(`${photo} of ${last}`);
    };
    const repair = repairLibrary(folder, { onPhoto });
    expect(repair).toMatchObject({ from: 'nothing', copiedAt: null, photos: 3, lost: [] });
    expect(seen).toEqual(['1 of 3', '2 of 3', '3 of 3']);
    const db = openLibrary(folder);
    expect(indexState(db)).toEqual(indexFromScratch(db));
    expect(search(db, { query: 'word1', offset: 0, limit: 9 }).total).toBe(1);
    db.close();
    expect(textsIn(folder).sort()).toEqual(['word0', 'word1', 'word2']);
  });

  it('recovers typed words also where bytes of a text are changed, which SQLite does not notice', async () => {
    const typeWord = (db: WritableDatabase): void => {
      typeOver(labelsOf(db), photoIdSchema.parse(2), 'typed');
    };
    const folder = await damagedLibrary(3, typeWord, (path) => {
      const db = new Sqlite(path);
      db.exec(`UPDATE word SET quad = replace(quad, ',', char(1)) WHERE photo = 2`);
      db.close();
    });
    expect(findDamage(folder, false)).toBeNull();
    expect(findDamage(folder, true)).toMatch(/contents of a photo or of its words are changed/u);
    const lost = [{ photo: 2, path: '/photos/1.jpg' }];
    expect(repairLibrary(folder)).toMatchObject({ from: 'nothing', photos: 3, lost, typed: 0 });
    expect(findDamage(folder, true)).toBeNull();
    expect(textsIn(folder).sort()).toEqual(['typed', 'word0', 'word2']);
  });

  it.each([
    ['as the damaged database knew them', ['failed_file']],
    ['by far, where those cannot be read either', ['failed_file', 'sqlite_sequence']],
  ])('gives no id a second time, %s', async (_how, tables) => {
    const folder = await damagedLibrary(
      3,
      (db) => {
        db.exec("DELETE FROM word WHERE text = 'word1'");
        removePhotos(db, [photoIdSchema.parse(3)], new Date().toISOString());
      },
      (path) => {
        for (const table of tables) overwrite(table)(path);
      },
    );
    expect(repairLibrary(folder)).toMatchObject({ from: 'nothing', photos: 2 });
    const db = openLibrary(folder);
    const next = addPhoto(db, 'next.jpg', pageOf('next'));
    expect(next).toBeGreaterThan(3);
    expect(listWords(db, next)[0]?.id).toBeGreaterThan(3);
    expect(restorePhotos(db, [photoIdSchema.parse(3)])).toMatchObject({ photos: [3] });
    db.close();
    expect(textsIn(folder).sort()).toEqual(['next', 'word0', 'word2']);
  });

  it('keeps files of datasets with the damaged database that knew them alone', async () => {
    const known = 'ab'.repeat(32);
    const unknown = 'cd'.repeat(32);
    const files = (at: string) => {
      const { objects, versions } = libraryPaths(at);
      return [known, unknown].flatMap((hash) => [
        join(versions, manifestFile(hash)),
        join(objects, objectFile(hash)),
      ]);
    };
    const folder = await damagedLibrary(
      1,
      (db, at) => {
        insertVersion(db, versionIdSchema.parse(known), insertSet(db));
        keepImage(db, { sha256: known, bytes: 1, width: 1, height: 1, format: 'png' });
        for (const file of files(at)) {
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(file, file);
        }
        return copyToday(db, at);
      },
      overwrite('failed_file'),
    );
    const repair = repairLibrary(folder);
    expect(repair).toMatchObject({ from: 'copy', files: 2 });
    if (repair === null) throw new Error('It was damaged.');
    expect(describeRepair(repair)).toContain('with 2 files of datasets that only it contains');
    expect(files(folder).map((file) => existsSync(file))).toEqual([true, true, false, false]);
    expect(files(repair.damaged ?? '').map((file) => existsSync(file))).toEqual([false, false, true, true]);
  });

  it('moves and leaves nothing where the damaged database cannot be kept', async () => {
    const unknown = 'cd'.repeat(32);
    const folder = await damagedLibrary(1, copyToday, overwrite('failed_file'));
    const object = join(libraryPaths(folder).objects, objectFile(unknown));
    mkdirSync(dirname(object), { recursive: true });
    writeFileSync(object, 'known to the damaged database alone');
    const now = new Date();
    const inTheWay = join(folder, 'damaged', now.toISOString().replaceAll(':', '-'), 'library.sqlite');
    mkdirSync(inTheWay, { recursive: true });
    expect(() => repairLibrary(folder, { now })).toThrow();
    expect(existsSync(object)).toBe(true);
    expect(readdirSync(folder).filter((name) => /repaired|ready/u.test(name))).toEqual([]);
    expect(existsSync(dirname(inTheWay))).toBe(false);
    expect(repairLibrary(folder, { now })).toMatchObject({ from: 'copy', files: 1 });
  });

  it('gives a sound library with all that its copy has, whatever pages are damaged', async () => {
    const folder = await damagedLibrary(8, copyToday);
    const { database } = libraryPaths(folder);
    const whole = readFileSync(database);
    const page = fc.integer({ min: 1, max: whole.length / pageBytes });
    fc.assert(
      fc.property(fc.uniqueArray(page, { minLength: 1, maxLength: 5 }), (pages) => {
        writeFileSync(database, whole);
        for (const each of pages) overwritePage(database, each);
        repairLibrary(folder);
        expect(findDamage(folder, true)).toBeNull();
        expect(textsIn(folder)).toHaveLength(8);
      }),
      { numRuns: 40 },
    );
  });

  it('does not touch a library that another process has open', async () => {
    const folder = await damagedLibrary(3, () => undefined, overwrite('failed_file'));
    const other = createHostLock(libraryPaths(folder).lock);
    other.require();
    expect(() => repairLibrary(folder)).toThrow(expect.objectContaining({ code: 'library-busy' }));
    expect(existsSync(join(folder, 'damaged'))).toBe(false);
    other.release();
  });

  it('goes on from whatever a repair that was killed left', async () => {
    const folder = await damagedLibrary(3, copyToday, overwrite('photo'));
    const { database } = libraryPaths(folder);
    mkdirSync(join(folder, 'damaged', 'before'), { recursive: true });
    copyFileSync(database, join(folder, 'damaged', 'before', 'library.sqlite'));
    writeFileSync(`${database}.repaired`, 'half of it');
    writeFileSync(`${database}.repaired-wal`, 'half of it');
    expect(repairLibrary(folder)).toMatchObject({ from: 'copy' });
    expect(textsIn(folder)).toHaveLength(3);
    expect(readdirSync(folder).filter((name) => name.includes('repaired'))).toEqual([]);
  });
});

it('a library whose repair was killed before its last step opens repaired, without the damaged log', async () => {
  const folder = await damagedLibrary(2);
  const { database } = libraryPaths(folder);
  copyFileSync(database, `${database}.ready`);
  writeFileSync(database, 'damaged');
  writeFileSync(`${database}-wal`, 'damaged');
  expect(textsIn(folder).sort()).toEqual(['word0', 'word1']);
  expect(existsSync(`${database}.ready`)).toBe(false);
  expect(repairLibrary(folder)).toBeNull();
});

describe('offerRepair', () => {
  it('repairs when asked to, and says what came of it', async () => {
    const folder = await damagedLibrary(3, () => undefined, overwrite('word_by_photo'));
    const shown: string[] = [];
    const answers = [1, 0, 0];
    const show = ({ message }: { message: string }) => {
      shown.push(message);
      return answers.shift() ?? 0;
    };
    expect(offerRepair('It is damaged.', folder, show)).toBe(false);
    expect(findDamage(folder, true)).not.toBeNull();
    expect(offerRepair('It is damaged.', folder, show)).toBe(true);
    expect(findDamage(folder, true)).toBeNull();
    expect(shown).toEqual(['The library is damaged', 'The library is damaged', 'The library was repaired']);
  });
});
