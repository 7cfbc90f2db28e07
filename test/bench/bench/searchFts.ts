import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { characters } from '../../../shared/text.ts';
import { trigramsOf } from '../../../main/store/index/trigrams.ts';

/** What SQLite itself offers over the best readings of each photo. */
export interface FullTextIndex {
  readonly seconds: number;
  readonly bytes: number;
  /** The first photos that a query of FTS5's own language finds. */
  find(query: string): number[];
  close(): void;
}

const tokenizers = {
  plain: `tokenize = 'unicode61'`,
  trigram: `tokenize = 'trigram'`,
} as const;
export type Tokenizer = keyof typeof tokenizers;
const shown = 24;

/** Builds an FTS5 index of a library's photos in a file of its own. */
export function buildFullText(folder: string, library: string, tokenizer: Tokenizer): FullTextIndex {
  const db = new Sqlite(join(folder, `${tokenizer}.sqlite`));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = OFF');
  db.prepare('ATTACH ? AS library').run(library);
  const start = performance.now();
  db.exec(`
    CREATE VIRTUAL TABLE photo_text USING fts5 (text, content = '', ${tokenizers[tokenizer]});
    INSERT INTO photo_text (rowid, text)
      SELECT photo, group_concat(text, ' ' ORDER BY position) FROM library.word GROUP BY photo;
    INSERT INTO photo_text (photo_text) VALUES ('optimize');
  `);
  const seconds = (performance.now() - start) / 1000;
  db.pragma('wal_checkpoint(TRUNCATE)');
  const bytes = Number(db.prepare('SELECT sum(pgsize) FROM main.dbstat').pluck().get());
  const found = db.prepare(
    `SELECT rowid FROM photo_text WHERE photo_text MATCH ? ORDER BY rank LIMIT ${shown}`,
  );
  return {
    seconds,
    bytes,
    find: (query) => found.pluck().all(query).map(Number),
    close: () => {
      db.close();
    },
  };
}

/** A query as FTS5 takes it: words in quotes, a phrase stays one, the last word a prefix while it is typed. */
export function plainQuery(text: string, isTyping: boolean): string {
  const pieces = text.trim().match(/"[^"]*"|\S+/gu) ?? [];
  const quoted = pieces.map((piece) => (piece.startsWith('"') ? piece : `"${piece}"`));
  return isTyping ? `${quoted.join(' ')}*` : quoted.join(' ');
}

/** Any of a word's trigrams, which is how the trigram index may forgive an error. */
export function trigramQuery(word: string): string {
  const grams = trigramsOf(word.trim()).filter(
    (gram) => !gram.includes(' ') && characters(gram).length === 3,
  );
  return grams.map((gram) => `"${gram}"`).join(' OR ');
}
