import { z } from 'zod';
import { listTables, quoted } from '../../main/store/export/tables.ts';
import { withDatabase } from '../../main/store/repair/damage.ts';

/*
 * What plain SQL reads row by row of a damaged database: the measure of a repair. It asks for each row that the sound database
 * had by its key, so that it does not search as the repair does.
 */

/** The values of rows, by their keys and by table. */
export type Rows = ReadonlyMap<string, ReadonlyMap<string, readonly unknown[]>>;

/** Derived from other rows, or of one running app. */
const derived: ReadonlySet<string> = new Set([
  ...['posting', 'fragment', 'vocabulary', 'neighbour', 'index_state', 'word_lease', 'sqlite_sequence'],
]);

/** What a repair may change: an edit that cannot be undone any more, what is counted again, and where the library is. */
const changing: Readonly<Record<string, readonly string[]>> = {
  edit: ['state'],
  photo: ['word_count'],
  sample_set: ['samples', 'images'],
};

const rowSchema = z.array(z.unknown());

function keptColumns(table: string, columns: readonly string[]): string[] {
  return columns.filter((column) => !(changing[table] ?? []).includes(column));
}

/** Reads all rows of a sound database. */
export function rowsOf(database: string): Rows {
  return withDatabase(database, { readonly: true }, (db) => {
    const tables = listTables(db).filter(({ name }) => !derived.has(name));
    return new Map(
      tables.map(({ name, columns, order }) => {
        const rows = db
          .prepare(`SELECT ${quoted([...order, ...keptColumns(name, columns)])} FROM ${name}`)
          .raw()
          .all()
          .map((row): [string, unknown[]] => {
            const values = rowSchema.parse(row);
            return [JSON.stringify(values.slice(0, order.length)), values.slice(order.length)];
          });
        return [name, new Map(rows)];
      }),
    );
  });
}

/** Those of the rows that plain SQL reads of the damaged database, each by its key. */
export function readableRowsOf(database: string, rows: Rows): Rows {
  try {
    return withDatabase(database, { readonly: true }, (db) => {
      const tables = listTables(db).filter(({ name }) => rows.has(name));
      return new Map(
        tables.map(({ name, columns, order }) => {
          const where = order.map((key) => `"${key}" = ?`).join(' AND ');
          const text = `SELECT ${quoted(keptColumns(name, columns))} FROM ${name} WHERE ${where}`;
          const isReadable = ([key, values]: readonly [string, readonly unknown[]]): boolean => {
            try {
              const found = db
                .prepare(text)
                .raw()
                .get(...keySchema.parse(JSON.parse(key)));
              // On a page with the rest of a long row, SQLite reads whatever is there.
              return JSON.stringify(found) === JSON.stringify(values);
            } catch {
              return false;
            }
          };
          return [name, new Map([...(rows.get(name) ?? [])].filter(isReadable))];
        }),
      );
    });
  } catch {
    // Without its first page, there is no table to ask.
    return new Map();
  }
}

const bytesSchema = z
  .object({ type: z.literal('Buffer'), data: z.array(z.number()) })
  .transform(({ data }) => Buffer.from(data));
const keySchema = z.array(z.union([z.string(), z.number(), bytesSchema]));

/** For each table, the columns that refer to another one, with their place among the values. */
type References = ReadonlyMap<string, readonly { readonly place: number; readonly parent: string }[]>;

export function referencesOf(database: string): References {
  return withDatabase(database, { readonly: true }, (db) => {
    const row = z.array(z.object({ from: z.string(), table: z.string() }));
    return new Map(
      listTables(db).map(({ name, columns }) => {
        const kept = keptColumns(name, columns);
        const keys = row.parse(
          db.prepare('SELECT "from", "table" FROM pragma_foreign_key_list(?)').all(name),
        );
        return [name, keys.map(({ from, table }) => ({ place: kept.indexOf(from), parent: table }))];
      }),
    );
  });
}

/**
 * Rows that a repaired database lacks or has in another form, for a message. A row goes with one that it refers to: it is
 * enough that this one is said to be missing, or could not be read.
 */
export function missingIn(repaired: Rows, readable: Rows, references: References): string[] {
  return [...readable].flatMap(([table, rows]) =>
    [...rows].flatMap(([key, values]) => {
      const now = repaired.get(table)?.get(key);
      if (now !== undefined && JSON.stringify(now) === JSON.stringify(values)) return [];
      // The folder of the library, which is copied for each damage.
      if (table === 'setting' && key === '["folder"]') return [];
      const isOrphan = (references.get(table) ?? []).some(
        ({ place, parent }) =>
          values[place] !== null && repaired.get(parent)?.has(JSON.stringify([values[place]])) !== true,
      );
      return now === undefined && isOrphan
        ? []
        : [`${table} ${key}${now === undefined ? '' : ' is changed'}`];
    }),
  );
}
