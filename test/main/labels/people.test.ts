import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { importLibrary } from '../../../main/store/export/importLibrary.ts';
import { sql } from '../../../main/store/database.ts';
import { readJournal } from '../../../main/store/words/journal.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { libraryPaths } from '../../../main/store/library/libraryPaths.ts';
import { listPhotos } from '../../../main/store/photos/photos.ts';
import { removePhotos, restorePhotos } from '../../../main/store/photos/removedPhotos.ts';
import { removeDatabase } from '../../../main/store/repair/damage.ts';
import { repairLibrary } from '../../../main/store/repair/repairLibrary.ts';
import { listWords } from '../../../main/store/words/words.ts';
import { owner, type Caller } from '../../../shared/contract/account.ts';
import { z } from 'zod';
import { action, labelsOf, typed } from '../../support/labels.ts';
import { addPhoto, pageOf, temporaryFolder } from '../../support/library.ts';
import { exported, noStop } from '../../support/libraryExports.ts';
import { everything } from '../../support/services.ts';

const anna: Caller = { name: 'Anna', role: 'label' };
const ben: Caller = { name: 'Ben', role: 'label' };

/** A photo "one two three", of which Anna has typed the first word, Ben the second, and the owner the third. */
function openShared() {
  const folder = temporaryFolder();
  const db = openLibrary(folder);
  onTestFinished(() => {
    db.close();
  });
  const photo = addPhoto(db, 'one.jpg', pageOf('one two three'));
  const labels = labelsOf(db);
  const { revision } = labels.calls.getLabels({ photo });
  labels.calls.editLabels({ photo, revision, action: typed(1, 'uno') }, anna);
  labels.calls.editLabels({ photo, revision, action: typed(2, 'due') }, ben);
  labels.calls.editLabels({ photo, revision, action: typed(3, 'tre') }, owner);
  return { db, folder, photo, labels, revision };
}

function peopleIn(folder: string): unknown {
  const db = openLibrary(folder);
  try {
    const [photo] = listPhotos(db, everything);
    if (photo === undefined) return [];
    return listWords(db, photo.id).map(({ text, changedBy }) => [text, changedBy]);
  } finally {
    db.close();
  }
}

const asTyped = [
  ['uno', 'Anna'],
  ['due', 'Ben'],
  ['tre', null],
];

describe('Who typed what', () => {
  it('is in the words, the history and the journal', () => {
    const { db, folder, photo } = openShared();
    expect(listWords(db, photo).map(({ text, changedBy }) => [text, changedBy])).toEqual(asTyped);
    const row = z.object({ changed_by: z.string().nullable() });
    expect(
      db.all(row, sql`SELECT changed_by FROM edit ORDER BY sequence`).map((edit) => edit.changed_by),
    ).toEqual(['Anna', 'Ben', null]);
    const journal = readJournal(libraryPaths(folder).journal);
    expect(journal.map(({ by, words }) => [by, words?.put.map(({ changedBy }) => changedBy)])).toEqual([
      ['Anna', ['Anna']],
      ['Ben', ['Ben']],
      [null, [null]],
    ]);
  });

  it('is in the journal for a deleted word and for progress, too', () => {
    const { folder, photo, labels } = openShared();
    const { revision } = labels.calls.getLabels({ photo });
    labels.calls.editLabels(
      { photo, revision, action: action('delete', { remove: typed(1, '').put.map(({ word }) => word) }) },
      ben,
    );
    labels.calls.setProgress({ photo, progress: 'done' }, anna);
    const last = readJournal(libraryPaths(folder).journal).slice(-2);
    expect(last).toMatchObject([
      { by: 'Ben', words: { removed: [1] } },
      { by: 'Anna', words: null },
    ]);
  });

  it('is kept by a repair from the journal alone', () => {
    const { db, folder } = openShared();
    db.close();
    removeDatabase(libraryPaths(folder).database);
    repairLibrary(folder);
    expect(peopleIn(folder)).toEqual(asTyped);
  });

  it('is kept by an export and its import', async () => {
    const { folder } = openShared();
    const library = join(temporaryFolder(), 'library');
    await importLibrary(await exported(folder, false), library, noStop);
    expect(peopleIn(library)).toEqual(asTyped);
  });

  it('is kept when a photo is removed and restored', () => {
    const { db, photo } = openShared();
    removePhotos(db, [photo], '2026-01-01T00:00:00.000Z');
    restorePhotos(db, [photo]);
    expect(listWords(db, photo).map(({ changedBy }) => changedBy)).toEqual(['Anna', 'Ben', null]);
  });
});

describe('Two people on one photo', () => {
  it('are told who changed a word first, and nothing is overwritten', () => {
    const { labels, photo, revision } = openShared();
    expect(() => labels.calls.editLabels({ photo, revision, action: typed(1, 'ein') }, ben)).toThrow(
      /^These words on one\.jpg were changed in another window by Anna first, so your change was not made/u,
    );
    const { words, revision: now } = labels.calls.getLabels({ photo });
    expect(words.map(({ text }) => text)).toEqual(['uno', 'due', 'tre']);
    labels.calls.editLabels(
      { photo, revision: now, action: action('delete', { remove: words.slice(0, 1).map(({ id }) => id) }) },
      ben,
    );
    expect(() => labels.calls.editLabels({ photo, revision: now, action: typed(1, 'ein') }, anna)).toThrow(
      /by Ben first/u,
    );
  });

  it('undo and redo only their own edits', () => {
    const { labels, photo } = openShared();
    const revision = (): number => labels.calls.getLabels({ photo }).revision;
    const refusal = {
      code: 'permission-denied',
      message: expect.stringContaining('the owner of the library') as string,
    };
    expect(() => labels.calls.undoLabels({ photo, revision: revision() }, ben)).toThrow(
      expect.objectContaining(refusal),
    );
    labels.calls.undoLabels({ photo, revision: revision() });
    expect(() => labels.calls.undoLabels({ photo, revision: revision() }, anna)).toThrow(/was made by Ben/u);
    const undone = labels.calls.undoLabels({ photo, revision: revision() }, ben);
    expect(undone.put).toMatchObject([{ text: 'two', changedBy: null }]);
    expect(() => labels.calls.redoLabels({ photo, revision: revision() }, anna)).toThrow(
      /next edit to redo .* made by Ben/u,
    );
    expect(labels.calls.redoLabels({ photo, revision: revision() }, ben).put).toMatchObject([
      { text: 'due', changedBy: 'Ben' },
    ]);
  });
});
