import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { all, sql } from '../../../main/store/database.ts';
import { temporaryLibrary } from '../../support/library.ts';

const document = readFileSync(join(import.meta.dirname, '../../../main/store/DATABASE.md'), 'utf8');

/** The text of each table's item: `- **table** about it [its columns]`. */
const items = new Map(
  Array.from(document.matchAll(/^- \*\*(\w+)\*\*([^\]]*)\]/gmu), ([, table = '', text = '']) => [
    table,
    text,
  ]),
);

describe('DATABASE.md', () => {
  it('names every table and column of a new library', () => {
    const { db } = temporaryLibrary();
    const columns = all(
      db,
      z.object({ table: z.string(), column: z.string() }),
      sql`SELECT schema.name AS "table", info.name AS "column"
        FROM sqlite_schema AS schema, pragma_table_info(schema.name) AS info
        WHERE schema.type = 'table' AND schema.name NOT LIKE 'sqlite%' ORDER BY schema.name`,
    );
    expect([...items.keys()].sort()).toEqual([...new Set(columns.map(({ table }) => table))]);
    const unnamed = columns.filter(
      ({ table, column }) => items.get(table)?.includes(`\`${column}\``) !== true,
    );
    expect(unnamed).toEqual([]);
  });
});
