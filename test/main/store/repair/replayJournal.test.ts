import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { onTestFinished, describe, expect, it } from 'vitest';
import type { Labels } from '../../../../main/labels/service.ts';
import { sql, type WritableDatabase } from '../../../../main/store/database.ts';
import { journalState, readJournal } from '../../../../main/store/words/journal.ts';
import { openLibrary } from '../../../../main/store/library/open.ts';
import { libraryPaths } from '../../../../main/store/library/libraryPaths.ts';
import { listPhotos } from '../../../../main/store/photos/photos.ts';
import { describeRepair } from '../../../../main/store/repair/describeRepair.ts';
import { removeDatabase } from '../../../../main/store/repair/damage.ts';
import { repairLibrary } from '../../../../main/store/repair/repairLibrary.ts';
import { listWords } from '../../../../main/store/words/words.ts';
import type { PhotoId } from '../../../../shared/contract/photo.ts';
import { createRandom } from '../../../../shared/random.ts';
import { copyToday, overwritePage } from '../../../support/damage.ts';
import { action, edit, labelsOf, putWord, typeOver } from '../../../support/labels.ts';
import { indexFromScratch, indexState } from '../../../support/labelStates.ts';
import { addPhoto, pageOf, temporaryFolder } from '../../../support/library.ts';
import { act, changeFile, workOf } from '../../../support/peoplesWork.ts';
import { randomPage } from '../../../support/randomEdits.ts';
import { z } from 'zod';

const everything = { offset: 0, limit: 1000, status: null } as const;

function workIn(folder: string): unknown {
  const db = openLibrary(folder);
  try {
    expect(indexState(db)).toEqual(indexFromScratch(db));
    return workOf(db);
  } finally {
    db.close();
  }
}

/** Ends a library in the middle of its work, without the checkpoint of a proper end. */
function opened(folder: string): { db: WritableDatabase; labels: Labels } {
  const db = openLibrary(folder);
  db.pragma('synchronous = OFF');
  onTestFinished(() => {
    db.close();
  });
  return { db, labels: labelsOf(db) };
}

/** What happens to the database at the end. */
const losses: readonly (readonly [string, (database: string) => void])[] = [
  ['is deleted', removeDatabase],
  [
    'has lost its first page',
    (database) => {
      overwritePage(database, 1);
    },
  ],
];

describe.each(losses)('A library whose database %s', (_loss, lose) => {
  it.each([
    ['without a backup', [], 1],
    ['with a backup from the middle of the work', [40], 2],
    ['with a backup that was made before the last edits', [20, 75], 3],
  ])('has all work of people after its repair %s', async (_when, copies: number[], seed) => {
    const random = createRandom(seed);
    const folder = temporaryFolder();
    const { db, labels } = opened(folder);
    for (let photo = 0; photo < 4; photo += 1) addPhoto(db, `${photo}.jpg`, randomPage(random, 12));
    const { database, backups } = libraryPaths(folder);
    for (let step = 0; step < 80; step += 1) {
      if (random.chance(0.06)) changeFile(random, db);
      else act(random, db, labels);
      if (!copies.includes(step)) continue;
      rmSync(backups, { recursive: true, force: true });
      await copyToday(db, folder);
    }
    const before = workOf(db);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    lose(database);
    const repair = repairLibrary(folder);
    expect(repair?.from).toBe(copies.length === 0 ? 'nothing' : 'copy');
    expect(workIn(folder)).toEqual(before);
  });
});

/** A library of a photo with a word that a person typed; the database is lost, and no backup was made. */
function lostLibrary(
  work: (db: WritableDatabase, labels: Labels, photo: PhotoId) => void = () => undefined,
): string {
  const folder = temporaryFolder();
  const { db, labels } = opened(folder);
  const photo = addPhoto(db, 'a.jpg', pageOf('one two'));
  typeOver(labels, photo, 'typed');
  work(db, labels, photo);
  db.close();
  rmSync(libraryPaths(folder).database);
  return folder;
}

function wordsIn(folder: string): string[] {
  const db = openLibrary(folder);
  const found = listPhotos(db, everything).flatMap(({ id }) => listWords(db, id).map(({ text }) => text));
  db.close();
  return found;
}

