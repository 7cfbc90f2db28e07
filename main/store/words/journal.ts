import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { wordOrderSchema } from '../../../shared/contract/label.ts';
import { photoSchema, type PhotoId } from '../../../shared/contract/photo.ts';
import { wordIdSchema } from '../../../shared/contract/word.ts';
import { fileProblem } from '../../files/fileProblem.ts';
import type { WritableDatabase } from '../database.ts';
import { flushFolder } from '../../files/flush.ts';
import { findPhotos } from '../photos/photos.ts';
import { storedWordSchema, tombstoneSchema, type StoredWord } from './words.ts';
import type { WordChange } from './wordChange.ts';

/*
 * The journal of a library: an append-only file beside the database with what people typed and confirmed since the last
 * backup. An entry is on the disk before its edit is confirmed, so that a repair finds it whatever happens to the database.
 */

const entrySchema = z.object({
  /** ISO 8601. */
  at: z.string(),
  /**
   * The photo afterwards: enough to find it again, or to add it. Older entries do not say in which collections it is, or
   * in which language it is read.
   */
  photo: photoSchema.partial({ collections: true, language: true, languages: true }),
  isRemoved: z.boolean(),
  /** Name of the person who made the change; null for the owner of the library. Older entries do not say. */
  by: z.string().nullable().default(null),
  /** The file of the photo was changed by another program: the SHA-256 of the one before, and its picture. */
  file: z
    .object({
      was: z.string(),
      identity: z.object({ pixels: z.string(), orientation: z.number() }).nullable(),
    })
    .nullable()
    .default(null),
  /** A change of words; null where only the photo changed. In pixels of the photo with its `turn`. */
  words: z
    .object({
      put: z.array(storedWordSchema),
      removed: z.array(wordIdSchema),
      /** The whole order afterwards; null if it did not change. */
      order: wordOrderSchema.nullable(),
      /** Places of deleted words, and those of them that were restored. */
      buried: z.array(tombstoneSchema),
      restored: z.array(wordIdSchema),
    })
    .nullable(),
});
export type JournalEntry = z.infer<typeof entrySchema>;

/** The journals of open libraries. A database that is being repaired has none. */
const journals = new WeakMap<WritableDatabase, string>();

/** Creates the journal of a library if there is none, and keeps it from now on. */
export function keepJournal(db: WritableDatabase, path: string): void {
  if (!existsSync(path)) {
    closeSync(openSync(path, 'a', 0o600));
    flushFolder(dirname(path));
  }
  journals.set(db, path);
}

/**
 * Records a change of a photo's words if a person made it. Called in the transaction of the change: if the journal
 * cannot be written, nothing is stored.
 *
 * @throws InkdexError `disk-full`, `permission-denied`
 */
export function journalChange(
  db: WritableDatabase,
  photo: PhotoId,
  change: WordChange,
  by: string | null,
): void {
  if (!journals.has(db) || !isOfPerson(change)) return;
  const { before, after } = change;
  const known = new Map(before.words.map((word) => [word.id, word]));
  const staying = new Set(after.words.map(({ id }) => id));
  const put = after.words.filter((word) => {
    const earlier = known.get(word.id);
    return earlier === undefined || isTouchedByPerson(earlier) || isTouchedByPerson(word);
  });
  append(
    db,
    [photo],
    { isRemoved: false, by },
    {
      put,
      removed: before.words.map(({ id }) => id).filter((id) => !staying.has(id)),
      order: after.order,
      buried: [...after.tombstones],
      restored: before.tombstones.map(({ word }) => word),
    },
  );
}

/** Records photos of the library that were restored or are about to be removed, or whose progress or language a person has set. */
export function journalPhotos(
  db: WritableDatabase,
  photos: readonly PhotoId[],
  { isRemoved, by = null }: { readonly isRemoved: boolean; readonly by?: string | null },
): void {
  append(db, photos, { isRemoved, by }, null);
}

/** Records that another program has changed the file of a photo: its words belong to the new file. */
export function journalNewFile(
  db: WritableDatabase,
  photo: PhotoId,
  { was, identity }: NonNullable<JournalEntry['file']>,
): void {
  append(db, [photo], { isRemoved: false, by: null, file: { was, identity } }, null);
}

