import Sqlite from 'better-sqlite3';
import { z } from 'zod';
import {
  all,
  count,
  rawRows,
  run,
  sql,
  transaction,
  type Binding,
  type WritableDatabase,
} from '../database.ts';
import { closeSet } from '../datasets/datasetSets.ts';
import { insertionInto, listTables, quoted, type ExportedTable } from '../export/tables.ts';
import { tablesOfPhotos } from '../photos/removedPhotos.ts';
import { isFull } from './damage.ts';

/** What a repair made of the tables besides those of photos. */
export interface SalvagedTables {
  /** Tables of which some rows could not be read, in words; those of the backup stay. Empty where there is no database. */
  readonly unread: readonly string[];
  /** What the backup still had, and was removed because a person may have ended it since. */
  readonly ended: readonly string[];
  /** Number of rows that came from the damaged database: 0 only if nothing of it could be read. */
  readonly rows: number;
}

/** Comes back with its photo, from the words, or not at all. */
const others: ReadonlySet<string> = new Set([
  ...[...tablesOfPhotos, 'removed_photo', 'word_lease', 'sqlite_sequence'],
  ...['posting', 'fragment', 'vocabulary', 'neighbour', 'index_state'],
]);

/**
 * What must not come back from a backup, because its end matters: who may sign in, where photos come from, and where they
 * go. Without it, the app only does less.
 */
const ending: readonly { readonly table: string; readonly which: string; readonly noun: string }[] = [
  { table: 'api_token', which: '1', noun: 'tokens' },
  { table: 'watched_folder', which: '1', noun: 'watched folders' },
  {
    table: 'setting',
    which: "name IN ('broker', 'notesFolder')",
    noun: 'the broker and the folder of notes',
  },
];

/** Names of tables for people, where these differ. */
const nouns: Readonly<Record<string, string>> = {
  api_token: 'token',
  collection: 'album or tag',
  run: 'training',
  version_record: 'version of a dataset',
};

/**
 * Brings all tables besides those of photos to the state of a damaged database: whole tables where every row can be read,
 * and otherwise row by row, so that a damaged page costs its own rows only.
 *
 * @param damaged the damaged database, with this build's version; null if nothing of it can be read
 * @param sound the target, which no other process uses
 */
export function salvageTables(damaged: WritableDatabase | null, sound: WritableDatabase): SalvagedTables {
  sound.pragma('foreign_keys = OFF');
  try {
    const unread = new Set<string>();
    const ended: string[] = [];
    let rows = 0;
    for (const table of listTables(sound).filter(({ name }) => !others.has(name))) {
      transaction(sound, () => {
        if (damaged === null) {
          ended.push(...end(sound, table));
          return;
        }
        sound.exec('SAVEPOINT whole');
        run(sound, { text: `DELETE FROM ${table.name}`, values: [] });
        let copied = copyRows(damaged, sound, table);
        if (!copied.isWhole || !copied.isStored) unread.add(table.name);
        if (!copied.isWhole) {
          // The rows of the backup stay beside those that can be read.
          sound.exec('ROLLBACK TO whole');
          ended.push(...end(sound, table));
          copied = copyRows(damaged, sound, table);
        }
        sound.exec('RELEASE whole');
        rows += copied.rows;
      });
    }
    for (const table of dropOrphans(sound)) unread.add(table);
    if (unread.has('set_sample') || unread.has('sample')) closeSets(sound);
    return {
      unread: [...unread].map((name) => nouns[name] ?? name.replaceAll('_', ' ')).sort(),
      ended,
      rows,
    };
  } finally {
    sound.pragma('foreign_keys = ON');
  }
}

/** Removes what must not come back from a backup. Returns what there was of it. */
function end(sound: WritableDatabase, { name }: ExportedTable): string[] {
  return ending
    .filter(
      ({ table, which }) =>
        table === name && run(sound, { text: `DELETE FROM ${table} WHERE ${which}`, values: [] }) > 0,
    )
    .map(({ noun }) => noun);
}

