import { z } from 'zod';
import { parseJson } from '../../../shared/json.ts';
import { InkdexError } from '../../../shared/result.ts';
import { counted } from '../../../shared/text.ts';
import { sql, sqlList, type Binding, type ReadableDatabase, type WritableDatabase } from '../database.ts';
import { jsonColumns } from '../jsonColumns.ts';
import { exportedSettings } from '../library/settings.ts';

/*
 * Tables as JSON Lines: a line for each row, with its columns by name. Bytes are `{"base64": ...}`, and JSON in a column is
 * part of the line.
 */

/**
 * Tables that an export leaves out: the index, which an import builds again, what belongs to one running app, and the
 * tokens and sessions of this machine's programs and people.
 */
const leftOut: ReadonlySet<string> = new Set([
  ...['posting', 'fragment', 'vocabulary', 'neighbour', 'index_state'],
  ...['job_item', 'word_lease', 'api_token', 'session'],
]);

/** The names of the columns of a table that hold JSON. */
function jsonColumnsOf(table: string): ReadonlySet<string> {
  const columns: Readonly<Record<string, object>> = jsonColumns;
  return new Set(Object.keys(columns[table] ?? {}));
}

export interface ExportedTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** Columns by which rows are sorted, so that equal tables give equal files. */
  readonly order: readonly string[];
}

const tableRow = z.array(z.tuple([z.string()]));
const columnRow = z.array(z.tuple([z.string(), z.number()]));

/** The tables of a database that an export has, by name. */
export function exportedTables(db: ReadableDatabase): ExportedTable[] {
  return listTables(db).filter(({ name }) => !leftOut.has(name));
}

/** All tables of a database, by name. */
export function listTables(db: ReadableDatabase): ExportedTable[] {
  // Neither views nor what FTS5 keeps for itself; the highest ids that were ever given belong to the library, too.
  const names = tableRow.parse(
    db.rawRows(sql`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
        AND (name NOT LIKE 'sqlite_%' OR name = 'sqlite_sequence') ORDER BY name`),
  );
  return names.map(([name]) => {
    const columns = columnRow.parse(
      db.rawRows(sql`SELECT name, pk FROM pragma_table_info(${name}) ORDER BY cid`),
    );
    const keys = columns.filter(([, place]) => place > 0).sort(([, a], [, b]) => a - b);
    return {
      name,
      columns: columns.map(([column]) => column),
      order: (keys.length > 0 ? keys : columns).map(([column]) => column),
    };
  });
}

type Cell = string | number | null | { readonly base64: string } | readonly unknown[] | object;

/** The lines of a table's file, each with its line feed. */
export function* linesOf(db: WritableDatabase, { name, columns, order }: ExportedTable): Generator<string> {
  const json = jsonColumnsOf(name);
  const rows = db
    .prepare(`SELECT ${quoted(columns)} FROM ${name} ORDER BY ${quoted(order)}`)
    .raw()
    .iterate();
  for (const row of rows) {
    const cells = z.array(valueSchema).parse(row);
    const line = columns.map((column, index): readonly [string, Cell] => [
      column,
      cellOf(cells[index] ?? null, json.has(column)),
    ]);
    yield `${JSON.stringify(Object.fromEntries(line))}\n`;
  }
}

const bytesSchema: z.ZodType<Uint8Array> = z.instanceof(Uint8Array);
const valueSchema = z.union([z.string(), z.number(), z.null(), bytesSchema]);

function cellOf(value: z.infer<typeof valueSchema>, isJson: boolean): Cell {
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString('base64') };
  if (!isJson || typeof value !== 'string') return value;
  const parsed = parseJson(value);
  // Text stays text where JSON would be written in another way, so that an import restores every byte.
  return typeof parsed === 'object' && parsed !== null && JSON.stringify(parsed) === value ? parsed : value;
}

const base64Schema = z.strictObject({ base64: z.base64() });
const lineSchema = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.null(), z.looseObject({}), z.array(z.unknown())]),
);

/**
 * The values of a line, in the order of the table's columns.
 *
 * @throws InkdexError `data-invalid` for a line that is not a row of the table
 */
export function valuesOf(line: string, { name, columns }: ExportedTable): Binding[] {
  const json = jsonColumnsOf(name);
  const row = lineSchema.safeParse(parseJson(line));
  const found = Object.keys(row.data ?? {});
  if (
    row.data === undefined ||
    found.length !== columns.length ||
    !columns.every((column) => found.includes(column))
  ) {
    throw new InkdexError('data-invalid', `expected an object with ${columns.join(', ')}`);
  }
  const cells = row.data;
  return columns.map((column) => {
    const cell = cells[column] ?? null;
    if (typeof cell !== 'object' || cell === null) return cell;
    if (json.has(column)) return JSON.stringify(cell);
    const bytes = base64Schema.safeParse(cell);
    if (!bytes.success)
      throw new InkdexError('data-invalid', `"${column}" is neither text, number nor bytes`);
    return Buffer.from(bytes.data.base64, 'base64');
  });
}

/**
 * Removes what belongs to one machine: settings that send photos out, name places or describe its hardware, watched folders, and
 * jobs that have not ended. An export is somebody else's: it must not decide where photos come from and where they go.
 *
 * @returns what there was, for a message
 */
export function dropOfMachine(db: WritableDatabase): string[] {
  const name = z.object({ name: z.string() });
  const settings = db.returned(
    name,
    // The models in use belong to the library, and the folder says which paths move with it.
    sql`DELETE FROM setting WHERE name NOT IN ${sqlList(exportedSettings)} RETURNING name`,
  );
  const folders = db.run(sql`DELETE FROM watched_folder`);
  db.run(sql`DELETE FROM noticed_file`);
  // Whole trainings stay, with their jobs.
  const jobs = db.run(
    sql`DELETE FROM job WHERE state NOT IN ('done', 'failed', 'cancelled') OR id NOT IN (SELECT job FROM run)`,
  );
  return [
    ...settings.map((setting) => `the setting ${setting.name}`).sort(),
    ...(folders > 0 ? [counted(folders, 'watched folder')] : []),
    ...(jobs > 0 ? [counted(jobs, 'job')] : []),
  ];
}

/** A statement that inserts the values of `valuesOf`. */
export function insertionInto({ name, columns }: ExportedTable): string {
  return `INSERT INTO ${name} (${quoted(columns)}) VALUES (${columns.map(() => '?').join(', ')})`;
}

export function quoted(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(', ');
}

/** Photos of the library and those that can be restored. */
export const photoTables = ['photo', 'removed_photo'] as const;
type PhotoTable = (typeof photoTables)[number];

const photoRow = z.object({ id: z.number(), path: z.string(), sha256: z.string() });

export function listPhotoRows(db: ReadableDatabase, table: PhotoTable): z.infer<typeof photoRow>[] {
  return db.all(photoRow, { text: `SELECT id, path, sha256 FROM ${table} ORDER BY id`, values: [] });
}

export function replacePhotoPath(db: WritableDatabase, table: PhotoTable, id: number, path: string): void {
  db.run({ text: `UPDATE ${table} SET path = ? WHERE id = ?`, values: [path, id] });
}

/** Names of the folders in which evaluations have their words. */
export function listEvaluationFolders(db: ReadableDatabase): string[] {
  return db.column(z.string(), sql`SELECT folder FROM evaluation ORDER BY folder`);
}