function append(
  db: WritableDatabase,
  photos: readonly PhotoId[],
  {
    isRemoved,
    by,
    file = null,
  }: Pick<JournalEntry, 'isRemoved' | 'by'> & Partial<Pick<JournalEntry, 'file'>>,
  words: JournalEntry['words'],
): void {
  const path = journals.get(db);
  if (path === undefined) return;
  const at = new Date().toISOString();
  const lines = findPhotos(db, photos).map((photo): string => {
    const entry: JournalEntry = { at, by, photo, isRemoved, file, words };
    return JSON.stringify(entry);
  });
  // A new line first: the last one may have been torn by a power cut.
  if (lines.length > 0) write(path, `\n${lines.join('\n')}\n`, waitsForDisk(db));
}

/**
 * Runs work that changes several photos in one transaction. If it fails, the journal loses what it had recorded of it: a repair
 * would make the half of it that was recorded.
 */
export function wholeInJournal<Value>(db: WritableDatabase, work: () => Value): Value {
  const path = journals.get(db);
  if (path === undefined || !existsSync(path)) return work();
  const length = statSync(path).size;
  try {
    return work();
  } catch (thrown) {
    try {
      truncateSync(path, length);
    } catch {
      // What failed is of more use to a person.
    }
    throw thrown;
  }
}

/** Whether the database waits for the disk, too: it does not while a library is built that can be built again. */
function waitsForDisk(db: WritableDatabase): boolean {
  return db.pragma('synchronous', { simple: true }) !== 0;
}

function write(path: string, text: string, isSynced: boolean): void {
  try {
    const file = openSync(path, 'a', 0o600);
    const bytes = Buffer.from(text);
    const length = fstatSync(file).size;
    try {
      for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
      if (isSynced) fdatasyncSync(file);
    } catch (thrown) {
      ftruncateSync(file, length);
      throw thrown;
    } finally {
      closeSync(file);
    }
  } catch (thrown) {
    throw fileProblem(path, thrown);
  }
}

/** Whether a person made a change: it touches a word of a person, a deleted word, or only the order. */
function isOfPerson({ before, after }: WordChange): boolean {
  const words = [...before.words, ...after.words];
  const isOrderOnly = words.length === 0 && after.order !== null;
  const tombstones = before.tombstones.length + after.tombstones.length;
  return isOrderOnly || tombstones > 0 || words.some(isTouchedByPerson);
}

/** Whether a person typed, confirmed, marked, drew or moved a word. */
export function isTouchedByPerson({ source, boxSource, madeBy }: StoredWord): boolean {
  return source === 'human' || boxSource === 'human' || madeBy.kind === 'person';
}

const headerSchema = z.strictObject({ backup: z.string() });

/** The name of the backup that a journal goes on from; null if no backup was made. */
export function findJournalBackup(path: string): string | null {
  try {
    return headerSchema.parse(JSON.parse(linesOf(path)[0] ?? '')).backup;
  } catch {
    return null;
  }
}

/** All entries of a journal that can be read, in order. A torn or damaged line is left out. */
export function readJournal(path: string): JournalEntry[] {
  return linesOf(path).flatMap((line) => {
    try {
      return [entrySchema.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}

export interface JournalState {
  /** Number of entries since the last backup. */
  readonly entries: number;
  /** When the first of them was written, in milliseconds since 1970; null if there is none. */
  readonly since: number | null;
  /** Length of the file in bytes. */
  readonly bytes: number;
}

/** How much work is only in the journal and not in a backup. */
export function journalState(path: string): JournalState {
  const lines = linesOf(path).filter((line) => !line.startsWith('{"backup":'));
  const at = /"at":"([^"]+)"/u.exec(lines[0] ?? '')?.[1];
  const since = at === undefined ? Number.NaN : Date.parse(at);
  return {
    entries: lines.length,
    since: Number.isNaN(since) ? null : since,
    bytes: statSync(path, { throwIfNoEntry: false })?.size ?? 0,
  };
}

/**
 * Leaves out the start of a journal, which a backup contains. A kill leaves the whole journal or the shorter one. Only the
 * process with the library's host lock calls this and adds entries, so that none comes in between.
 *
 * @param bytes length of the journal when the backup began
 * @param backup name of the backup, which the journal goes on from
 */
export function shortenJournal(path: string, bytes: number, backup: string): void {
  const beside = `${path}.shorter`;
  const file = openSync(beside, 'w', 0o600);
  try {
    const header = Buffer.from(`${JSON.stringify({ backup })}\n`);
    writeFileSync(file, Buffer.concat([header, readFileSync(path).subarray(bytes)]));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
  flushFolder(dirname(path));
}

function linesOf(path: string): string[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}