/** Returns whether every row could be read, whether every row that was read is stored, and how many are. */
function copyRows(
  damaged: WritableDatabase,
  sound: WritableDatabase,
  table: ExportedTable,
): { readonly isWhole: boolean; readonly isStored: boolean; readonly rows: number } {
  const insertion = insertionInto(table).replace(/^INSERT/u, 'INSERT OR REPLACE');
  let isStored = true;
  let rows = 0;
  const isWhole = readRows(damaged, table, (values) => {
    try {
      run(sound, { text: insertion, values });
      rows += 1;
    } catch (thrown) {
      // Changed bytes of a row, which SQLite does not notice when it reads.
      if (!(thrown instanceof Sqlite.SqliteError) || !/CONSTRAINT|MISMATCH/u.test(thrown.code)) throw thrown;
      isStored = false;
    }
  });
  return { isWhole, isStored, rows };
}

const rowSchema: z.ZodType<Binding[]> = z.array(
  z.union([z.string(), z.number(), z.null(), z.instanceof(Uint8Array)]),
);

/**
 * Reads a table from its beginning to the first page that cannot be read, and from its end to the last one.
 *
 * @returns whether it was read to its end, so that there is no such page
 */
function readRows(
  db: WritableDatabase,
  { name, columns, order: keys }: ExportedTable,
  onRow: (row: Binding[]) => void,
): boolean {
  const read = (direction: 'ASC' | 'DESC'): boolean => {
    try {
      // In the order of its pages: nothing is sorted, so that rows come before the damaged page is met.
      const hasRowId = count(db, sql`SELECT wr = 0 FROM pragma_table_list WHERE name = ${name}`) > 0;
      const order = (hasRowId ? ['rowid'] : keys).map((key) => `${key} ${direction}`).join(', ');
      const text = `SELECT ${quoted(columns)} FROM ${name} NOT INDEXED ORDER BY ${order}`;
      for (const row of db.prepare(text).raw().iterate()) onRow(rowSchema.parse(row));
      return true;
    } catch (thrown) {
      if (isFull(thrown) || !isDamage(thrown)) throw thrown;
      return false;
    }
  };
  if (read('ASC')) return true;
  read('DESC');
  return false;
}

function isDamage(thrown: unknown): boolean {
  return (
    thrown instanceof Error &&
    'code' in thrown &&
    /CORRUPT|NOTADB|IOERR|library-damaged/u.test(String(thrown.code))
  );
}

const keySchema = z.object({ from: z.string(), table: z.string(), to: z.string(), isOptional: z.number() });

/** Rows that refer to rows which are gone lose this reference, or go with them. Returns the tables of those that went. */
function dropOrphans(db: WritableDatabase): Set<string> {
  const found = new Set<string>();
  for (;;) {
    const tables = z
      .array(z.tuple([z.string()]))
      .parse(rawRows(db, sql`SELECT DISTINCT "table" FROM pragma_foreign_key_check`));
    if (tables.length === 0) return found;
    for (const [table] of tables) {
      const keys = all(
        db,
        keySchema,
        sql`SELECT key."from", key."table", key."to", "notnull" = 0 AND pk = 0 AS isOptional
          FROM pragma_foreign_key_list(${table}) AS key JOIN pragma_table_info(${table}) ON name = key."from"`,
      );
      for (const { from, to, isOptional, table: parent } of keys) {
        const change = isOptional === 1 ? `UPDATE ${table} SET "${from}" = NULL` : `DELETE FROM ${table}`;
        const text = `${change} WHERE "${from}" IS NOT NULL AND "${from}" NOT IN (SELECT "${to}" FROM ${parent})`;
        // Rows of photos that were kept from the backup may refer to albums that were deleted since.
        if (run(db, { text, values: [] }) > 0 && !tablesOfPhotos.has(table)) found.add(table);
      }
    }
  }
}

/** Counts the samples of all sets again, after some were lost. */
function closeSets(db: WritableDatabase): void {
  const row = z.object({ id: z.number() });
  for (const { id } of all(db, row, sql`SELECT id FROM sample_set WHERE samples IS NOT NULL`))
    closeSet(db, id);
}
