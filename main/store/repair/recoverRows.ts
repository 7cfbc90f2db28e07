import { statSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { hasCode } from '../../../shared/result.ts';
import { onWallClock } from '../../../shared/wallClock.ts';
import { photoIdSchema, sha256Schema, type PhotoId } from '../../../shared/contract/photo.ts';
import { sql, transaction, type Binding, type ReadableDatabase, type WritableDatabase } from '../database.ts';
import { insertionInto, listTables, quoted, type ExportedTable } from '../export/tables.ts';
import { createDatabase, libraryVersion, migrate, versionOf } from '../library/migrate.ts';
import { isTableOfPhoto, rowsOf } from '../photos/removedPhotos.ts';
import { dropEdits } from '../words/edits.ts';
import type { JournalEntry } from '../words/journal.ts';
import { isFull } from './damage.ts';
import { openLostTrees, type LostTrees } from './lostTrees.ts';
import { damageCodes, isDamage, readIndexes, rowsInIndexes, readRows, type PartialRow } from './readRows.ts';
import { mendPhoto } from './mendPhoto.ts';
import { keepSequences } from './sequences.ts';

/** All that could be read of a damaged database, in an intact one of this build's version. */
export interface Recovered {
  readonly db: WritableDatabase;
  /** Tables of which some rows could not be read. */
  readonly unread: ReadonlySet<string>;
  /** Photos that may lack words, or whose own row came from elsewhere. */
  readonly partial: ReadonlySet<PhotoId>;
  /** Number of rows. */
  readonly rows: number;
}

/** Built again, or given again by other rows. */
const derived: ReadonlySet<string> = new Set([
  ...['posting', 'fragment', 'vocabulary', 'neighbour', 'index_state', 'word_lease', 'sqlite_sequence'],
]);

/** What a reading makes again, and the history: a photo is whole without them. */
const besides: ReadonlySet<string> = new Set(['alternative', 'lattice', 'edit']);

/**
 * Writes every row that can be read of a damaged database to a new one, table by table, so that a damaged page costs no more
 * than what stood on it, and a page of the schema or of a tree nothing. Photos without a row are put together from indexes,
 * their words and the journal. Rows may refer to rows that are gone.
 *
 * @param damaged a database of Inkdex, of this or an earlier version
 * @param path of the new database
 */
export function recoverRows(
  damaged: WritableDatabase,
  path: string,
  entries: readonly JournalEntry[],
): Recovered {
  const isSchemaLost = !works(() => damaged.count(sql`SELECT count(*) FROM sqlite_schema`));
  let version = libraryVersion;
  // The first page says it, unless it is damaged.
  works(() => (version = versionOf(damaged)));
  const db = createDatabase(path, version);
  let opened: LostTrees | undefined;
  const lostTrees = (): LostTrees => (opened ??= openLostTrees(damaged.name, `${path}-trees`, version));
  try {
    return { db, ...recoverInto(db, { damaged, isSchemaLost, lostTrees }, entries) };
  } catch (thrown) {
    db.close();
    throw thrown;
  } finally {
    opened?.close();
  }
}

/** What is left of a database. */
interface Damaged {
  readonly damaged: WritableDatabase;
  readonly isSchemaLost: boolean;
  /** The rows that SQLite does not reach. */
  readonly lostTrees: () => LostTrees;
}

function works(read: () => unknown, expected = damageCodes): boolean {
  try {
    read();
    return true;
  } catch (thrown) {
    if (isFull(thrown) || !hasCode(thrown, expected)) throw thrown;
    return false;
  }
}

function recoverInto(
  db: WritableDatabase,
  from: Damaged,
  entries: readonly JournalEntry[],
): Omit<Recovered, 'db'> {
  const { damaged } = from;
  db.pragma('foreign_keys = OFF');
  const found = { unread: new Set<string>(), partial: new Set<PhotoId>(), rows: 0 };
  let rowsOfPhotos: PartialRow[] = [];
  transaction(db, () => {
    for (const table of listTables(db).filter(({ name }) => !derived.has(name))) {
      const copied = copyTable(from, db, table, (photo) => found.partial.add(photo));
      found.rows += copied.rows;
      if (copied.isWhole) continue;
      found.unread.add(table.name);
      if (table.name === 'photo') rowsOfPhotos = copied.partialRows;
    }
  });
  migrate(db);
  transaction(db, () => {
    if (found.unread.has('photo'))
      for (const id of addPhotos(db, rowsOfPhotos, entries)) found.partial.add(id);
    for (const id of listIds(db)) {
      const unread = tablesNotRead(damaged, id, found.unread);
      if (unread.some((name) => !besides.has(name))) found.partial.add(id);
      if (mendPhoto(db, id)) found.partial.add(id);
      // Each edit starts from the result of the one before: a history with gaps can be read, and not undone.
      if (unread.includes('edit') || found.partial.has(id)) dropEdits(db, id);
    }
  });
  const known = new Set([...listIds(db), ...db.numbers(sql`SELECT DISTINCT photo FROM word`).flat()]);
  // What a page of another table says is no photo.
  for (const id of found.partial) if (!known.has(id)) found.partial.delete(id);
  keepSequences(damaged, db);
  return found;
}

/** @param onBadRow called for the photo of a row whose bytes are changed, which SQLite does not notice when it reads */
function copyTable(
  { damaged, isSchemaLost, lostTrees }: Damaged,
  db: WritableDatabase,
  table: ExportedTable,
  onBadRow: (photo: PhotoId) => void,
) {
  const { name, columns } = table;
  // A migration fills some tables.
  db.run({ text: `DELETE FROM ${name}`, values: [] });
  const place = columns.indexOf(name === 'photo' ? 'id' : 'photo');
  let rows = 0;
  let misfits = 0;
  const storeRow = (values: Binding[]): void => {
    try {
      rows += db.run({ text: insertionInto(table), values });
    } catch (thrown) {
      if (!(thrown instanceof Sqlite.SqliteError) || !/CONSTRAINT|MISMATCH/u.test(thrown.code)) throw thrown;
      misfits += 1;
      const photo = photoIdSchema.safeParse(values[place]);
      if (photo.success && isTableOfPhoto(name)) onBadRow(photo.data);
    }
  };
  // A page of another table in the place of one of this: its rows do not fit, or some are missing that an index has.
  const isRead =
    !isSchemaLost &&
    readRows(damaged, table, storeRow) &&
    misfits === 0 &&
    rowsInIndexes(damaged, table) <= rows;
  if (isRead) return { isWhole: true, rows, partialRows: [] };
  const add = (row: PartialRow): void => {
    works(() => (rows += addKnown(db, name, row) ? 1 : 0), /CONSTRAINT|MISMATCH/u);
  };
  const isFound = lostTrees().readTable(table, add);
  if (isSchemaLost && isFound) return { isWhole: true, rows, partialRows: [] };
  const indexed = isSchemaLost
    ? { rows: lostTrees().readIndexes(table), isWhole: false }
    : readIndexes(damaged, table);
  // A column that may be empty is; where one must not be, the row is left out.
  for (const row of indexed.rows) add(row);
  return {
    isWhole: indexed.isWhole && misfits === 0,
    rows,
    /** Rows of which only indexes have a part. */
    partialRows: [...indexed.rows],
  };
}

function addKnown(db: WritableDatabase, table: string, row: PartialRow): boolean {
  const columns = [...row.keys()];
  const places = columns.map(() => '?').join(', ');
  const text = `INSERT OR IGNORE INTO ${table} (${quoted(columns)}) VALUES (${places})`;
  return db.run({ text, values: [...row.values()] }) > 0;
}

/** The tables of which not all rows of a photo can be read. */
function tablesNotRead(damaged: ReadableDatabase, id: PhotoId, unread: ReadonlySet<string>): string[] {
  return [...unread].filter(isTableOfPhoto).filter((table) => {
    // The row of a photo is there, or was put together.
    if (table === 'photo') return false;
    try {
      damaged.all(z.looseObject({}), rowsOf(table, id));
      return false;
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown;
      return true;
    }
  });
}

function listIds(db: ReadableDatabase): PhotoId[] {
  return db.column(photoIdSchema, sql`SELECT id FROM photo ORDER BY id`);
}

const partialPhoto = z.object({
  id: photoIdSchema,
  path: z.string(),
  sha256: sha256Schema,
  added_at: z.string().optional(),
});

/** Adds photos that only indexes, words or the journal know. They are read again. Returns those, and those known by words alone. */
function addPhotos(
  db: WritableDatabase,
  rows: readonly PartialRow[],
  entries: readonly JournalEntry[],
): PhotoId[] {
  const present = new Set(listIds(db));
  const indexed = new Map(rows.map((row) => [row.get('id'), Object.fromEntries(row)]));
  const referred = db
    .numbers(sql`SELECT photo FROM word UNION SELECT photo FROM tombstone UNION SELECT photo FROM edit
      UNION SELECT photo FROM collection_photo`)
    .flat();
  const missing = z
    .array(photoIdSchema)
    .parse([...new Set<Binding | undefined>([...indexed.keys(), ...referred])])
    .filter((id) => !present.has(id));
  for (const id of missing) {
    const row: { readonly sha256?: Binding } = indexed.get(id) ?? {};
    const known = entries.findLast(
      ({ photo }) => photo.id === id && photo.sha256 === (row.sha256 ?? photo.sha256),
    )?.photo;
    const { data } = partialPhoto.safeParse({ id, ...known, added_at: known?.addedAt, ...row });
    if (data !== undefined) addPhoto(db, data, known);
  }
  return missing;
}

/** What its words say of a photo of which nothing else is known. A reading corrects the size. */
const wordsRow = z
  .object({ right: z.number(), bottom: z.number(), revision: z.number(), isWorkedOn: z.number() })
  .transform(({ right, bottom, revision, isWorkedOn }) => ({
    ...{ width: Math.ceil(right), height: Math.ceil(bottom), revision, takenAt: null, language: null },
    ...{ turn: 0, progress: isWorkedOn === 1 ? 'in-work' : 'new' },
  }));

function addPhoto(
  db: WritableDatabase,
  { id, path, sha256, added_at = onWallClock(new Date()) }: z.infer<typeof partialPhoto>,
  known: JournalEntry['photo'] | undefined,
): void {
  const guessed = db.first(
    wordsRow,
    sql`SELECT coalesce(max(x + width), 1) AS "right", coalesce(max(y + height), 1) AS bottom,
      coalesce(max(revision), 0) AS revision, coalesce(max(source = 'human'), 0) AS isWorkedOn
      FROM word WHERE photo = ${id}`,
  );
  const facts = known ?? guessed;
  if (facts === undefined) return;
  const bytes = known?.bytes ?? statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const revision = Math.max(facts.revision, guessed?.revision ?? 0);
  db.run(sql`INSERT OR IGNORE INTO photo (id, path, sha256, bytes, width, height, turn, turned_by, taken_at, added_at, status,
        progress, revision, language)
      VALUES (${id}, ${path}, ${sha256}, ${bytes}, ${facts.width}, ${facts.height}, ${facts.turn},
        ${known === undefined ? 'reading' : 'person'}, ${facts.takenAt}, ${added_at}, 'waiting', ${facts.progress},
        ${revision}, ${facts.language ?? null})`);
}
