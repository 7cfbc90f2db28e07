import { expect, it } from 'vitest';
import { search } from '../../../main/search/service.ts';
import { WritableDatabase } from '../../../main/store/database.ts';
import { migrateFrom } from '../../../main/store/library/migrate.ts';
import { indexFormat } from '../../../main/store/index/rebuildIndex.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { libraryPaths } from '../../../main/store/library/libraryPaths.ts';
import { photoIdSchema } from '../../../shared/contract/photo.ts';
import { action, edit, labelsOf, putWord } from '../../support/labels.ts';
import { indexFromScratch, indexState } from '../../support/labelStates.ts';
import { temporaryFolder } from '../../support/library.ts';

/** A library as version 4 left it: a word that a model read, one that a person typed, one that is none. */
function libraryOfVersion4(): string {
  const folder = temporaryFolder();
  const db = new WritableDatabase(libraryPaths(folder).database);
  migrateFrom(db, 0, 4);
  db.exec(`
    PRAGMA application_id = 1231973220;
    PRAGMA user_version = 4;
    INSERT INTO photo (id, path, sha256, bytes, width, height, added_at, status, word_count, read_at, progress)
      VALUES (1, '/boards/one.jpg', '${'a'.repeat(64)}', 1, 100, 80, '2026-01-01T00:00:00.000Z', 'read', 2,
        '2026-01-01T00:00:00.000Z', 'read');
    INSERT INTO word (id, photo, position, line, x, y, width, height, quad, text, confidence, source, mark,
        changed_at) VALUES
      (1, 1, 0, 0, 0, 0, 20, 10, '[[0,0],[20,0],[20,10],[0,10]]', 'modem', 0.6, 'model', 'text', '2026-01-01'),
      (2, 1, 1, 0, 30, 0, 9, 9, '[[30,0],[39,0],[39,9],[30,9]]', '', 0, 'human', 'not-text', '2026-01-01'),
      (3, 1, 2, 0, 50, 0, 20, 10, '[[50,0],[70,0],[70,10],[50,10]]', 'art', 1, 'human', 'text', '2026-01-01');
    INSERT INTO alternative (word, rank, text, confidence) VALUES
      (1, 0, 'modem', 0.6), (1, 1, 'modern', 0.3), (3, 0, 'ant', 0.9);
    INSERT INTO term (id, text) VALUES (1, 'modem'), (2, 'modern'), (3, 'art');
    INSERT INTO posting (term, word, photo, probability, text) VALUES
      (1, 1, 1, 0.6, 'modem'), (2, 1, 1, 0.3, 'modern'), (3, 3, 1, 1, 'art');
    INSERT INTO photo_text (rowid, text) VALUES (1, 'modem art');
  `);
  db.close();
  return folder;
}

it('a library of version 4 is found by all that its words may be, and stays so', () => {
  const folder = libraryOfVersion4();
  const db = openLibrary(folder);
  const total = (query: string): number => search(db, { query, offset: 0, limit: 9 }).total;
  expect(['modem ', 'modern ', '"modern art"', 'art '].map(total)).toEqual([1, 1, 1, 1]);
  expect(total('"ant"')).toBe(0);
  expect(indexState(db)).toEqual(indexFromScratch(db));

  const corrected = putWord(1, { text: 'modest', confirmed: true });
  edit(labelsOf(db), photoIdSchema.parse(1), action('text', { put: [corrected] }));
  expect(['"modern art"', '"modest art"'].map(total)).toEqual([0, 1]);
  expect(indexState(db)).toEqual(indexFromScratch(db));
  db.close();
});

it('an index of another format is built anew when the library is opened', () => {
  const folder = libraryOfVersion4();
  const db = openLibrary(folder);
  const built = indexState(db);
  db.exec(`
    UPDATE index_state SET format = ${indexFormat - 1}; DELETE FROM posting; DELETE FROM vocabulary;
  `);
  db.close();
  const again = openLibrary(folder);
  expect(indexState(again)).toEqual(built);
  again.close();
});
