import { z } from 'zod';
import { InkdexError } from '../../../shared/result.ts';
import { transaction, translated, sql, type ReadableDatabase, type WritableDatabase } from '../database.ts';

/**
 * The text of all photos in an FTS5 table, for other programs. Its content is the view `photo_text`, so that no text is
 * stored twice. Our own postings answer queries, because they have a probability for each place; see ARCHITECTURE.md,
 * Decisions.
 */
const tables: Readonly<Record<string, string>> = {
  photo_fts: `CREATE VIRTUAL TABLE photo_fts USING fts5 (text, alternatives, content = 'photo_text',
    content_rowid = 'photo', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')`,
  photo_term: `CREATE VIRTUAL TABLE photo_term USING fts5vocab (photo_fts, col)`,
};

/** Tables in which FTS5 keeps its index. */
const shadows = ['data', 'idx', 'docsize', 'config'].map((name) => `photo_fts_${name}`);

const schemaRow = z.object({ name: z.string(), sql: z.string() });

/** Builds the text index if it is missing, was made by another version, or cannot be opened. */
export function requireTextIndex(db: WritableDatabase): void {
  if (isCurrent(db) && canBeOpened(db)) return;
  rebuildTextIndex(db);
}

function isCurrent(db: ReadableDatabase): boolean {
  const rows = db.all(
    schemaRow,
    sql`SELECT name, sql FROM sqlite_schema WHERE name IN ('photo_fts', 'photo_term')`,
  );
  const found = new Map(rows.map((row) => [row.name, row.sql]));
  return Object.entries(tables).every(([name, text]) => found.get(name) === text);
}

function canBeOpened(db: ReadableDatabase): boolean {
  try {
    db.all(z.unknown(), sql`SELECT term FROM photo_term LIMIT 1`);
    return true;
  } catch (thrown) {
    if (isProblem(thrown)) return false;
    throw thrown;
  }
}

/** Builds the text index from the words, whatever its state. */
export function rebuildTextIndex(db: WritableDatabase): void {
  transaction(db, () => {
    dropTextIndex(db);
    for (const text of Object.values(tables)) db.exec(text);
    db.exec(`INSERT INTO photo_fts (photo_fts) VALUES ('rebuild')`);
  });
}

/** A damaged table of FTS5 cannot be opened, not even to drop it; then its parts are dropped one by one. */
function dropTextIndex(db: WritableDatabase): void {
  try {
    db.exec('DROP TABLE IF EXISTS photo_term; DROP TABLE IF EXISTS photo_fts');
  } catch {
    // SQLite protects the parts of FTS5 from all other statements.
    db.unsafeMode(true);
    try {
      for (const name of shadows) db.exec(`DROP TABLE IF EXISTS ${name}`);
      forgetTextIndex(db);
    } finally {
      db.unsafeMode(false);
    }
  }
}

/** Deletes the text index from the schema without reading it. Needs `unsafeMode`; leaves its pages. */
export function forgetTextIndex(db: WritableDatabase): void {
  const names = [...Object.keys(tables), ...shadows].map((name) => `'${name}'`).join(', ');
  db.pragma('writable_schema = ON');
  db.exec(`DELETE FROM sqlite_schema WHERE name IN (${names})`);
  db.pragma('writable_schema = RESET');
}

/** How the text index differs from the words, or is damaged; null if it is as it should be. */
export function textIndexProblem(db: WritableDatabase): string | null {
  try {
    translated(() => db.exec(`INSERT INTO photo_fts (photo_fts, rank) VALUES ('integrity-check', 1)`));
    return null;
  } catch (thrown) {
    if (isProblem(thrown)) return thrown instanceof Error ? thrown.message : String(thrown);
    throw thrown;
  }
}

const textRow = z.object({ text: z.string().nullable(), alternatives: z.string().nullable() });
/** Nulls for a photo without readable words. */
export type PhotoText = z.infer<typeof textRow>;

/** The text of a photo as it is indexed; undefined for a photo without words. */
export function findPhotoText(db: ReadableDatabase, photo: number): PhotoText | undefined {
  return db.first(textRow, sql`SELECT text, alternatives FROM photo_text WHERE photo = ${photo}`);
}

/** The text of a photo, before and after a change of its words. */
export interface TextChange {
  readonly photo: number;
  readonly before: PhotoText | undefined;
  readonly after: PhotoText | undefined;
}

/**
 * Updates the text index after changes of words, in their transaction. A damaged index must not keep a person from editing:
 * it is left as it is, and built anew when the library is opened again.
 */
export function replaceTexts(db: WritableDatabase, changes: readonly TextChange[]): void {
  db.run(sql`SAVEPOINT text_index`);
  try {
    for (const change of changes) replaceText(db, change);
    // Now, because COMMIT would fail for an index that cannot be written.
    db.run(sql`INSERT INTO photo_fts (photo_fts) VALUES ('flush')`);
    db.run(sql`RELEASE text_index`);
  } catch (thrown) {
    db.run(sql`ROLLBACK TO text_index`);
    db.run(sql`RELEASE text_index`);
    if (!isProblem(thrown)) throw thrown;
    // Without this table, the index counts as missing.
    db.run(sql`DROP TABLE IF EXISTS photo_term`);
  }
}

function replaceText(db: WritableDatabase, { photo, before, after }: TextChange): void {
  if (before?.text === after?.text && before?.alternatives === after?.alternatives && !before === !after)
    return;
  if (before !== undefined) {
    db.run(sql`INSERT INTO photo_fts (photo_fts, rowid, text, alternatives)
        VALUES ('delete', ${photo}, ${before.text}, ${before.alternatives})`);
  }
  if (after !== undefined) {
    db.run(
      sql`INSERT INTO photo_fts (rowid, text, alternatives) VALUES (${photo}, ${after.text}, ${after.alternatives})`,
    );
  }
}

/** Whether an error says that the text index is damaged, missing or of another version. */
function isProblem(thrown: unknown): boolean {
  if (thrown instanceof InkdexError) return thrown.code === 'library-damaged';
  return thrown instanceof Error && /photo_fts|photo_term|fts5/u.test(thrown.message);
}
