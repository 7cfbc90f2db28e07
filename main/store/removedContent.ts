import { deflateSync, inflateSync } from 'node:zlib';
import { z } from 'zod';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { InkdexError } from '../../shared/result.ts';
import { all, run, type Database } from './database.ts';
import { sql, type Binding, type Sql } from './sql.ts';

const ofItsWords = 'word IN (SELECT id FROM word WHERE photo = ?)';
/** The rows that belong to a photo, by table; a table comes after those that it refers to. The index is not included. */
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

/** All rows of a photo, compressed. */
export function packContent(db: Database, photo: PhotoId): Buffer {
  const content = tables.map((table) => [table, all(db, storedRow, rowsOf(table, photo)).map(asJson)]);
  return deflateSync(JSON.stringify(Object.fromEntries(content)), { level: 1 });
}

/**
 * Restores packed rows with their old ids. Columns that were added later get their defaults.
 *
 * @param name the name of the photo, for the error
 * @throws InkdexError `library-damaged` when the content is invalid
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
      `The saved data of ${name} is damaged, so the photo cannot be restored. Delete it permanently and import it again.`,
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

/** @param row values by column. The columns must be those of the table: they become part of the statement. */
function insertion(table: Table, row: ReadonlyMap<string, Binding>): Sql {
  const names = [...row.keys()].join(', ');
  const places = [...row].map(() => '?').join(', ');
  return { text: `INSERT INTO ${table} (${names}) VALUES (${places})`, values: [...row.values()] };
}
