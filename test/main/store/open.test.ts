import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createHostLock } from '../../../main/store/library/hostLock.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { libraryPaths } from '../../../main/store/library/libraryPaths.ts';
import { libraryVersion } from '../../../main/store/library/migrate.ts';
import { countPhotos } from '../../../main/store/photos/photos.ts';
import { addPhoto, pageOf, temporaryFolder } from '../../support/library.ts';

describe('opening a library', () => {
  it('makes one that keeps what it is told through a power cut', () => {
    const db = openLibrary(temporaryFolder());
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(db.pragma('user_version', { simple: true })).toBe(libraryVersion);
    db.close();
  });

  it('makes only STRICT tables', () => {
    const db = openLibrary(temporaryFolder());
    const loose = db.prepare("SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0").all();
    // What SQLite itself keeps is not ours to be strict about.
    expect(loose.filter((row) => !JSON.stringify(row).includes('sqlite_'))).toEqual([]);
    db.close();
  });

  it('finds again what was in it', () => {
    const folder = temporaryFolder();
    const first = openLibrary(folder);
    addPhoto(first, 'one.jpg', pageOf('hello'));
    first.close();
    const second = openLibrary(folder);
    expect(countPhotos(second)).toBe(1);
    second.close();
  });

  it('lets two processes look at it at once', () => {
    const folder = temporaryFolder();
    const writer = openLibrary(folder);
    const reader = openLibrary(folder);
    addPhoto(writer, 'one.jpg', pageOf('hello'));
    expect(countPhotos(reader)).toBe(1);
    writer.close();
    reader.close();
  });

  it('refuses one from a later version, naming both, and leaves it as it is', () => {
    const folder = temporaryFolder();
    const db = openLibrary(folder);
    db.pragma(`user_version = ${libraryVersion + 3}`);
    db.close();
    const before = readFileSync(libraryPaths(folder).database);
    expect(() => openLibrary(folder)).toThrow(
      expect.objectContaining({
        code: 'library-newer',
        message: expect.stringMatching(
          new RegExp(`version ${libraryVersion + 3}.*version ${libraryVersion}`, 'u'),
        ) as string,
      }),
    );
    expect(readFileSync(libraryPaths(folder).database)).toEqual(before);
  });

  it('refuses a damaged one and says what to do', () => {
    const folder = temporaryFolder();
    openLibrary(folder).close();
    writeFileSync(
      libraryPaths(folder).database,
      'this is not a database, however long it goes on'.repeat(200),
    );
    expect(() => openLibrary(folder)).toThrow(
      expect.objectContaining({
        code: 'library-damaged',
        message: expect.stringContaining('backups') as string,
      }),
    );
  });

  it('refuses one that was cut short', () => {
    const folder = temporaryFolder();
    openLibrary(folder).close();
    truncateSync(libraryPaths(folder).database, 5000);
    expect(() => {
      const db = openLibrary(folder);
      try {
        countPhotos(db);
      } finally {
        db.close();
      }
    }).toThrow(expect.objectContaining({ code: 'library-damaged' }));
  });

  it('refuses the database of another program', () => {
    const folder = temporaryFolder();
    const other = new Sqlite(join(folder, 'library.sqlite'));
    other.exec('CREATE TABLE bookmark (url TEXT)');
    other.close();
    expect(() => openLibrary(folder)).toThrow(expect.objectContaining({ code: 'library-damaged' }));
  });

  it('refuses a folder that cannot be made', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(() => openLibrary(join(file, 'library'))).toThrow(
      expect.objectContaining({ code: 'permission-denied' }),
    );
  });
});

describe('the host lock', () => {
  it('is held by one at a time, and free again once it is let go', () => {
    const path = join(temporaryFolder(), 'host.lock');
    const first = createHostLock(path);
    const second = createHostLock(path);
    expect(first.claim()).toBe(true);
    expect(second.claim()).toBe(false);
    expect(() => {
      second.require();
    }).toThrow(expect.objectContaining({ code: 'library-busy' }));
    first.release();
    expect(second.claim()).toBe(true);
    second.release();
  });

  it('is not taken until what was left before is set right', () => {
    const path = join(temporaryFolder(), 'host.lock');
    const lock = createHostLock(path);
    let isFull = true;
    let recovered = 0;
    lock.whenTaken(() => {
      if (isFull) throw new Error('The disk is full.');
      recovered += 1;
    });
    expect(() => lock.claim()).toThrow('The disk is full.');
    isFull = false;
    expect([lock.claim(), lock.claim()]).toEqual([true, true]);
    expect(recovered).toBe(1);
    lock.release();
  });
});
