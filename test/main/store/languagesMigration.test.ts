import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { sql } from '../../../main/store/database.ts';
import { createDatabase, migrate } from '../../../main/store/library/migrate.ts';
import { temporaryFolder } from '../../support/library.ts';

it('a library of version 31 keeps the languages that people chose, and takes Dutch', () => {
  const db = createDatabase(join(temporaryFolder(), 'library.db'), 31);
  const chosen = ['german', null, 'french'];
  for (const [index, language] of chosen.entries()) {
    const sha256 = String(index).repeat(64);
    db.run(sql`INSERT INTO photo (path, sha256, bytes, width, height, added_at, status, word_count, progress, language)
        VALUES (${`/${index}.jpg`}, ${sha256}, 1, 100, 80, '2026-01-01T00:00:00.000Z', 'waiting', 0, 'new', ${language})`);
  }
  migrate(db);
  const languages = () =>
    db.all(z.object({ language: z.string().nullable() }), sql`SELECT language FROM photo ORDER BY id`);
  expect(languages().map(({ language }) => language)).toEqual(chosen);
  db.run(sql`UPDATE photo SET language = 'dutch' WHERE id = 2`);
  expect(languages()[1]?.language).toBe('dutch');
  expect(() => db.run(sql`UPDATE photo SET language = 'klingon' WHERE id = 2`)).toThrow('CHECK');
  db.close();
});
