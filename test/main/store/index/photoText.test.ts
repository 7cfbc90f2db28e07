import { DatabaseSync } from 'node:sqlite';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { search } from '../../../../main/search/service.ts';
import type { WritableDatabase } from '../../../../main/store/database.ts';
import { textIndexProblem } from '../../../../main/store/index/photoText.ts';
import { openLibrary } from '../../../../main/store/library/open.ts';
import { libraryPaths } from '../../../../main/store/library/libraryPaths.ts';
import { findDamage, repairLibrary } from '../../../../main/store/repair/repairLibrary.ts';
import type { PhotoId } from '../../../../shared/contract/photo.ts';
import { action, edit, labelsOf, putWord, typeOver } from '../../../support/labels.ts';
import {
  addPhoto,
  pageOf,
  reading,
  readWord,
  temporaryFolder,
  temporaryLibrary,
} from '../../../support/library.ts';

function found(db: WritableDatabase, query: string): unknown[] {
  return db.prepare('SELECT rowid FROM photo_fts WHERE photo_fts MATCH ? ORDER BY rowid').pluck().all(query);
}

/** A library with one board, closed. */
function closedLibrary(): { readonly folder: string; readonly photo: PhotoId } {
  const folder = temporaryFolder();
  const db = openLibrary(folder);
  const photo = addPhoto(db, 'board.jpg', pageOf('binary search tree', 'l’été au café'));
  db.close();
  return { folder, photo };
}

describe('the text index', () => {
  it('answers another program with a snippet while the library is open', () => {
    const { db, folder } = temporaryLibrary();
    addPhoto(db, 'board.jpg', pageOf('Build a', 'binary tree in order'));
    addPhoto(db, 'list.jpg', pageOf('tree binary'));
    const other = new DatabaseSync(libraryPaths(folder).database, { readOnly: true });
    const rows = other
      .prepare(
        `SELECT path, snippet(photo_fts, 0, '[', ']', '…', 5) AS text FROM photo_fts
          JOIN photo ON photo.id = photo_fts.rowid WHERE photo_fts MATCH '"binary tree"' ORDER BY bm25(photo_fts)`,
      )
      .all();
    other.close();
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { path: '/photos/board.jpg', text: 'Build a [binary tree] in…' },
    ]);
  });

  it('has the words in reading order, and other readings in a column of their own', () => {
    const { db } = temporaryLibrary();
    const words = [
      readWord(
        [
          ['cat', 0.6],
          ['cot', 0.3],
          ['cab', 0.001],
        ],
        [0, 0, 50, 20],
      ),
      readWord([['sat', 1]], [60, 0, 50, 20]),
    ];
    const photo = addPhoto(db, 'one.jpg', reading(words));
    expect(db.prepare('SELECT text, alternatives FROM photo_fts').get()).toEqual({
      text: 'cat sat',
      alternatives: 'cot',
    });
    expect(found(db, 'text:cot')).toEqual([]);
    expect(found(db, 'alternatives:cot')).toEqual([photo]);
    expect(found(db, '"cat sat"')).toEqual([photo]);
  });

  it('has what a person typed instead of the readings, and no word that is not text', () => {
    const { db } = temporaryLibrary();
    const page = reading([
      readWord(
        [
          ['cat', 0.6],
          ['cot', 0.3],
        ],
        [0, 0, 50, 20],
      ),
      readWord([['smudge', 0.5]], [60, 0, 50, 20]),
    ]);
    const photo = addPhoto(db, 'one.jpg', page);
    const labels = labelsOf(db);
    const [first, second] = labels.calls.getLabels({ photo }).words.map(({ id }) => Number(id));
    const put = [
      putWord(first ?? 0, { text: 'cart', confirmed: true }),
      putWord(second ?? 0, { text: '', mark: 'not-text', confirmed: true }),
    ];
    edit(labels, photo, action('text', { put }));
    expect(['cart', 'cat', 'cot', 'smudge'].map((word) => found(db, word))).toEqual([[photo], [], [], []]);
    expect(textIndexProblem(db)).toBeNull();
  });

  it('ignores accents and case, and finds beginnings', () => {
    const { folder, photo } = closedLibrary();
    const db = openLibrary(folder);
    expect(
      ['ETE', 'café', 'bin*', 'b*', 'NEAR(binary tree, 2)', 'binary NOT cafe'].map((query) =>
        found(db, query),
      ),
    ).toEqual([[photo], [photo], [photo], [photo], [photo], []]);
    db.close();
  });
});

