import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sql, type WritableDatabase } from '../../../main/store/database.ts';
import { createDatabase, libraryVersion } from '../../../main/store/library/migrate.ts';
import { temporaryLibrary } from '../../support/library.ts';

const document = readFileSync(join(import.meta.dirname, '../../../main/store/DATABASE.md'), 'utf8');

/** The text of each table's item: `- **table** about it [its columns]`. */
const items = new Map(
  Array.from(document.matchAll(/^- \*\*(\w+)\*\*([^\]]*)\]/gmu), ([, table = '', text = '']) => [
    table,
    text,
  ]),
);

/** A section but the search index, whose tables are made anew with each format: `## Title (version 1; `column`, `column` 2; `column` 6)`, and its items. */
const sections = Array.from(
  document.matchAll(/^## (?!Search index)[^(\n]+\(version (\d+)([^)]*)\)\n([\s\S]*?)(?=^## |(?![\s\S]))/gmu),
  ([, version = '', later = '', text = '']) => ({ version: Number(version), later, text }),
);

describe('DATABASE.md', () => {
  it('names every table and column of a new library', () => {
    const { db } = temporaryLibrary();
    const columns = columnsOf(db);
    expect([...items.keys()].sort()).toEqual([...new Set(columns.map(({ table }) => table))]);
    const unnamed = columns.filter(
      ({ table, column }) => items.get(table)?.includes(`\`${column}\``) !== true,
    );
    expect(unnamed).toEqual([]);
  });

  it('says with which version each table and column came', () => {
    const since = firstVersions();
    const wrong: string[] = [];
    let checked = 0;
    const check = (name: string, version: number): void => {
      checked += 1;
      if (since.get(name) !== version) wrong.push(`${name} has ${version}, not ${since.get(name)}`);
    };
    for (const { version, later, text } of sections) {
      const tables = Array.from(text.matchAll(/^- \*\*(\w+)\*\*(?: \((\d+)\))?([^\]]*)\]/gmu));
      for (const [, names = '', number] of later.matchAll(/((?:`\w+`,? ?)+)(\d+)/gu)) {
        for (const [, column = ''] of names.matchAll(/`(\w+)`/gu)) {
          const [table] = tables.filter(([, name]) => since.has(`${name}.${column}`));
          check(`${table?.[1]}.${column}`, Number(number));
        }
      }
      for (const [, table = '', own, about = ''] of tables) {
        check(table, Number(own ?? version));
        // The version of a column follows it before the next semicolon.
        for (const clause of about.slice(about.indexOf('[')).split(';')) {
          const [before, number] = /^(.*?)\((\d+)\)/su.exec(clause)?.slice(1) ?? [];
          const column = before === undefined ? undefined : [...before.matchAll(/`(\w+)`/gu)].at(-1)?.[1];
          if (column !== undefined) check(`${table}.${column}`, Number(number));
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(checked).toBeGreaterThan(40);
  });
});

function columnsOf(db: WritableDatabase): { readonly table: string; readonly column: string }[] {
  return db.all(
    z.object({ table: z.string(), column: z.string() }),
    sql`SELECT schema.name AS "table", info.name AS "column"
      FROM sqlite_schema AS schema, pragma_table_info(schema.name) AS info
      WHERE schema.type = 'table' AND schema.name NOT LIKE 'sqlite%' ORDER BY schema.name`,
  );
}

/** The first version that has each table, and each `table.column`. */
function firstVersions(): Map<string, number> {
  const folder = mkdtempSync(join(tmpdir(), 'inkdex-versions-'));
  const since = new Map<string, number>();
  try {
    for (let version = 1; version <= libraryVersion; version += 1) {
      const db = createDatabase(join(folder, `${version}.sqlite`), version);
      for (const { table, column } of columnsOf(db)) {
        for (const name of [table, `${table}.${column}`]) since.set(name, since.get(name) ?? version);
      }
      db.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return since;
}
