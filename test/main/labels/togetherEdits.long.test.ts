import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { Labels } from '../../../main/labels/service.ts';
import { storeReading } from '../../../main/reading/storeReading.ts';
import type { WritableDatabase } from '../../../main/store/database.ts';
import { libraryPaths } from '../../../main/store/library/libraryPaths.ts';
import { listPhotoIds } from '../../../main/store/photos/photos.ts';
import { readJournal } from '../../../main/store/words/journal.ts';
import { listStoredWords } from '../../../main/store/words/words.ts';
import type { PhotoRevision } from '../../../shared/contract/label.ts';
import type { WordId } from '../../../shared/contract/word.ts';
import { withFault } from '../../support/fileFaults.ts';
import { labelsOf, typeOver } from '../../support/labels.ts';
import { addPhoto, pageOf, temporaryLibrary } from '../../support/library.ts';

const names = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg'];

/** Photos whose words another model has read differently, and of which a person has typed one each. */
function library() {
  const { db, folder } = temporaryLibrary();
  const announced: string[] = [];
  const labels = labelsOf(db, { announce: (event) => announced.push(event) });
  const photos = names.map((name) => addPhoto(db, name, pageOf('sort key step list')));
  const typed = photos.map((photo): PhotoRevision => {
    const again = { ...pageOf('sart kay stap lost'), recogniser: 'a'.repeat(64) };
    storeReading(db, photo, again, '2026-02-01T00:00:00.000Z');
    return typeOver(labels, photo, 'sort');
  });
  const open = photos.flatMap((photo) =>
    labels.calls.getLabels({ photo }).words.flatMap(({ id, source }) => (source === 'model' ? [id] : [])),
  );
  const { journal } = libraryPaths(folder);
  /** All that a person sees of the library. */
  const shown = (): string =>
    JSON.stringify(
      listPhotoIds(db).map((photo) => [listStoredWords(db, photo), labels.calls.getLabels({ photo })]),
    );
  /** And what a repair would make of it. */
  const state = (): string => `${shown()} ${JSON.stringify(readJournal(journal))}`;
  announced.length = 0;
  return { db, folder, labels, open, typed, announced, shown, state };
}

interface Given {
  readonly labels: Labels;
  /** Words that nobody has confirmed. */
  readonly open: WordId[];
  /** The last edit of each photo. */
  readonly typed: PhotoRevision[];
}

/** What edits several photos at once. Each gives its edits, for undo. */
const works: readonly (readonly [string, (given: Given) => PhotoRevision[]])[] = [
  ['confirming words', ({ labels, open }) => labels.calls.confirmWords({ words: open, text: 'tree' }).edits],
  [
    'marking boxes as not text',
    ({ labels, open }) => labels.calls.judgeBoxes({ words: open, areText: false }),
  ],
  [
    'going back to earlier readings',
    ({ labels, open }) => labels.calls.restoreEarlierReadings({ words: open }),
  ],
  ['undoing an edit of each photo', ({ labels, typed }) => labels.calls.undoEdits({ edits: typed })],
];

/** The database can grow by so many pages, and it has no free ones. */
function leaveRoom(db: WritableDatabase, pages: number): void {
  db.exec('VACUUM');
  const now = Number(db.pragma('page_count', { simple: true }));
  db.pragma(`max_page_count = ${now + pages}`);
}

describe.each(works.slice(0, 3))('%s on several photos', (_what, work) => {
  it('is done on all of them, and one step undoes it on all', () => {
    const given = library();
    const texts = () => given.open.map((id) => given.labels.wordsWithIds([id])[0]?.text);
    const before = texts();
    const edits = work(given);
    expect(edits).toHaveLength(names.length);
    expect(given.announced).toHaveLength(names.length);
    const undone = given.labels.calls.undoEdits({ edits });
    expect(undone.map(({ photo }) => photo)).toEqual(edits.map(({ photo }) => photo));
    expect(texts()).toEqual(before);
  });

  it('is undone on none of them where one photo has changed since', () => {
    const given = library();
    const edits = work(given);
    const stale = edits.map((edit, index) => (index < 3 ? edit : { ...edit, revision: edit.revision - 1 }));
    const before = given.state();
    const conflict = expect.objectContaining({ code: 'conflict' }) as Error;
    expect(() => given.labels.calls.undoEdits({ edits: stale })).toThrow(conflict);
    expect(given.state()).toBe(before);
  });
});

describe.each(works)('%s on several photos', (_what, work) => {
  it.each([
    ['fails once', 'EIO', 'state'],
    // This full disk does not let the journal be shortened either, which a real one does.
    ['is full from there on', 'ENOSPC', 'shown'],
  ] as const)('is done on none of them where the disk %s', async (_how, code, seen) => {
    const operations = await withFault({ folder: tmpdir(), at: Infinity, code }, () => {
      work(library());
      return Promise.resolve();
    });
    let failed = 0;
    for (let at = 1; at <= operations; at += 1) {
      const given = library();
      const before = given[seen]();
      await withFault({ folder: given.folder, at, code }, () => {
        try {
          work(given);
        } catch {
          failed += 1;
          expect(given[seen]()).toBe(before);
          expect(given.announced).toEqual([]);
        }
        return Promise.resolve();
      });
    }
    expect(failed).toBeGreaterThan(names.length);
  });

  it('is done on none of them where the database cannot grow', () => {
    for (let pages = 0; pages < 8; pages += 1) {
      const given = library();
      leaveRoom(given.db, pages);
      const before = given.state();
      try {
        work(given);
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'disk-full' });
        expect(given.state()).toBe(before);
        expect(given.announced).toEqual([]);
      }
    }
  });
});
