import { z } from 'zod';
import { photoIdSchema } from '../../../shared/contract/photo.ts';
import { parseJson } from '../../../shared/json.ts';
import { trainingSettings } from '../../../shared/trainingPresets.ts';
import { sql, transaction, type Binding, type ReadableDatabase, type WritableDatabase } from '../database.ts';
import { closeSet } from '../datasets/datasetSets.ts';
import { dropEdits } from '../words/edits.ts';
import { jsonColumns } from '../jsonColumns.ts';
import { withDatabase } from './damage.ts';

/*
 * Rows whose JSON was changed from outside: SQLite reads them, Inkdex does not. Those of photos and their words are the
 * matter of salvage.ts.
 */

/** What a repair made of rows outside of photos and words that could not be read. */
export interface MendedRows {
  /** Number of rows that came from a backup. */
  readonly mended: number;
  /** Rows that no backup has, for a message: they are gone, or have lost a field. */
  readonly lostRows: readonly string[];
}

type Table = Exclude<keyof typeof jsonColumns, 'word' | 'tombstone'>;
const tables: Readonly<Record<Table, { readonly noun: string; readonly keys: readonly string[] }>> = {
  crop: { noun: 'picture of a sample', keys: ['id'] },
  sample: { noun: 'sample', keys: ['id'] },
  crop_reading: { noun: 'reading of a sample', keys: ['crop', 'model'] },
  dataset: { noun: 'dataset', keys: ['id'] },
  version_record: { noun: 'version of dataset', keys: ['dataset', 'version'] },
  job: { noun: 'job', keys: ['id'] },
  run: { noun: 'training', keys: ['id'] },
  run_evaluation: { noun: 'curve of training', keys: ['run', 'step'] },
  run_samples: { noun: 'words of training', keys: ['run'] },
  evaluation: { noun: 'evaluation', keys: ['id'] },
  api_token: { noun: 'token', keys: ['name'] },
  edit: { noun: 'history of photo', keys: ['photo', 'sequence'] },
};
const tableNames = Object.keys(tables) as Table[];

/** What a column holds where no backup has its value. A row with any other unreadable column is deleted. */
const fallbacks: Readonly<Record<string, string | null>> = {
  'dataset.origin': '{"kind":"mixed"}',
  'dataset.split_rule': '{"kind":"given"}',
  'dataset.models': '[]',
  'version_record.tags': '[]',
  'version_record.models': '[]',
  'job.request': '{}',
  'job.outcome': null,
  'run.settings': JSON.stringify(trainingSettings('standard')),
  'run.engine': null,
  'run.best': null,
  'run.notices': '[]',
  'run.result': null,
  'sample.polygon': null,
};

type Row = Readonly<Record<string, Binding>>;
const rowSchema = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));

/** Names at most so many photos or rows. */
const mostNamed = 20;

