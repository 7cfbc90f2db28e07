import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { search } from '../../../main/search/service.ts';
import { libraryPaths } from '../../../main/store/library/libraryPaths.ts';
import { libraryVersion, migrations } from '../../../main/store/library/migrate.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { indexFromScratch, indexState } from '../../support/labelStates.ts';
import { temporaryFolder } from '../../support/library.ts';

const root = join(import.meta.dirname, '../../..');
const folderOfSql = join(root, 'resources/database');
const earlier = join(root, 'test/fixtures/libraries');

/** Libraries have what these did: a new migration adds its line here, and the others stay. */
const released = {
  '0001-first.sql': 'bc50878af15795d8',
  '0002-labels.sql': 'd7fbd8660b6b3f4a',
  '0003-datasets.sql': 'cbf53f17ffd11a35',
  '0004-training.sql': '1486fadab7b33c2f',
  '0005-index.sql': '4480c142c8d46a6d',
  '0006-turns.sql': '352a26b19529a0f5',
  '0007-removed-photos.sql': '8a1296b8fdaab19a',
  '0008-pdf-items.sql': '95ab3ef91b9154ab',
  '0009-watched-folders.sql': 'dee62a1022646135',
  '0010-pdf-pages.sql': '6262164eb8eb91b3',
  '0011-removed-content.sql': '89ac49fc96830b9c',
  '0012-persons-words.sql': '64fdcc8cefae3c08',
  '0013-word-leases.sql': '9ac5888a4066ea7d',
  '0014-one-queue.sql': '8ae34b0c4676d3f2',
  '0015-attempts.sql': 'bc5d73cbe8e398d6',
  '0016-text.sql': '3dd0b01f905d1d7b',
  '0017-looks.sql': '1f86fe53e6e4aeb1',
  '0018-saved-searches.sql': '5626bf4f76884b3b',
  '0019-earlier-readings.sql': '2e0588a033f9094f',
  '0020-label-worth.sql': '9931ea4d583453ac',
  '0021-collections.sql': 'a03b3eeb92a8e090',
  '0022-photo-orders.sql': '1ad7feb540b3ce1f',
  '0023-read-units.sql': '8d6c8cb075a0fb68',
  '0024-left-out-words.sql': 'd1d0103582843d28',
  '0025-api-tokens.sql': 'c1f70fd5b7c39040',
  '0026-people.sql': '492a3c875be50546',
  '0027-languages.sql': 'bf4de48af49da357',
  '0028-photo-files.sql': 'd1795af4f7082338',
  '0029-photo-kinds.sql': '840e0d63caded4aa',
  '0030-watched-writing.sql': '8e3f0b4fecabe60a',
  '0031-pictures.sql': '64f7c7e0b8e88df6',
  '0032-seven-languages.sql': '980c35524ab32888',
  '0033-second-reader.sql': 'b25b3c526496b626',
  '0034-wall-clocks': '98cfcf9d91ff07f2',
  '0035-kept-readings.sql': 'e14652377a049b8e',
  '0036-underlined.sql': '625782a440189d94',
  '0050-readings-by-models.sql': '4cf604af3d5e1c46',
  '0051-sessions.sql': '7ab4f6a1545fd16d',
};