describe('A repair from the journal', () => {
  it('says how many words came back, and can be undone', () => {
    const folder = lostLibrary();
    expect(() => openLibrary(folder)).toThrow('a journal of edits');
    const repair = repairLibrary(folder);
    if (repair === null) throw new Error('It was damaged.');
    expect(repair).toMatchObject({ from: 'nothing', photos: 1, typed: 1 });
    expect(describeRepair(repair)).toContain('1 word that you had typed or confirmed came from the journal');
    const { db, labels } = opened(folder);
    const [photo] = listPhotos(db, everything);
    if (photo === undefined) throw new Error('The photo is back.');
    expect(photo).toMatchObject({ status: 'waiting', path: '/photos/a.jpg', progress: 'in-work' });
    const { undo, revision } = labels.calls.getLabels({ photo: photo.id });
    expect(undo).toBe('repair');
    labels.calls.undoLabels({ photo: photo.id, revision });
    expect(listWords(db, photo.id)).toEqual([]);
  });

  it('keeps the order in which a person has arranged words', () => {
    const folder = lostLibrary((db, labels, photo) => {
      const [first, second] = listWords(db, photo);
      if (first === undefined || second === undefined) throw new Error('The photo has words.');
      typeOver(labels, photo, 'two', second);
      edit(labels, photo, action('order', { order: [[second.id, first.id]] }));
    });
    repairLibrary(folder);
    expect(wordsIn(folder)).toEqual(['two', 'typed']);
  });

  it('does the same a second time', () => {
    const folder = lostLibrary();
    repairLibrary(folder);
    expect(wordsIn(folder)).toEqual(['typed']);
    rmSync(libraryPaths(folder).database);
    repairLibrary(folder);
    expect(wordsIn(folder)).toEqual(['typed']);
  });

  it('ignores a torn line and a damaged one, also where entries follow', () => {
    const folder = lostLibrary();
    const { journal } = libraryPaths(folder);
    const entries = readFileSync(journal, 'utf8');
    writeFileSync(journal, `\n{"at":"2026-01-01","photo":{"id":1,\n\u0000\u0000\u0000${entries}`);
    appendFileSync(journal, entries.slice(0, entries.length / 2));
    expect(readJournal(journal)).toHaveLength(1);
    repairLibrary(folder);
    expect(wordsIn(folder)).toEqual(['typed']);
  });

  it('leaves out a change that was rolled back, after which the photo was changed again', () => {
    const folder = lostLibrary((db, labels, photo) => {
      const [word, other] = listWords(db, photo);
      if (word === undefined || other === undefined) throw new Error('The photo has words.');
      db.exec("CREATE TEMP TRIGGER refusing BEFORE INSERT ON edit BEGIN SELECT RAISE(ABORT, 'refused'); END");
      const removing = action('delete', { remove: [word.id] });
      expect(() => labels.calls.editLabels({ photo, revision: 2, action: removing })).toThrow('refused');
      db.exec('DROP TRIGGER refusing');
      typeOver(labels, photo, 'second', other);
    });
    repairLibrary(folder);
    expect(wordsIn(folder).sort()).toEqual(['second', 'typed']);
  });

  it('keeps the ids of words, and gives none of them to another word', () => {
    const folder = lostLibrary();
    repairLibrary(folder);
    const { db } = opened(folder);
    const photo = addPhoto(db, 'b.jpg', pageOf('three'));
    const row = z.object({ id: z.number(), photo: z.number() });
    const ids = db.all(row, sql`SELECT id, photo FROM word ORDER BY id`);
    expect(ids[0]).toEqual({ id: 1, photo: 1 });
    expect(ids[1]?.id).toBeGreaterThan(1);
    expect(ids[1]?.photo).toBe(photo);
  });
});

describe('The journal', () => {
  it('has an entry on the disk before an edit is confirmed, and none for readings', () => {
    const folder = temporaryFolder();
    const { db, labels } = opened(folder);
    const { journal } = libraryPaths(folder);
    const photo = addPhoto(db, 'a.jpg', pageOf('one two'));
    expect(statSync(journal).size).toBe(0);
    const [word] = listWords(db, photo);
    const put = putWord(word?.id ?? 0, { text: 'typed', confirmed: true });
    labels.calls.editLabels({ photo, revision: 1, action: action('text', { put: [put] }) });
    expect(readJournal(journal)).toMatchObject([
      {
        photo: { path: '/photos/a.jpg', revision: 2 },
        isRemoved: false,
        words: { put: [{ text: 'typed' }] },
      },
    ]);
    expect(journalState(journal)).toMatchObject({ entries: 1, bytes: statSync(journal).size });
  });

  it('that cannot be written stops the edit, so that nothing is confirmed that it lacks', () => {
    const folder = temporaryFolder();
    const { db, labels } = opened(folder);
    const { journal } = libraryPaths(folder);
    const photo = addPhoto(db, 'a.jpg', pageOf('one two'));
    rmSync(journal);
    rmSync(folder, { recursive: true, force: true });
    const [word] = listWords(db, photo);
    const put = putWord(word?.id ?? 0, { text: 'typed', confirmed: true });
    const edit = { photo, revision: 1, action: action('text', { put: [put] }) };
    expect(() => labels.calls.editLabels(edit)).toThrow(`${JSON.stringify(journal)} was not found`);
    expect(listWords(db, photo)[0]?.text).toBe('one');
  });
});
