import { z } from 'zod';
import type { WordOrder } from '../../../shared/contract/label.ts';
import { languageSharesSchema } from '../../../shared/contract/pageLanguage.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import { pageReadingSchema, type PageReading, type ReadWord } from '../../../shared/contract/word.ts';
import { jsonOf, sql, type ReadableDatabase, type WritableDatabase } from '../database.ts';
import type { ReadBy } from './corrections.ts';
import { hasEdits } from './edits.ts';
import { findWordOrder } from './wordChange.ts';
import { listStoredWords, type StoredWord } from './words.ts';

const readRow = pageReadingSchema
  .omit({ words: true, notText: true, ms: true })
  .extend({ languages: jsonOf(languageSharesSchema).nullable() });

/** So many readings of a photo are kept: whoever goes back twice needs no new one. */
const mostKept = 3;

/**
 * Keeps the readings of a photo whole. To be called before a person's edit and before a reading is stored. A photo on which
 * nobody has worked shows its last reading whole: that is kept now. On any other photo, words that a person typed, drew or
 * removed hide words of a reading: it is kept as it comes.
 *
 * @param next what reads it now: what the same models had read before is not kept
 */
export function keepReading(db: WritableDatabase, photo: PhotoId, next: PageReading | null = null): void {
  if (isWorkedOn(db, photo)) {
    if (next !== null) keep(db, photo, next);
    return;
  }
  const before = db.first(
    readRow,
    sql`SELECT width, height, turn, missing, detector, recogniser, second, languages FROM photo
      WHERE id = ${photo} AND detector IS NOT NULL AND recogniser IS NOT NULL
        AND (detector IS NOT ${next?.detector ?? null} OR recogniser IS NOT ${next?.recogniser ?? null})`,
  );
  if (before === undefined) return;
  keep(db, photo, { ...before, ms: 0, ...readingOf(listStoredWords(db, photo), findWordOrder(db, photo)) });
}

function keep(db: WritableDatabase, photo: PhotoId, reading: PageReading): void {
  const { detector, recogniser } = reading;
  db.run(sql`INSERT OR REPLACE INTO kept_reading (photo, detector, recogniser, sha256, language, reading)
    SELECT id, ${detector}, ${recogniser}, sha256, language, ${JSON.stringify({ ...reading, ms: 0 })} FROM photo
    WHERE id = ${photo}`);
  db.run(sql`DELETE FROM kept_reading WHERE photo = ${photo} AND rowid NOT IN
    (SELECT rowid FROM kept_reading WHERE photo = ${photo} ORDER BY rowid DESC LIMIT ${mostKept})`);
}

function isWorkedOn(db: ReadableDatabase, photo: PhotoId): boolean {
  if (hasEdits(db, photo)) return true;
  return db.has(sql`SELECT photo FROM tombstone WHERE photo = ${photo}
    UNION ALL SELECT photo FROM word WHERE photo = ${photo} AND (source = 'human' OR box_source = 'human') LIMIT 1`);
}

function readingOf(stored: readonly StoredWord[], order: WordOrder): Pick<PageReading, 'words' | 'notText'> {
  const lines = new Map(order.flatMap((ids, line) => ids.map((id) => [id, line])));
  const words: ReadWord[] = [];
  const notText: PageReading['notText'] = [];
  for (const { id, box, quad, text, confidence, alternatives, lattice, ...word } of stored) {
    const line = lines.get(id) ?? 0;
    const { underlined } = word;
    const found = { box, quad, line, text, confidence, alternatives };
    const read = { ...found, ...(lattice !== null && { lattice }), ...(underlined && { underlined }) };
    if (word.mark === 'text') words.push(read);
    else notText.push({ ...read, before: words.length });
  }
  return { words, notText };
}

/**
 * The kept reading of a photo by these models; null if it has none, if they read it last, or if it is another file, another
 * language or turned since.
 */
export function findKeptReading(
  db: ReadableDatabase,
  photo: PhotoId,
  { detector, recogniser, second }: ReadBy,
): PageReading | null {
  const kept = db.first(
    z.object({ turn: z.number(), reading: jsonOf(pageReadingSchema) }),
    sql`SELECT photo.turn, reading FROM kept_reading AS kept JOIN photo ON photo.id = kept.photo
      WHERE photo.id = ${photo} AND kept.detector = ${detector} AND kept.recogniser = ${recogniser}
        AND (photo.detector <> kept.detector OR photo.recogniser <> kept.recogniser)
        AND kept.sha256 = photo.sha256 AND kept.language IS photo.language`,
  );
  const isTheirs = (second === null || kept?.reading.second === second) && kept?.reading.turn === kept?.turn;
  return isTheirs ? (kept?.reading ?? null) : null;
}