describe('a text index that is', () => {
  it.each([
    ['missing', 'DROP TABLE photo_term; DROP TABLE photo_fts'],
    ['of another version', 'DROP TABLE photo_fts; CREATE VIRTUAL TABLE photo_fts USING fts5 (text)'],
    ['without one of its parts', 'DROP TABLE photo_fts_data'],
    ['of a format that FTS5 does not know', 'UPDATE photo_fts_config SET v = 99'],
    ['with a broken structure', `UPDATE photo_fts_data SET block = x'ffffffffffff' WHERE id = 10`],
  ])('%s is built anew when the library is opened', (_, damage) => {
    const { folder, photo } = closedLibrary();
    const broken = new Sqlite(libraryPaths(folder).database);
    broken.unsafeMode();
    broken.exec(damage);
    broken.close();
    // Also before it is opened; what it says depends on the damage.
    expect(() => findDamage(folder, true)).not.toThrow();
    const db = openLibrary(folder);
    expect(found(db, 'tree')).toEqual([photo]);
    expect(search(db, { query: 'tree ', offset: 0, limit: 9 }).total).toBe(1);
    expect(textIndexProblem(db)).toBeNull();
    expect(db.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    db.close();
  });

  it.each([
    ['missing sizes', 'DELETE FROM photo_fts_docsize'],
    ['broken segments', `UPDATE photo_fts_data SET block = x'00' WHERE id > 10`],
    ['a broken structure', `UPDATE photo_fts_data SET block = x'ffffffffffff' WHERE id = 10`],
  ])('damaged while the library is open, by %s, keeps nobody from editing and searching', (_, damage) => {
    const folder = temporaryFolder();
    const db = openLibrary(folder);
    const photo = addPhoto(db, 'board.jpg', pageOf('binary tree'));
    db.unsafeMode(true);
    db.exec(damage);
    db.unsafeMode(false);
    const labels = labelsOf(db);
    // FTS5 reads and merges its segments only after several changes.
    for (let step = 0; step < 20; step += 1) {
      typeOver(labels, photo, `search${step}`, labels.calls.getLabels({ photo }).words[1]);
    }
    expect(labels.calls.getLabels({ photo }).words.map(({ text }) => text)).toEqual(['binary', 'search19']);
    expect(search(db, { query: 'search19 ', offset: 0, limit: 9 }).total).toBe(1);
    db.close();
    const again = openLibrary(folder);
    expect(['binary', 'search19', 'tree'].map((word) => found(again, word))).toEqual([[photo], [photo], []]);
    expect(textIndexProblem(again)).toBeNull();
    again.close();
  });

  it('damaged is repaired by a repair, with all rows of all other tables', () => {
    const { folder, photo } = closedLibrary();
    const broken = new Sqlite(libraryPaths(folder).database);
    broken.unsafeMode();
    broken.exec(`UPDATE photo_fts_data SET block = x'00' WHERE id > 10`);
    broken.close();
    expect(findDamage(folder, true)).toMatch(/photo_fts/u);
    expect(repairLibrary(folder)).toMatchObject({ from: 'itself', lost: [] });
    const db = openLibrary(folder);
    expect(found(db, '"search tree"')).toEqual([photo]);
    expect(textIndexProblem(db)).toBeNull();
    db.close();
  });

  it('not equal to the words has a problem', () => {
    const { folder } = closedLibrary();
    const db = openLibrary(folder);
    expect(textIndexProblem(db)).toBeNull();
    db.exec(`UPDATE word SET text = 'trie' WHERE text = 'tree'`);
    expect(textIndexProblem(db)).not.toBeNull();
    db.close();
  });
});