describe('The migrations', () => {
  it('are as they were released', () => {
    const hashes = migrations.map((each) =>
      typeof each === 'string'
        ? [each, sha256(join(folderOfSql, each))]
        : [each[0], sha256(join(root, 'main/store/library/wallClocks.ts'))],
    );
    expect(Object.fromEntries(hashes)).toEqual(released);
  });

  it('have numbers that grow and subjects, and are all in the table', () => {
    const names = migrations.map((each) => (typeof each === 'string' ? each : each[0]));
    expect(names.filter((name) => !/^\d{4}-[a-z][a-z-]+(?:\.sql)?$/u.test(name))).toEqual([]);
    expect(names.map((name) => name.slice(0, 4))).toEqual(
      [...new Set(names.map((name) => name.slice(0, 4)))].sort(),
    );
    const listed = readdirSync(folderOfSql).filter((name) => name.endsWith('.sql'));
    expect(listed.sort()).toEqual(names.filter((name) => name.endsWith('.sql')));
  });

  it('are not what else lies in their folder', () => {
    const copy = temporaryFolder();
    for (const part of [
      'main/store',
      'main/files',
      'main/rpc',
      'main/installation.ts',
      'shared',
      'package.json',
    ])
      cpSync(join(root, part), join(copy, part), { recursive: true });
    cpSync(folderOfSql, join(copy, 'resources/database'), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    const [last = ''] = readdirSync(folderOfSql).sort().toReversed();
    const sql = readFileSync(join(folderOfSql, last), 'utf8');
    const strays = ['.DS_Store', `.${last}.swp`, 'Thumbs.db', 'empty.sql', '0000-a.sql', '9999-z.sql'];
    for (const stray of strays) writeFileSync(join(copy, 'resources/database', stray), '');
    const copies = [
      `${last}~`,
      `${basename(last, '.sql')} (conflicted copy).sql`,
      `${basename(last, '.sql')} 2.sql`,
    ];
    for (const stray of copies) writeFileSync(join(copy, 'resources/database', stray), sql);
    mkdirSync(join(copy, 'resources/database/0038-folder.sql'));
    const library = temporaryFolder();
    const script = `const { openLibrary } = await import('./main/store/library/open.ts');
      for (let turn = 0; turn < 2; turn += 1) {
        const db = openLibrary(${JSON.stringify(library)});
        console.log(db.pragma('user_version', { simple: true }));
        db.close();
      }`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: copy,
      encoding: 'utf8',
    });
    expect(printed).toBe(`${String(libraryVersion)}\n`.repeat(2));
  });
});

describe('A library of an earlier version', () => {
  it.each(readdirSync(earlier).filter((name) => name.endsWith('.sql')))(
    'opens with all that it has: %s',
    (name) => {
      const folder = libraryOf(name, () => undefined);
      const before = contentsOf(libraryPaths(folder).database);
      expect(before.photo?.length).toBe(2);
      expect(before.word?.length).toBe(4);
      const db = openLibrary(folder);
      const after = contentsOf(libraryPaths(folder).database);
      for (const [table, rows] of Object.entries(before)) expect(after[table], table).toMatchObject(rows);
      for (const word of ['binary', 'Bäume', 'leaf', 'queue'])
        expect([word, search(db, { query: word, offset: 0, limit: 9 }).total]).toEqual([word, 1]);
      expect(indexState(db)).toEqual(indexFromScratch(db));
      db.close();
      // Once more, now that it has this build's version.
      openLibrary(folder).close();
      expect(contentsOf(libraryPaths(folder).database)).toEqual(after);
    },
  );

  it('gets what follows although a stray file had given it a higher number', () => {
    for (const version of [37, 38, 49]) {
      const folder = libraryOf('36-0d061be0.sql', (db) => db.pragma(`user_version = ${String(version)}`));
      const db = openLibrary(folder);
      expect(db.pragma('user_version', { simple: true })).toBe(libraryVersion);
      const fresh = openLibrary(temporaryFolder());
      expect(schemaOf(db)).toEqual(schemaOf(fresh));
      for (const each of [db, fresh]) each.close();
    }
  });
});

function libraryOf(name: string, change: (db: Sqlite.Database) => void): string {
  const folder = temporaryFolder();
  const db = new Sqlite(libraryPaths(folder).database);
  db.exec(readFileSync(join(earlier, name), 'utf8'));
  change(db);
  db.close();
  return folder;
}

const namesSchema = z.array(z.string());

/** Columns that a migration gives another form: the clock of times, what a label is worth. */
const changed = new Set(['taken_at', 'added_at', 'worth', 'doubt', 'revision']);
const kept = [
  'photo',
  'word',
  'collection',
  'collection_photo',
  'saved_search',
  'watched_folder',
  'failed_file',
];

/** The rows of each table of photos, words and what people arranged. */
function contentsOf(database: string): Record<string, Record<string, unknown>[]> {
  const db = new Sqlite(database, { readonly: true });
  const tables = namesSchema.parse(
    db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all(),
  );
  const rows = kept
    .filter((table) => tables.includes(table))
    .map((table): [string, Record<string, unknown>[]] => [
      table,
      z
        .array(z.record(z.string(), z.unknown()))
        .parse(db.prepare(`SELECT * FROM ${table} ORDER BY 1`).all())
        .map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => !changed.has(column)))),
    ]);
  db.close();
  return Object.fromEntries(rows);
}

function schemaOf(db: Sqlite.Database | ReturnType<typeof openLibrary>): string[] {
  const text = "SELECT name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY name";
  return namesSchema.parse(db.prepare(text).pluck().all()).map((each) => each.replaceAll(/\s+/gu, ' '));
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16);
}
