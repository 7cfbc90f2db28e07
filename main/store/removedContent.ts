import { deflateSync, inflateSync } from 'node:zlib';
import { z } from 'zod';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { InkdexError } from '../../shared/result.ts';
import { all, run, type Database } from './database.ts';
import { sql, type Binding, type Sql } from './sql.ts';

const ofItsWords = 'word IN (SELECT id FROM word WHERE photo = ?)';
/** Which rows belong to a photo, by its id; a table after those that it refers to. What the index holds follows from these. */
const belonging = {
  photo: 'id = ?',
  word: 'photo = ?',
  alternative: ofItsWords,
  lattice: ofItsWords,
  edit: 'photo = ?',
  tombstone: 'photo = ?',
} as const;
type Table = keyof typeof belonging;
const tables = Object.keys(belonging) as Table[];

const bytes = z.object({ base64: z.base64() }).transform(({ base64 }) => Buffer.from(base64, 'base64'));
const rows = z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null(), bytes])));
const contentSchema = z.object({
  photo: rows.length(1),
  word: rows,
  alternative: rows,
  lattice: rows,
  edit: rows,
  tombstone: rows,
} satisfies Record<Table, z.ZodType>);

const storedRow = z.record(z.string(), z.union([z.string(), z.number(), z.null(), z.instanceof(Uint8Array)]));

/** A photo of many thousand words takes some MB. */
const mostBytes = 512e6;

/** All rows of a photo, in few bytes. */
export function packContent(db: Database, photo: PhotoId): Buffer {
  const content = tables.map((table) => [table, all(db, storedRow, rowsOf(table, photo)).map(asJson)]);
  return deflateSync(JSON.stringify(Object.fromEntries(content)), { level: 1 });
}

/**
 * Puts packed rows where they were, under the ids that they had; columns that have come since take their defaults.
 *
 * @param name of the photo, for people
 * @throws InkdexError `library-damaged` where that is no content of a photo
 */
export function unpackContent(db: Database, packed: Uint8Array, name: string): void {
  const content = parseContent(packed, name);
  for (const table of tables) {
    const known = columnsOf(db, table);
    for (const row of content[table]) {
      run(db, insertion(table, new Map(Object.entries(row).filter(([column]) => known.has(column)))));
    }
  }
}

function parseContent(packed: Uint8Array, name: string): z.infer<typeof contentSchema> {
  try {
    const json = inflateSync(packed, { maxOutputLength: mostBytes }).toString();
    return contentSchema.parse(JSON.parse(json));
  } catch (cause) {
    throw new InkdexError(
      'library-damaged',
      `What was kept of ${name} is damaged: it cannot be put back. Forget it, and add the photo again.`,
      { cause },
    );
  }
}

function rowsOf(table: Table, photo: PhotoId): Sql {
  return { text: `SELECT * FROM ${table} WHERE ${belonging[table]}`, values: [photo] };
}

function asJson(row: z.infer<typeof storedRow>): Record<string, unknown> {
  const cells = Object.entries(row).map(([column, value]) => [
    column,
    value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value,
  ]);
  return Object.fromEntries(cells) as Record<string, unknown>;
}

function columnsOf(db: Database, table: Table): ReadonlySet<string> {
  const found = all(db, z.object({ name: z.string() }), sql`SELECT name FROM pragma_table_info(${table})`);
  return new Set(found.map(({ name }) => name));
}

/** @param row by its columns, which are known to be the table's: they become part of the text */
function insertion(table: Table, row: ReadonlyMap<string, Binding>): Sql {
  const names = [...row.keys()].join(', ');
  const places = [...row].map(() => '?').join(', ');
  return { text: `INSERT INTO ${table} (${names}) VALUES (${places})`, values: [...row.values()] };
}
