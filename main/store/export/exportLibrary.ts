import { createHash, type Hash } from 'node:crypto';
import { createWriteStream, existsSync, readdirSync, type ReadStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { manifestFile, objectFile } from '../../../shared/fileNames.ts';
import { InkdexError, writingProblem } from '../../../shared/result.ts';
import { requireOrdinary } from '../../files/requireOrdinary.ts';
import { createWholeFolder, writeWhole } from '../../files/writeWhole.ts';
import { copyBeside } from '../library/backupThread.ts';
import { sql, WritableDatabase, type ReadableDatabase } from '../database.ts';
import { libraryPaths } from '../library/libraryPaths.ts';
import { libraryVersion } from '../library/migrate.ts';
import { followFolder } from '../photos/paths.ts';
import { resetReadingPhotos } from '../photos/photos.ts';
import { removeDatabase, withDatabase } from '../repair/damage.ts';
import {
  exportVersion,
  headerFile,
  isPlace,
  libraryPlaceholder,
  photoFile,
  photoOfPlace,
  readme,
  sumsFile,
  sumsLine,
  tableFile,
  type ExportHeader,
} from './layout.ts';
import {
  dropOfMachine,
  exportedTables,
  linesOf,
  listEvaluationFolders,
  listPhotoRows,
  photoTables,
  replacePhotoPath,
} from './tables.ts';

export interface LibraryExport {
  /** Folder of the library. */
  readonly folder: string;
  /** The path of its database, which another process may be writing to. */
  readonly database: string;
  /** The new folder to write. */
  readonly target: string;
  /** Whether to copy the photo files, too. */
  readonly photos: boolean;
}

/** How to stop an export or import, and how it reports its progress in files. */
export interface ExportOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number | null) => void;
}

export interface ExportReport {
  /** Number of exported files. */
  readonly files: number;
  /** Files that were not found, or are no longer the same. The rows of photos are in the export all the same. */
  readonly missing: readonly string[];
}

/** A file of the library, and its path in the export. */
interface LibraryFile {
  readonly from: string;
  readonly to: string;
  /** What it must be; null if any content is right. */
  readonly sha256: string | null;
}

/**
 * Writes a whole library in open formats to a new folder, as it is at one moment. The same library gives the same files,
 * also after an import. The folder is complete or absent.
 *
 * @throws InkdexError `conflict` when the folder exists, `disk-full`, `permission-denied`, `library-damaged`; the signal's
 *   reason
 */
export async function exportLibrary(
  { folder, database, target, photos }: LibraryExport,
  options: ExportOptions,
): Promise<ExportReport> {
  let report: ExportReport | undefined;
  await createWholeFolder(target, async (partial) => {
    const copy = join(partial, 'library.sqlite');
    try {
      const damage = await copyBeside({ database, copy }, options.signal);
      if (damage !== null) {
        throw new InkdexError(
          'library-damaged',
          `library.sqlite is damaged (${damage}), so it is not exported. Close Inkdex and run: inkdex doctor --repair`,
        );
      }
      const files = withDatabase(copy, { readonly: false }, (db) => {
        const found = listFiles(db, folder, photos);
        detach(db, folder);
        return found;
      });
      report = await writeExport(partial, copy, files, options);
    } finally {
      removeDatabase(copy);
    }
  });
  if (report === undefined) throw new Error('The export has no report.');
  return report;
}

function listFiles(db: ReadableDatabase, folder: string, withPhotos: boolean): LibraryFile[] {
  const { objects, versions, models } = libraryPaths(folder);
  const photos = withPhotos ? photoTables.flatMap((table) => listPhotoRows(db, table)) : [];
  const bySha = new Map(photos.map((photo) => [photo.sha256, photo]));
  return [
    ...Array.from(bySha.values(), ({ path, sha256 }) => ({
      from: path,
      to: photoFile(path, sha256),
      sha256,
    })),
    ...db.column(z.string(), sql`SELECT sha256 FROM image ORDER BY sha256`).map((sha256) => ({
      from: join(objects, objectFile(sha256)),
      to: `datasets/objects/${objectFile(sha256)}`,
      sha256,
    })),
    ...db.column(z.string(), sql`SELECT sha256 FROM version ORDER BY sha256`).map((sha256) => ({
      from: join(versions, manifestFile(sha256)),
      to: `datasets/versions/${manifestFile(sha256)}`,
      sha256,
    })),
    ...filesIn(models, 'models').filter(({ to }) => isPlace(to, '')),
    ...listEvaluationFolders(db).flatMap((name) =>
      filesIn(join(folder, 'evaluations', name), `evaluations/${name}`),
    ),
  ];
}

