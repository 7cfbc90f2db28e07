import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { libraryPaths } from '../../../../main/store/library/libraryPaths.ts';
import { openLibrary } from '../../../../main/store/library/open.ts';
import { repairLibrary } from '../../../../main/store/repair/repairLibrary.ts';
import { createRandom } from '../../../../shared/random.ts';
import { damagedLibrary, overwritePage, pageBytes } from '../../../support/damage.ts';
import { labelsOf } from '../../../support/labels.ts';
import { temporaryFolder } from '../../../support/library.ts';
import { act } from '../../../support/peoplesWork.ts';

/** What a person would miss, and what only the database has. */
const tables = [
  ...['photo', 'word', 'alternative', 'lattice', 'tombstone', 'edit', 'collection', 'collection_photo'],
  ...['saved_search', 'watched_folder', 'setting', 'removed_photo', 'failed_file', 'kept_reading'],
];

/** Photos with all kinds of work, and rows in tables of few columns, which look alike. */
function work(db: ReturnType<typeof openLibrary>): void {
  const random = createRandom(4);
  const labels = labelsOf(db);
  for (let step = 0; step < 80; step += 1) act(random, db, labels);
  db.exec(`
    INSERT INTO saved_search (id, name, query) VALUES (1, 'Trees', 'tree OR leaf'), (2, 'Ink', 'ink');
    INSERT INTO watched_folder (path, added_at) VALUES ('/boards', '2026-01-01');
    INSERT INTO failed_file (path, error_code, error_message, failed_at) VALUES ('/x.jpg', 'image-unreadable', 'No.', '2026');
    DELETE FROM setting WHERE name = 'none';
  `);
}

/** The pages on which the schema is: the first, and those below it. */
function schemaPages(database: string): number[] {
  const db = new Sqlite(database, { readonly: true });
  const pages = db.prepare("SELECT pageno FROM dbstat WHERE name = 'sqlite_schema'").pluck().all();
  db.close();
  return z.array(z.number()).parse(pages);
}

function contents(folder: string): Record<string, unknown[]> {
  const db = openLibrary(folder);
  try {
    return Object.fromEntries(
      tables.map((table) => [table, db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all()]),
    );
  } finally {
    db.close();
  }
}

function migratedLibrary(name: string): string {
  const folder = temporaryFolder();
  const db = new Sqlite(libraryPaths(folder).database);
  db.exec(readFileSync(join(import.meta.dirname, '../../../fixtures/libraries', name), 'utf8'));
  db.close();
  openLibrary(folder).close();
  rmSync(libraryPaths(folder).backups, { recursive: true });
  return folder;
}

it.each([
  ['made by this version', () => damagedLibrary(6, work)],
  ['of version 14', () => Promise.resolve(migratedLibrary('14-56e3ea57.sql'))],
  ['of version 30', () => Promise.resolve(migratedLibrary('30-16721812.sql'))],
])(
  'a damaged page of the schema costs nothing, without a copy and the journal: a library %s',
  async (_, make) => {
    const folder = await make();
    const { database, journal } = libraryPaths(folder);
    const before = contents(folder);
    const whole = readFileSync(database);
    const pages = schemaPages(database);
    expect(pages.length).toBeGreaterThan(4);
    for (const page of pages) {
      writeFileSync(database, whole);
      writeFileSync(journal, '');
      overwritePage(database, page, page % 2 === 0 ? Buffer.alloc(pageBytes) : undefined);
      const repair = repairLibrary(folder);
      expect(repair?.lost, `page ${String(page)}`).toEqual([]);
      expect(contents(folder), `page ${String(page)}`).toEqual(before);
    }
  },
);

it('rows below a damaged page of a tree are found again', async () => {
  const folder = await damagedLibrary(400);
  const { database, journal } = libraryPaths(folder);
  const before = contents(folder);
  const db = new Sqlite(database, { readonly: true });
  const inner = db
    .prepare("SELECT pageno FROM dbstat WHERE pagetype = 'internal' AND name IN ('photo', 'word')")
    .pluck();
  const pages = z.array(z.number()).parse(inner.all());
  db.close();
  const whole = readFileSync(database);
  expect(pages.length).toBeGreaterThan(1);
  for (const page of pages) {
    writeFileSync(database, whole);
    writeFileSync(journal, '');
    overwritePage(database, page);
    repairLibrary(folder);
    const after = contents(folder);
    expect([after.photo?.length, after.word]).toEqual([before.photo?.length, before.word]);
  }
});

/** The pages of a table, or of an index. */
function pagesOf(database: string, name: string): number[] {
  const db = new Sqlite(database, { readonly: true });
  const found = db
    .prepare("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'")
    .pluck()
    .all(name);
  db.close();
  return z.array(z.number()).parse(found);
}

it('a page of another table in the place of that of the photos costs no photo and no word', async () => {
  const folder = await damagedLibrary(6, work);
  const { database, journal } = libraryPaths(folder);
  const before = contents(folder);
  const whole = readFileSync(database);
  const [place = 0] = pagesOf(database, 'photo');
  const sources = ['removed_photo', 'word', 'failed_file', 'alternative', 'edit', 'photo_by_path', 'setting'];
  for (const source of sources) {
    const [page = 0] = pagesOf(database, source);
    writeFileSync(database, whole);
    writeFileSync(journal, '');
    overwritePage(database, place, whole.subarray((page - 1) * pageBytes, page * pageBytes));
    repairLibrary(folder);
    const after = contents(folder);
    const ids = (rows: unknown[] | undefined): unknown =>
      z
        .array(z.object({ id: z.number() }))
        .parse(rows)
        .map(({ id }) => id);
    expect([source, ids(after.photo), ids(after.word)]).toEqual([
      source,
      ids(before.photo),
      ids(before.word),
    ]);
  }
});

it('behind a damaged page of words the others are found, also without the first page', async () => {
  const folder = await damagedLibrary(400);
  const { database, journal } = libraryPaths(folder);
  const before = contents(folder);
  const whole = readFileSync(database);
  const leaves = pagesOf(database, 'word');
  expect(leaves.length).toBeGreaterThan(3);
  for (const page of [leaves[0] ?? 0, leaves[2] ?? 0]) {
    writeFileSync(database, whole);
    writeFileSync(journal, '');
    for (const each of [1, page]) overwritePage(database, each);
    repairLibrary(folder);
    const lost = (before.word?.length ?? 0) - (contents(folder).word?.length ?? 0);
    expect(lost, `page ${String(page)}`).toBeLessThan((before.word?.length ?? 0) / (leaves.length - 1));
  }
});

it('without the first page and that of the photos, these are put together from their indexes, with all words', async () => {
  const folder = await damagedLibrary(6, work);
  const { database, journal } = libraryPaths(folder);
  const before = contents(folder);
  for (const page of [1, ...pagesOf(database, 'photo')]) overwritePage(database, page);
  writeFileSync(journal, '');
  repairLibrary(folder);
  const after = contents(folder);
  expect(after.photo?.length).toBe(before.photo?.length);
  expect(after.word?.length).toBe(before.word?.length);
});
