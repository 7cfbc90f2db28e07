import { join } from 'node:path';
import { expect, it } from 'vitest';
import { WritableDatabase } from '../../../main/store/database.ts';
import { migrate, migrateFrom } from '../../../main/store/library/migrate.ts';
import { listPhotos } from '../../../main/store/photos/photos.ts';
import { labelWorth } from '../../../main/store/words/labelWorth.ts';
import { listStoredWords } from '../../../main/store/words/words.ts';
import { temporaryFolder } from '../../support/library.ts';

/** A library as the first version left it: two lines with a gap between their numbers, and a photo not read. */
function firstVersion(): WritableDatabase {
  const db = new WritableDatabase(join(temporaryFolder(), 'library.sqlite'));
  migrateFrom(db, 0, 1);
  db.exec(`
    INSERT INTO photo (id, path, sha256, bytes, width, height, added_at, status, word_count, read_at, detector, recogniser)
      VALUES (1, '/a.jpg', '${'a'.repeat(64)}', 1, 100, 80, '2026-01-01', 'read', 2, '2026-01-02', 'd', '${'e'.repeat(64)}');
    INSERT INTO photo (id, path, sha256, bytes, width, height, added_at, status)
      VALUES (2, '/b.jpg', '${'b'.repeat(64)}', 1, 100, 80, '2026-01-01', 'waiting');
    INSERT INTO word (id, photo, position, line, x, y, width, height, quad, text, confidence, source) VALUES
      (1, 1, 0, 0, 1, 2, 30, 4, '[[1,2],[31,2],[31,6],[1,6]]', 'cat', 0.6, 'model'),
      (2, 1, 1, 3, 1, 20, 30, 4, '[[1,20],[31,20],[31,24],[1,24]]', 'dog', 1, 'human');
    INSERT INTO alternative (word, rank, text, confidence) VALUES (1, 0, 'cat', 0.6), (1, 1, 'cot', 0.3);
  `);
  return db;
}

it('a library of the first version keeps its words and learns who made them', () => {
  const db = firstVersion();
  migrate(db);
  const [first, second] = listPhotos(db, { offset: 0, limit: 9, status: null }).toSorted(
    (a, b) => a.id - b.id,
  );
  if (first === undefined || second === undefined) throw new Error('A photo is gone.');
  expect([first, second]).toMatchObject([
    { progress: 'read', revision: 0 },
    { progress: 'new', revision: 0 },
  ]);
  const words = listStoredWords(db, first.id);
  expect(words).toMatchObject([
    {
      text: 'cat',
      madeBy: { kind: 'model', sha256: 'e'.repeat(64) },
      boxSource: 'model',
      detected: [1, 2, 30, 4],
      changedAt: '2026-01-02',
      mark: 'text',
    },
    { text: 'dog', source: 'human', madeBy: { kind: 'person' }, boxSource: 'human', detected: null },
  ]);
  const rows = db.prepare('SELECT line, worth FROM word ORDER BY id').all();
  const [word] = words;
  if (word === undefined) throw new Error('The word is gone.');
  expect(rows).toMatchObject([
    { line: 0, worth: expect.closeTo(labelWorth(word), 9) as number },
    { line: 1 },
  ]);
  db.close();
});