/** Names for a message: the first of many, and how many more there are. */
export function namesOf(all: readonly string[]): string {
  const rest = all.length - mostNamed;
  return [...all.slice(0, mostNamed), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

/** Unreadable rows of a database of this build's version, for a message: "dataset 3". */
export function listUnreadableRows(db: ReadableDatabase): string[] {
  return tableNames.flatMap((table) => unreadableRows(db, table).map((row) => describe(table, row)));
}

/**
 * Gives unreadable rows the values of the newest backup that has them.
 *
 * @param backups the newest first
 */
export function mendRows(db: WritableDatabase, backups: readonly { readonly path: string }[]): MendedRows {
  let mended = 0;
  const lostRows: string[] = [];
  for (const table of tableNames) {
    for (const row of unreadableRows(db, table)) {
      const earlier = findEarlier(table, row, backups);
      if (earlier === undefined) lostRows.push(describe(table, row));
      else mended += 1;
      transaction(db, () => {
        if (earlier !== undefined) replaceColumns(db, table, row, earlier);
        else loseColumns(db, table, row);
      });
    }
  }
  return { mended, lostRows };
}

function describe(table: Table, row: Row): string {
  return `${tables[table].noun} ${String(keyOf(table, row)[0])}`;
}

function unreadableRows(db: ReadableDatabase, table: Table): Row[] {
  const columns = [...tables[table].keys, ...Object.keys(jsonColumns[table])];
  const found = db.prepare(`SELECT ${columns.join(', ')} FROM ${table}`).iterate();
  const unreadable: Row[] = [];
  for (const each of found) {
    const row = rowSchema.parse(each);
    if (badColumns(table, row).length > 0) unreadable.push(row);
  }
  return unreadable;
}

function badColumns(table: Table, row: Row): string[] {
  const forms: Readonly<Record<string, z.ZodType>> = jsonColumns[table];
  return Object.entries(forms)
    .filter(([column, form]) => {
      const text = row[column];
      if (text === null) return false;
      return typeof text !== 'string' || !form.safeParse(parseJson(text)).success;
    })
    .map(([column]) => column);
}

/** The JSON columns of the same row in the newest backup in which they can be read. */
function findEarlier(table: Table, row: Row, backups: readonly { readonly path: string }[]): Row | undefined {
  const columns = Object.keys(jsonColumns[table]);
  for (const { path } of backups) {
    try {
      const found = withDatabase(path, { readonly: true }, (backup) =>
        backup
          .prepare(`SELECT ${columns.join(', ')} FROM ${table} WHERE ${isRow(table)}`)
          .get(keyOf(table, row)),
      );
      const earlier = rowSchema.safeParse(found).data;
      if (earlier !== undefined && badColumns(table, earlier).length === 0) return earlier;
    } catch {
      // A backup of an earlier version without the table, or a damaged one.
    }
  }
  return undefined;
}

function isRow(table: Table): string {
  return tables[table].keys.map((key) => `${key} = ?`).join(' AND ');
}

function keyOf(table: Table, row: Row): Binding[] {
  return tables[table].keys.map((key) => row[key] ?? null);
}

function replaceColumns(db: WritableDatabase, table: Table, row: Row, values: Row): void {
  const assigned = Object.keys(values).map((column) => `${column} = ?`);
  db.run({
    text: `UPDATE ${table} SET ${assigned.join(', ')} WHERE ${isRow(table)}`,
    values: [...Object.values(values), ...keyOf(table, row)],
  });
}

function loseColumns(db: WritableDatabase, table: Table, row: Row): void {
  const bad = badColumns(table, row).map((column) => [column, fallbacks[`${table}.${column}`]] as const);
  const known = bad.flatMap(([column, value]) => (value === undefined ? [] : [[column, value] as const]));
  if (known.length === bad.length) replaceColumns(db, table, row, Object.fromEntries(known));
  else removeRow(db, table, row);
}

function removeRow(db: WritableDatabase, table: Table, row: Row): void {
  const [id = null] = keyOf(table, row);
  if (table === 'crop' || table === 'sample') removeSamples(db, table, id);
  else db.run({ text: `DELETE FROM ${table} WHERE ${isRow(table)}`, values: keyOf(table, row) });
  // Each edit starts from the result of the one before: a history with a gap can be read, and not undone.
  if (table === 'edit') dropEdits(db, photoIdSchema.parse(id));
}

function removeSamples(db: WritableDatabase, table: 'crop' | 'sample', id: Binding): void {
  const which = table === 'crop' ? sql`crop = ${id}` : sql`id = ${id}`;
  const samples = sql`(SELECT id FROM sample WHERE ${which})`;
  const sets = db.column(
    z.number(),
    sql`SELECT DISTINCT sample_set AS id FROM set_sample JOIN sample_set ON sample_set.id = sample_set
      WHERE sample IN ${samples} AND samples IS NOT NULL`,
  );
  db.run(sql`DELETE FROM set_sample WHERE sample IN ${samples}`);
  db.run(sql`DELETE FROM sample WHERE ${which}`);
  if (table === 'crop') db.run(sql`DELETE FROM crop WHERE id = ${id}`);
  for (const set of sets) closeSet(db, set);
}
