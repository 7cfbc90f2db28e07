import { z } from 'zod';
import { hasCode } from '../../../shared/result.ts';
import { sql, type Binding, type WritableDatabase } from '../database.ts';
import { quoted, type ExportedTable } from '../export/tables.ts';
import { isFull } from './damage.ts';
import { leap } from './sequences.ts';

/*
 * Reads what can be read of a table with damaged pages, as SQLite's `.recover` does: an error on one page must not cost
 * the rows of the next. (The SQLite of this build has no `sqlite_dbpage`, by which `.recover` reads the pages.)
 */

/** Gets the values of a row in the order of the columns. */
type RowListener = (row: Binding[]) => void;

const rowSchema: z.ZodType<Binding[]> = z.array(
  z.union([z.string(), z.number(), z.null(), z.instanceof(Uint8Array)]),
);

/** So many places in a row of a table are tried in vain: those of a thousand lost rows take some milliseconds. */
const mostInVain = 4_000;

/**
 * Calls `onRow` for every row that can be read, once: from the beginning to the first damaged page, from the end to the last
 * one, and between them where the rows have a number.
 *
 * @returns whether there is no page that cannot be read
 */
export function readRows(db: WritableDatabase, table: ExportedTable, onRow: RowListener): boolean {
  const scan = scanner(db, table, onRow);
  const start = scan('ASC');
  if (start.isWhole) return true;
  const end = scan('DESC');
  if (!storageOf(db, table).hasNumbers) return false;
  // The halves of each gap from its middle on, breadth first, so that few probes find each page between two damaged ones.
  const gaps = [{ from: (start.last ?? 0) + 1, to: (end.last ?? highestId(db) + 1) - 1 }];
  let inVain = 0;
  for (const { from, to } of gaps) {
    if (from > to) continue;
    if (inVain > mostInVain) break;
    const middle = Math.floor((from + to) / 2);
    const above = scan('ASC', { from: middle, to });
    if (!above.isWhole) gaps.push({ from: (above.last ?? middle) + 1, to });
    const below = scan('DESC', { from, to: middle - 1 });
    if (!below.isWhole) gaps.push({ from, to: (below.last ?? middle) - 1 });
    inVain = above.last === null && below.last === null ? inVain + 1 : 0;
  }
  return false;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** `last`: the number of the last row that was read. */
interface Scan {
  readonly isWhole: boolean;
  readonly last: number | null;
}

function scanner(
  db: WritableDatabase,
  table: ExportedTable,
  onRow: RowListener,
): (direction: 'ASC' | 'DESC', range?: Range) => Scan {
  const { name, columns } = table;
  const { keys } = storageOf(db, table);
  const prepared = new Map<string, ReturnType<WritableDatabase['prepare']>>();
  const statement = (direction: string, where: string) => {
    // In the order of its pages: nothing is sorted, so that rows come before the damaged page is met.
    const text = `SELECT ${keys[0]}, ${quoted(columns)} FROM ${name} NOT INDEXED ${where}
      ORDER BY ${keys.map((key) => `${key} ${direction}`).join(', ')}`;
    const known = prepared.get(text) ?? db.prepare(text).raw();
    prepared.set(text, known);
    return known;
  };
  return (direction, range) => {
    let last: number | null = null;
    try {
      const rows =
        range === undefined
          ? statement(direction, '').iterate()
          : statement(direction, `WHERE ${keys[0]} BETWEEN ? AND ?`).iterate(range.from, range.to);
      for (const each of rows) {
        const [key = null, ...row] = rowSchema.parse(each);
        onRow(row);
        if (typeof key === 'number') last = key;
      }
      return { isWhole: true, last };
    } catch (thrown) {
      if (isFull(thrown) || !isDamage(thrown)) throw thrown;
      return { isWhole: false, last };
    }
  };
}

/** A row as far as indexes have it, by column. */
export type PartialRow = ReadonlyMap<string, Binding>;

/** What the indexes of a table have of its rows. `isWhole`: one of them has all columns, and was read to its end. */
export interface Indexed {
  readonly rows: readonly PartialRow[];
  readonly isWhole: boolean;
}

export function readIndexes(db: WritableDatabase, table: ExportedTable): Indexed {
  const { keys, columnOfKey } = storageOf(db, table);
  const rows = new Map<string, Map<string, Binding>>();
  let isWhole = false;
  for (const { index, columns } of indexesOf(db, table.name)) {
    const names = [...keys, ...columns.filter((column) => column !== null)];
    // Without an order, it is that of the index.
    const text = `SELECT ${names.join(', ')} FROM ${table.name} INDEXED BY ${index}`;
    try {
      for (const each of db.prepare(text).raw().iterate()) {
        const values = rowSchema.parse(each);
        const key = JSON.stringify(values.slice(0, keys.length));
        const row = rows.get(key) ?? new Map<string, Binding>();
        rows.set(key, row);
        for (const [place, name] of names.entries()) {
          const column = name === 'rowid' ? columnOfKey : name;
          if (column !== null) row.set(column, values[place] ?? null);
        }
      }
      const known = new Set([...names, columnOfKey]);
      isWhole ||= table.columns.every((column) => known.has(column));
    } catch (thrown) {
      if (isFull(thrown) || !isDamage(thrown)) throw thrown;
    }
  }
  return { rows: [...rows.values()], isWhole };
}

/**
 * The number of rows that an index has of a table, the largest of its indexes that can be read. A table with fewer rows has a page
 * in which those of another table were written.
 */
export function rowsInIndexes(db: WritableDatabase, { name }: Pick<ExportedTable, 'name'>): number {
  const counts = indexesOf(db, name).map(({ index }) => {
    try {
      return db.count({ text: `SELECT count(*) FROM ${name} INDEXED BY ${index}`, values: [] });
    } catch (thrown) {
      if (isFull(thrown) || !isDamage(thrown)) throw thrown;
      return 0;
    }
  });
  return Math.max(0, ...counts);
}

/** The indexes of all rows of a table besides the table itself, with their columns as they are stored; null for an expression. */
export function indexesOf(
  db: WritableDatabase,
  table: string,
): { index: string; columns: (string | null)[] }[] {
  const row = z.object({ index: z.string(), column: z.string().nullable() });
  const found = db.all(
    row,
    sql`SELECT list.name AS "index", info.name AS "column" FROM pragma_index_list(${table}) AS list
      JOIN pragma_index_xinfo(list.name) AS info ON info.key = 1
      WHERE partial = 0 AND NOT (origin = 'pk' AND (SELECT wr FROM pragma_table_list WHERE name = ${table}))
      ORDER BY list.seq, info.seqno`,
  );
  return [...Map.groupBy(found, ({ index }) => index)].map(([index, each]) => ({
    index,
    columns: each.map(({ column }) => column),
  }));
}

function storageOf(db: WritableDatabase, { name, order }: ExportedTable) {
  const hasRowId = db.count(sql`SELECT wr = 0 FROM pragma_table_list WHERE name = ${name}`) > 0;
  const [first = null] = order;
  const isNumber =
    db.count(sql`SELECT type = 'INTEGER' FROM pragma_table_info(${name}) WHERE name = ${first}`) > 0;
  return {
    /** The columns in whose order the rows are stored. */
    keys: hasRowId ? ['rowid'] : order,
    /** The column that has the key `rowid`, if there is one. */
    columnOfKey: hasRowId && isNumber ? first : null,
    /** Whether the first key is a whole number. */
    hasNumbers: hasRowId || isNumber,
  };
}

/** No row of any table has a higher number. */
function highestId(db: WritableDatabase): number {
  try {
    return db.count(sql`SELECT coalesce(max(seq), 0) FROM sqlite_sequence`);
  } catch (thrown) {
    // A database of trees without names has no such table.
    if (isFull(thrown)) throw thrown;
    return leap;
  }
}

export const damageCodes = /CORRUPT|NOTADB|IOERR|library-damaged/u;

/** Whether SQLite could not read a page. */
export function isDamage(thrown: unknown): boolean {
  return hasCode(thrown, damageCodes);
}
