import { z } from 'zod';
import { sql, sqlList, transaction, type WritableDatabase } from '../database.ts';
import { closeSet } from '../datasets/datasetSets.ts';
import { insertionInto, listTables, type ExportedTable } from '../export/tables.ts';
import { describeSetting, returningSettings } from '../library/settings.ts';
import { isTableOfPhoto } from '../photos/removedPhotos.ts';
import { readRows } from './readRows.ts';
import type { Recovered } from './recoverRows.ts';

/** What a repair made of the tables besides those of photos. */
export interface SalvagedTables {
  /** Tables of which some rows could not be read, in words. Empty where there is no database. */
  readonly unread: readonly string[];
  /** What the backup still had, and was removed because a person may have ended it since. */
  readonly ended: readonly string[];
}

/** Comes back with its photo, from the words, or not at all. */
const others: ReadonlySet<string> = new Set([
  ...['removed_photo', 'word_lease', 'sqlite_sequence'],
  ...['posting', 'fragment', 'vocabulary', 'neighbour', 'index_state'],
]);

/**
 * Tables whose rows must not come back from a backup, because their end matters: who may sign in, and where photos come
 * from. Without them, the app only does less. `settings.ts` says the same of each setting.
 */
const ending: Readonly<Record<string, string>> = {
  api_token: 'tokens',
  session: 'signed-in browsers',
  watched_folder: 'watched folders',
};

/** Names of tables for people, where these differ. */
const nouns: Readonly<Record<string, string>> = {
  alternative: 'other reading of a word',
  api_token: 'token',
  collection: 'album or tag',
  collection_photo: 'photo in an album',
  edit: 'history of a photo',
  lattice: 'letter probabilities of a word',
  run: 'training',
  session: 'signed-in browser',
  tombstone: 'deleted box',
  version_record: 'version of a dataset',
};

/**
 * Brings all tables of a backup besides those of photos to the state of a damaged database: whole tables where every row
 * could be read, and otherwise the rows that could, beside those of the backup.
 *
 * @param recovered null if nothing could be read
 * @param sound the target, which no other process uses
 */
export function salvageTables(recovered: Recovered | null, sound: WritableDatabase): SalvagedTables {
  sound.pragma('foreign_keys = OFF');
  try {
    const unread = new Set(recovered?.unread);
    const ended: string[] = [];
    for (const table of listTables(sound).filter(({ name }) => !others.has(name) && !isTableOfPhoto(name))) {
      transaction(sound, () => {
        const isWhole = recovered !== null && !recovered.unread.has(table.name);
        if (isWhole) sound.run({ text: `DELETE FROM ${table.name}`, values: [] });
        else ended.push(...end(sound, table));
        if (recovered !== null) copyRows(recovered.db, sound, table);
      });
    }
    return { unread: nounsOf(withOrphans(sound, unread)), ended };
  } finally {
    sound.pragma('foreign_keys = ON');
  }
}

/** Names of tables for people. */
function nounsOf(tables: ReadonlySet<string>): string[] {
  return [...tables].map((name) => nouns[name] ?? name.replaceAll('_', ' ')).sort();
}

/** Finishes a database of all rows that could be read: no row refers to one that is gone. */
export function finishTables({ db, unread }: Recovered): SalvagedTables {
  return { unread: nounsOf(withOrphans(db, unread)), ended: [] };
}

/** Removes rows that refer to rows which are gone. Returns all tables that have lost rows. */
function withOrphans(db: WritableDatabase, unread: ReadonlySet<string>): ReadonlySet<string> {
  if (unread.has('sample_set')) addSets(db);
  const lost = new Set([...unread, ...dropOrphans(db)]);
  if (['sample_set', 'set_sample', 'sample'].some((name) => lost.has(name))) closeSets(db);
  return lost;
}

/** A set has nothing of its own besides its number. */
function addSets(db: WritableDatabase): void {
  db.run(
    sql`INSERT OR IGNORE INTO sample_set (id) SELECT contents FROM dataset UNION SELECT contents FROM version`,
  );
}

/** Removes what must not come back from a backup. Returns what there was of it. */
function end(sound: WritableDatabase, { name }: ExportedTable): string[] {
  if (name === 'setting') return endSettings(sound);
  const noun = ending[name];
  if (noun === undefined) return [];
  return sound.run({ text: `DELETE FROM ${name}`, values: [] }) > 0 ? [noun] : [];
}

function endSettings(sound: WritableDatabase): string[] {
  const row = z.object({ name: z.string(), value: z.string() });
  const gone = sql`DELETE FROM setting WHERE name NOT IN ${sqlList(returningSettings)} RETURNING name, value`;
  // An empty value is that of a setting that was off.
  return sound
    .returned(row, gone)
    .flatMap(({ name, value }) => (value === '' ? [] : [describeSetting(name)]));
}

function copyRows(from: WritableDatabase, sound: WritableDatabase, table: ExportedTable): void {
  const insertion = insertionInto(table).replace(/^INSERT/u, 'INSERT OR REPLACE');
  readRows(from, table, (values) => {
    sound.run({ text: insertion, values });
  });
}

const keySchema = z.object({ from: z.string(), table: z.string(), to: z.string(), isOptional: z.number() });

/** Rows that refer to rows which are gone lose this reference, or go with them. Returns the tables of those that went. */
function dropOrphans(db: WritableDatabase): Set<string> {
  const found = new Set<string>();
  for (;;) {
    const tables = z
      .array(z.tuple([z.string()]))
      .parse(db.rawRows(sql`SELECT DISTINCT "table" FROM pragma_foreign_key_check`));
    if (tables.length === 0) return found;
    for (const [table] of tables) {
      const keys = db.all(
        keySchema,
        sql`SELECT key."from", key."table", key."to", "notnull" = 0 AND pk = 0 AS isOptional
          FROM pragma_foreign_key_list(${table}) AS key JOIN pragma_table_info(${table}) ON name = key."from"`,
      );
      for (const { from, to, isOptional, table: parent } of keys) {
        const change = isOptional === 1 ? `UPDATE ${table} SET "${from}" = NULL` : `DELETE FROM ${table}`;
        const text = `${change} WHERE "${from}" IS NOT NULL AND "${from}" NOT IN (SELECT "${to}" FROM ${parent})`;
        // Rows of photos that were kept from the backup may refer to albums that were deleted since.
        if (db.run({ text, values: [] }) > 0 && !isTableOfPhoto(table)) found.add(table);
      }
    }
  }
}

/** Counts the samples of all sets again, after some were lost. */
function closeSets(db: WritableDatabase): void {
  const counted = sql`SELECT id FROM sample_set WHERE samples IS NOT NULL
    OR id IN (SELECT contents FROM dataset UNION SELECT contents FROM version)`;
  for (const id of db.column(z.number(), counted)) closeSet(db, id);
}
