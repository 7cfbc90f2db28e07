import { mkdirSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { freeBytes } from '../../../main/files/freeBytes.ts';
import { WritableDatabase } from '../../../main/store/database.ts';
import { backUp, backUpBefore, createBackups, listBackups } from '../../../main/store/library/backups.ts';
import { findJournalBackup, journalState, readJournal } from '../../../main/store/words/journal.ts';
import { repairLibrary } from '../../../main/store/repair/repairLibrary.ts';
import { listWords } from '../../../main/store/words/words.ts';
import { createHostLock } from '../../../main/store/library/hostLock.ts';
import { migrateFrom } from '../../../main/store/library/migrate.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { libraryPaths } from '../../../main/store/library/libraryPaths.ts';
import { countPhotos } from '../../../main/store/photos/photos.ts';
import { search } from '../../../main/search/service.ts';
import { overwrite, textsIn } from '../../support/damage.ts';
import { labelsOf, typeOver } from '../../support/labels.ts';
import { addPhoto, pageOf, temporaryFolder, temporaryLibrary } from '../../support/library.ts';

vi.mock(import('../../../main/files/freeBytes.ts'), { spy: true });
vi.mock(import('../../../main/store/words/journal.ts'), { spy: true });

const never = new AbortController().signal;
const often = {
  checkMs: 60_000,
  firstMs: 3_600_000,
  workMs: 3_600_000,
  workEntries: 200,
  retryMs: 3_600_000,
};

function library() {
  const { db, folder } = temporaryLibrary();
  const { database: path, journal, backups, lock } = libraryPaths(folder);
  const parts = { database: path, journal, backups, lock: createHostLock(lock) };
  onTestFinished(() => {
    parts.lock.release();
  });
  const day = (date: number): Promise<boolean> => backUp(parts, new Date(2026, 10, date), never);
  const names = (): string[] => readdirSync(backups).sort();
  /** As if the copies had been made before what was written last. */
  const age = (): void => {
    for (const { path: copy } of listBackups(backups)) utimesSync(copy, 1, 1);
  };
  return { parts, db, path, folder: backups, journal, root: folder, day, names, age };
}

describe('a library', () => {
  it('has a copy of the day that opens as the library it was', async () => {
    const { db, root, day, names } = library();
    addPhoto(db, 'a.jpg', pageOf('agenda'));
    expect(await day(1)).toBe(true);
    expect(names()).toEqual(['library-2026-11-01.sqlite']);
    addPhoto(db, 'b.jpg', pageOf('budget'));
    const place = join(root, 'restored');
    mkdirSync(place);
    renameSync(join(root, 'backups', 'library-2026-11-01.sqlite'), libraryPaths(place).database);
    const restored = openLibrary(place);
    onTestFinished(() => {
      restored.close();
    });
    expect(countPhotos(restored)).toBe(1);
    expect(search(restored, { query: 'agenda', offset: 0, limit: 5 }).total).toBe(1);
  });

  it('is copied once a day, and only where something has changed', async () => {
    const { db, day, names, age } = library();
    expect(await day(1)).toBe(true);
    age();
    expect(await day(1)).toBe(false);
    expect(await day(2)).toBe(true);
    expect(await day(3)).toBe(false);
    addPhoto(db, 'a.jpg', pageOf('agenda'));
    age();
    expect(await day(3)).toBe(true);
    expect(names()).toHaveLength(3);
  });

  it('keeps the copies of the last seven days on which it changed', async () => {
    const { day, names, age } = library();
    for (let date = 1; date <= 10; date += 1) {
      await day(date);
      age();
    }
    expect(names()).toHaveLength(7);
    expect(names()[0]).toBe('library-2026-11-04.sqlite');
  });

  it('is copied on, and set up again from the newer copies, after a day on which the clock was years ahead', async () => {
    const { parts, db, folder, day, names, age } = library();
    await backUp(parts, new Date(2099, 0, 1), never);
    addPhoto(db, 'a.jpg', pageOf('agenda'));
    age();
    expect(await day(1)).toBe(true);
    expect(await day(1)).toBe(false);
    const days = (): string[] => listBackups(folder).map((copy) => basename(copy.path));
    expect(days()).toEqual(['library-2026-11-01.sqlite', 'library-2099-01-01.sqlite']);
    for (let date = 2; date <= 7; date += 1) {
      age();
      await day(date);
    }
    expect(names()).toHaveLength(7);
    expect(days()[0]).toBe('library-2026-11-07.sqlite');
    expect(days()).not.toContain('library-2099-01-01.sqlite');
  });

  it('whose database is damaged keeps the copies from before, and gets no damaged one beside them', async () => {
    const { parts, db, path, root, day, names, age } = library();
    for (let date = 1; date <= 7; date += 1) {
      await day(date);
      age();
    }
    db.close();
    overwrite('failed_file')(path);
    const damaged = openLibrary(root);
    onTestFinished(() => {
      damaged.close();
    });
    const eighth = backUp(parts, new Date(2026, 10, 8), never);
    await expect(eighth).rejects.toMatchObject({ code: 'library-damaged' });
    expect(names()).toHaveLength(7);
    expect(names()[0]).toBe('library-2026-11-01.sqlite');
  });

  it('is not copied by a process that is not its host', async () => {
    const { parts, root } = library();
    const host = createHostLock(libraryPaths(root).lock);
    host.claim();
    const guest = createHostLock(libraryPaths(root).lock);
    expect(await backUp({ ...parts, lock: guest }, new Date(), never)).toBe(false);
    host.release();
  });

  it('leaves nothing of a copy that was given up, and makes room for one that a kill left', async () => {
    const { parts, db, folder, day, names } = library();
    for (let photo = 0; photo < 40; photo += 1) {
      addPhoto(db, `${photo}.jpg`, pageOf(Array.from({ length: 60 }, (_, at) => `w${at}`).join(' ')));
    }
    const given = AbortSignal.abort(new Error('closed'));
    await expect(backUp(parts, new Date(2026, 10, 1), given)).rejects.toThrow('closed');
    expect(names()).toEqual([]);
    for (const date of ['01', '02'])
      writeFileSync(join(folder, `library-2026-11-${date}.sqlite.partial`), 'half');
    expect(await day(2)).toBe(true);
    expect(names()).toEqual(['library-2026-11-02.sqlite']);
  });

  it('is copied in the background once started, and closes meanwhile', async () => {
    const { parts, folder } = library();
    const backups = createBackups(parts, { ...often, checkMs: 1 });
    backups.start();
    await expect.poll(() => listBackups(folder)).toHaveLength(1);
    await backups.close();
    const other = createBackups(parts, often);
    other.start();
    await other.close();
  });

  it('of an older version is copied before it is changed, one of this version is not', () => {
    const folder = temporaryFolder();
    const { database, backups } = libraryPaths(folder);
    const old = new WritableDatabase(database);
    old.pragma('application_id = 1231973220');
    migrateFrom(old, 0, 1);
    old.close();
    openLibrary(folder).close();
    expect(readdirSync(backups)).toEqual(['library-of-version-1.sqlite']);
    const copy = new Sqlite(join(backups, 'library-of-version-1.sqlite'), { readonly: true });
    expect(copy.pragma('user_version', { simple: true })).toBe(1);
    copy.close();
    openLibrary(folder).close();
    expect(readdirSync(backups)).toHaveLength(1);
  });
});

/** A library of a photo, and a function that types its word. */
function typing() {
  const own = library();
  const photo = addPhoto(own.db, 'a.jpg', pageOf('one'));
  const labels = labelsOf(own.db);
  const [word] = listWords(own.db, photo);
  if (word === undefined) throw new Error('The photo has a word.');
  const type = (text: string): void => {
    typeOver(labels, photo, text, word);
  };
  return { ...own, type };
}

/** Until it was looked three times whether a copy is due. */
async function threeChecks(): Promise<void> {
  const before = vi.mocked(journalState).mock.calls.length;
  await expect.poll(() => vi.mocked(journalState).mock.calls.length).toBeGreaterThan(before + 3);
}

describe('the work of a person', () => {
  it('is copied when the library is closed, and only then where little was done', async () => {
    const { parts, type, folder, names } = typing();
    const backups = createBackups(parts, { ...often, checkMs: 1 });
    type('typed');
    backups.start();
    await setTimeout(50);
    expect(listBackups(folder)).toEqual([]);
    await backups.close();
    expect(names()).toHaveLength(1);
    const again = createBackups(parts, often);
    again.start();
    await again.close();
    expect(names()).toHaveLength(1);
  });

  it.each([
    ['after some edits', { ...often, workEntries: 3 }],
    ['some time after the first edit', { ...often, workMs: 5 }],
  ])('is copied %s, as often as it goes on', async (_when, times) => {
    const { parts, type, journal, names } = typing();
    const backups = createBackups(parts, { ...times, checkMs: 1 });
    backups.start();
    for (let copies = 1; copies <= 2; copies += 1) {
      for (const text of ['one', 'two', 'three']) type(text);
      await expect.poll(() => journalState(journal).entries).toBe(0);
      expect(names()).toHaveLength(copies);
    }
    await backups.close();
  });

  it('is copied soon after its first word where there is no copy yet, and once', async () => {
    const { parts, type, journal, folder } = typing();
    const backups = createBackups(parts, { ...often, firstMs: 5, checkMs: 5 });
    backups.start();
    type('first');
    await expect.poll(() => listBackups(folder)).toHaveLength(1);
    await expect.poll(() => journalState(journal).entries).toBe(0);
    type('second');
    await threeChecks();
    expect(listBackups(folder)).toHaveLength(1);
    expect(journalState(journal).entries).toBe(1);
    await backups.close();
  });

  it('is not copied before there is any', async () => {
    const { parts } = typing();
    const backups = createBackups(parts, { ...often, firstMs: 1 });
    vi.mocked(freeBytes).mockClear();
    backups.start();
    await threeChecks();
    expect(freeBytes).not.toHaveBeenCalled();
    await backups.close();
  });

  it.each([
    ['has its first copy', [], 0.5e9, true],
    ['has no first copy', [], 0.05e9, false],
    ['has no further copy', [1], 0.5e9, false],
  ] as const)(
    '%s where copies of the days %j are there and %d bytes are free',
    async (_what, days, free, isMade) => {
      const { type, day } = typing();
      for (const date of days) await day(date);
      type('typed');
      vi.mocked(freeBytes).mockResolvedValueOnce(free);
      expect(await day(2)).toBe(isMade);
    },
  );

  it('stays in the journal while a copy is made, until the next copy has it', async () => {
    const { type, journal, day, folder } = typing();
    type('before');
    const copying = day(1);
    type('meanwhile');
    expect(await copying).toBe(true);
    const texts = readJournal(journal).map(({ words }) => words?.put[0]?.text);
    // The thread may have copied the database before or after the second edit.
    expect(texts).toEqual(['meanwhile']);
    expect(findJournalBackup(journal)).toBe('library-2026-11-01.sqlite');
    expect(await day(1)).toBe(true);
    expect(readJournal(journal)).toEqual([]);
    const texted = new Sqlite(listBackups(folder, new Date(2026, 10, 1))[0]?.path ?? '', { readonly: true });
    expect(texted.prepare('SELECT text FROM word').pluck().get()).toBe('meanwhile');
    texted.close();
  });

  it('has the last three copies of today and the last one of each day before', async () => {
    const { type, day, names } = typing();
    for (const date of [1, 1, 1, 1, 2, 2, 2, 2, 2]) {
      type(`of day ${date}`);
      expect(await day(date)).toBe(true);
    }
    expect(names()).toEqual([
      'library-2026-11-01-4.sqlite',
      'library-2026-11-02-3.sqlite',
      'library-2026-11-02-4.sqlite',
      'library-2026-11-02-5.sqlite',
    ]);
  });

  it('comes back from the copy that the journal goes on from, although a wrong clock has dated it years ahead', async () => {
    const { parts, type, db, root, path, day } = typing();
    await day(1);
    type('copied');
    await backUp(parts, new Date(2099, 0, 1), never);
    parts.lock.release();
    db.close();
    rmSync(path);
    expect(repairLibrary(root)).toMatchObject({ from: 'copy' });
    expect(textsIn(root)).toEqual(['copied']);
  });

  it('comes back from the copy before a migration where there is no other', () => {
    const { type, db, root, path, journal, folder } = typing();
    type('copied');
    backUpBefore(db, folder);
    db.close();
    rmSync(journal);
    rmSync(path);
    expect(repairLibrary(root)).toMatchObject({ from: 'copy' });
    expect(textsIn(root)).toEqual(['copied']);
  });
});
