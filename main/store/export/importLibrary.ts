import { constants, createReadStream, existsSync, renameSync } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { InkdexError } from '../../../shared/result.ts';
import { fileProblem } from '../../files/fileProblem.ts';
import { flushFile, flushFolder } from '../../files/flush.ts';
import { hashFile } from '../../files/hashFile.ts';
import { writeWhole } from '../../files/writeWhole.ts';
import { sql, translated, type WritableDatabase } from '../database.ts';
import { findLastDoneEdit } from '../words/edits.ts';
import { journalState } from '../words/journal.ts';
import { openLibrary, readyPath, takeRepaired } from '../library/open.ts';
import { libraryPaths } from '../library/libraryPaths.ts';
import { createDatabase } from '../library/migrate.ts';
import { listPhotoIds, requirePhoto } from '../photos/photos.ts';
import { openPlace } from '../library/readOnly.ts';
import { removeDatabase } from '../repair/damage.ts';
import { listWords } from '../words/words.ts';
import { readHeader, readSums, verify } from './checkExport.ts';
import type { ExportOptions } from './exportLibrary.ts';
import { photoFile, placeOfPhoto, sumsFile, sumsLine, tableFile } from './layout.ts';
import {
  dropOfMachine,
  exportedTables,
  insertionInto,
  listEvaluationFolders,
  listPhotoRows,
  photoTables,
  replacePhotoPath,
  valuesOf,
  type ExportedTable,
} from './tables.ts';

export interface ImportReport {
  readonly photos: number;
  readonly words: number;
  /** What the export has, and this library has not got: settings that send photos out or name places. */
  readonly leftOut: readonly string[];
}

/**
 * Makes a library of an export, in a new folder or in an empty library. Checks every file first. The library gets all of the
 * export or nothing, also when the process is killed. The tables are filled in a database of the export's version, which is then
 * migrated, so that new tables and older exports need no code here.
 *
 * @param source the folder of the export
 * @param folder the folder of the library
 * @throws InkdexError `data-invalid` for missing, changed and foreign files, `library-newer`, `conflict` for a library that is
 *   not empty, `library-read-only`, `library-busy`, `disk-full`; the signal's reason
 */
export async function importLibrary(
  source: string,
  folder: string,
  options: ExportOptions,
): Promise<ImportReport> {
  const header = await readHeader(source);
  const sums = await readSums(source);
  await verify(source, sums, options);
  const place = openPlace(folder);
  const { database } = libraryPaths(folder);
  const building = `${database}.imported`;
  const written = new Set<string>();
  try {
    place.lock.require();
    requireEmpty(place.db, folder);
    removeDatabase(building);
    const db = createDatabase(building, header.library);
    let leftOut: string[];
    try {
      leftOut = await fill(db, source, sums, options.signal);
      await copyFiles(db, { source, folder, sums, written }, options.signal);
    } finally {
      db.close();
    }
    const report = { ...finishDatabase(folder, building), leftOut };
    place.db.close();
    // From here on the import is done: whatever happens, the next process that opens the library continues.
    renameSync(building, readyPath(database));
    written.clear();
    takeRepaired(database);
    flushFolder(folder);
    return report;
  } catch (thrown) {
    removeDatabase(building);
    for (const path of written) await rm(path, { force: true });
    throw fileProblem(folder, thrown);
  } finally {
    place.close();
  }
}

/** Tables that say nothing about what a library contains. */
const notContents: ReadonlySet<string> = new Set(['setting', 'sqlite_sequence', 'job']);

function requireEmpty(db: WritableDatabase, folder: string): void {
  const full = exportedTables(db).find(({ name }) => {
    // Every library has the collection of favourites.
    const which = name === 'collection' ? "WHERE kind <> 'favourites'" : '';
    return (
      !notContents.has(name) && db.count({ text: `SELECT count(*) FROM ${name} ${which}`, values: [] }) > 0
    );
  });
  if (full === undefined && journalState(libraryPaths(folder).journal).entries === 0) return;
  throw new InkdexError(
    'conflict',
    `The library ${folder} is not empty, and an import would replace it. Choose a new folder with --library.`,
  );
}

const sequences = 'sqlite_sequence';