/** Makes a copy of the database independent of this machine and of what is going on. */
function detach(db: WritableDatabase, folder: string): void {
  db.pragma('foreign_keys = ON');
  db.pragma('synchronous = OFF');
  dropOfMachine(db);
  resetReadingPhotos(db);
  const imported = libraryPaths(folder).photos + sep;
  for (const table of photoTables) {
    for (const { id, path } of listPhotoRows(db, table)) {
      if (!path.startsWith(imported)) continue;
      const original = photoOfPlace(path.slice(imported.length));
      replacePhotoPath(db, table, id, original);
    }
  }
  followFolder(db, libraryPlaceholder);
}

/** The files of a folder of the library, if it exists. */
function filesIn(folder: string, to: string): LibraryFile[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).sort();
  return names.map((name) => ({ from: join(folder, name), to: `${to}/${name}`, sha256: null }));
}

/** The originals stay in the library, and `SHA256SUMS` tells whether a power cut has left half a file. */
const unflushed = { isFlushed: false };

async function writeExport(
  partial: string,
  copy: string,
  files: readonly LibraryFile[],
  { signal, onProgress }: ExportOptions,
): Promise<ExportReport> {
  const sums = new Map<string, string>();
  const missing: string[] = [];
  for (const [index, file] of files.entries()) {
    signal.throwIfAborted();
    onProgress(index, files.length);
    const sha256 = await copyFile(file, join(partial, file.to), signal);
    if (sha256 === null) missing.push(file.from);
    else sums.set(file.to, sha256);
  }
  const write = async (name: string, parts: Iterable<string>): Promise<void> => {
    const hash = createHash('sha256');
    await writeWhole(join(partial, name), hashed(parts, hash, signal), unflushed);
    sums.set(name, hash.digest('hex'));
  };
  const db = new WritableDatabase(copy, { readonly: true });
  try {
    for (const table of exportedTables(db)) await write(tableFile(table.name), linesOf(db, table));
  } finally {
    db.close();
  }
  const header: ExportHeader = {
    format: 'inkdex-library',
    version: exportVersion,
    library: libraryVersion,
  };
  await write(headerFile, [`${JSON.stringify(header)}\n`]);
  await write('README.md', [readme]);
  const lines = [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, sha256]) => `${sumsLine(sha256, name)}\n`);
  await writeWhole(join(partial, sumsFile), lines, unflushed);
  return { files: sums.size, missing };
}

function* hashed(parts: Iterable<string>, hash: Hash, signal: AbortSignal): Generator<string> {
  for (const part of parts) {
    signal.throwIfAborted();
    hash.update(part);
    yield part;
  }
}

/** Copies a file. Returns its SHA-256; null, without a copy, if it is missing or is not what it must be. */
async function copyFile(
  { from, sha256 }: LibraryFile,
  to: string,
  signal: AbortSignal,
): Promise<string | null> {
  const hash = createHash('sha256');
  await mkdir(dirname(to), { recursive: true });
  const bytes = await openForReading(from);
  if (bytes === null) return null;
  const pass = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(bytes, pass, createWriteStream(to, { flags: 'wx' }), { signal });
  } catch (thrown) {
    if (signal.aborted || writingProblem(thrown) !== null) throw thrown;
    // It can be opened but not read, as on a damaged disk. The other files are exported all the same.
    await rm(to, { force: true });
    return null;
  }
  const found = hash.digest('hex');
  if (sha256 === null || found === sha256) return found;
  await rm(to);
  return null;
}

/** Null for a file that cannot be opened, and for what is no file, such as a pipe. */
async function openForReading(path: string): Promise<ReadStream | null> {
  try {
    await requireOrdinary(path);
    const file = await open(path);
    if ((await file.stat()).isFile()) return file.createReadStream();
    await file.close();
    return null;
  } catch {
    return null;
  }
}