async function fill(
  db: WritableDatabase,
  source: string,
  sums: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<string[]> {
  db.pragma('foreign_keys = OFF');
  db.exec('BEGIN');
  // The highest ids come last: inserting rows changes them.
  const tables = exportedTables(db).sort(
    (a, b) => Number(a.name === sequences) - Number(b.name === sequences),
  );
  for (const table of tables) {
    const file = tableFile(table.name);
    if (!sums.has(file)) {
      throw new InkdexError('data-invalid', `The export has no ${file}. Export the library again.`);
    }
    db.run({ text: `DELETE FROM ${table.name}`, values: [] });
    await insertLines(db, table, join(source, file), signal);
  }
  const leftOut = dropOfMachine(db);
  db.exec('COMMIT');
  const [broken] = db.rawRows(sql`SELECT "table", parent FROM pragma_foreign_key_check`);
  if (broken !== undefined) {
    throw new InkdexError(
      'data-invalid',
      `A row of ${tableFile(String(broken[0]))} names a row of ${tableFile(String(broken[1]))} that is not in the export. ` +
        'Export the library again.',
    );
  }
  return leftOut;
}

async function insertLines(
  db: WritableDatabase,
  table: ExportedTable,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const insertion = db.prepare(insertionInto(table));
  let number = 0;
  for await (const line of lines(path, signal)) {
    number += 1;
    try {
      insertion.run(...valuesOf(line, table));
    } catch (thrown) {
      // A full disk is no fault of the line.
      translated(() => {
        if (thrown instanceof Error && !/CONSTRAINT|MISMATCH|data-invalid/u.test(codeOf(thrown)))
          throw thrown;
      });
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      throw new InkdexError('data-invalid', `${tableFile(table.name)}, line ${number}: ${reason}.`, {
        cause: thrown,
      });
    }
  }
}

/** The lines of a text file, which end with a line feed only: text may contain other line ends. */
async function* lines(path: string, signal: AbortSignal): AsyncGenerator<string> {
  let rest = '';
  const chunks: AsyncIterable<string> = createReadStream(path, { encoding: 'utf8', signal });
  for await (const chunk of chunks) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  if (rest !== '') yield rest;
}

function codeOf(thrown: Error): string {
  return 'code' in thrown ? String(thrown.code) : '';
}

interface Copying {
  readonly source: string;
  readonly folder: string;
  readonly sums: ReadonlyMap<string, string>;
  /** Gets the path of every file that is written. */
  readonly written: Set<string>;
}

/** Copies the files of the export into the library, and gives the photos among them their new paths. */
async function copyFiles(
  db: WritableDatabase,
  { source, folder, sums, written }: Copying,
  signal: AbortSignal,
): Promise<void> {
  const copy = async (from: string, to: string): Promise<void> => {
    signal.throwIfAborted();
    if (written.has(to) || (await hashFile(to)) === sums.get(from)) return;
    await mkdir(dirname(to), { recursive: true });
    if (existsSync(to))
      throw new InkdexError('conflict', `${JSON.stringify(to)} exists. Choose a new folder with --library.`);
    written.add(to);
    await copyFile(join(source, from), to, constants.COPYFILE_FICLONE);
    flushFile(to);
  };
  for (const name of listEvaluationFolders(db)) {
    if (!/^[\w-]+$/u.test(name))
      throw new InkdexError('data-invalid', `An evaluation has the folder ${JSON.stringify(name)}.`);
  }
  for (const path of sums.keys()) {
    if (/^(?:models|datasets|evaluations)\//u.test(path)) await copy(path, join(folder, path));
  }
  const { photos } = libraryPaths(folder);
  const placed = new Map<string, string>();
  const imported = new Map<string, string>();
  for (const table of photoTables) {
    for (const row of listPhotoRows(db, table)) {
      const file = photoFile(row.path, row.sha256);
      if (!sums.has(file)) continue;
      // Two photos can have had the same path, one after the other, or paths that some systems do not tell apart.
      const place = placeOfPhoto(row.path);
      const key = place.normalize('NFC').toLowerCase();
      const to = join(photos, (placed.get(key) ?? row.sha256) === row.sha256 ? place : row.sha256);
      if (!placed.has(key)) placed.set(key, row.sha256);
      await copy(file, to);
      imported.set(to, row.sha256);
      replacePhotoPath(db, table, row.id, to);
    }
  }
  await listPhotoFiles(photos, imported, written);
}

/** Lists the photo files of the import, so that a photo that is deleted permanently takes its file with it, and no other. */
async function listPhotoFiles(
  photos: string,
  imported: ReadonlyMap<string, string>,
  written: Set<string>,
): Promise<void> {
  if (imported.size === 0) return;
  const list = join(photos, sumsFile);
  const lines = Array.from(imported, ([path, sha256]) => `${sumsLine(sha256, relative(photos, path))}\n`);
  written.add(list);
  await writeWhole(list, lines);
}

/** Migrates the new database to this version, builds its index, and reads all of it as the app will. */
function finishDatabase(folder: string, building: string): Omit<ImportReport, 'leftOut'> {
  const db = openLibrary(folder, building);
  try {
    let words = 0;
    const photos = listPhotoIds(db);
    for (const photo of photos) {
      requirePhoto(db, photo);
      words += listWords(db, photo).length;
      findLastDoneEdit(db, photo);
    }
    db.pragma('wal_checkpoint(TRUNCATE)');
    return { photos: photos.length, words };
  } catch (thrown) {
    const cause = thrown instanceof InkdexError ? thrown.cause : thrown;
    if (thrown instanceof InkdexError && !(cause instanceof z.ZodError)) throw thrown;
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new InkdexError('data-invalid', `The tables of the export are not valid: ${reason}`, {
      cause: thrown,
    });
  } finally {
    db.close();
    flushFile(building);
  }
}
