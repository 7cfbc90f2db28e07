import { z } from 'zod';
import type { WordOrder } from '../../../shared/contract/label.ts';
import { languageSharesSchema } from '../../../shared/contract/pageLanguage.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import { pageReadingSchema, type PageReading, type ReadWord } from '../../../shared/contract/word.ts';
import { jsonOf, sql, type ReadableDatabase, type WritableDatabase } from '../database.ts';
import type { ReadBy } from './corrections.ts';
import type { StoredWord } from './words.ts';

const readRow = pageReadingSchema
  .omit({ words: true, notText: true, ms: true })
  .extend({ languages: jsonOf(languageSharesSchema).nullable() });

/**
 * Keeps what models have read in a photo that other models have now read, one reading for each photo. To be called before
 * the photo's row changes.
 *
 * @param words the words before, in reading order
 */
export function keepReading(
  db: WritableDatabase,
  photo: PhotoId,
  words: readonly StoredWord[],
  order: WordOrder,
  { detector, recogniser }: Pick<PageReading, 'detector' | 'recogniser'>,
): void {
  const before = db.first(
    readRow,
    sql`SELECT width, height, turn, missing, detector, recogniser, second, languages FROM photo
      WHERE id = ${photo} AND (detector <> ${detector} OR recogniser <> ${recogniser})`,
  );
  if (before === undefined) return;
  const reading = JSON.stringify({ ...before, ms: 0, ...readingOf(words, order) });
  db.run(sql`INSERT OR REPLACE INTO kept_reading (photo, sha256, language, reading)
    SELECT id, sha256, language, ${reading} FROM photo WHERE id = ${photo}`);
}

/** Words that a model found and read. Those of a person stay in any reading. */
function readingOf(stored: readonly StoredWord[], order: WordOrder): Pick<PageReading, 'words' | 'notText'> {
  const lines = new Map(order.flatMap((ids, line) => ids.map((id) => [id, line])));
  const words: ReadWord[] = [];
  const notText: PageReading['notText'] = [];
  for (const { id, box, quad, text, confidence, alternatives, lattice, ...word } of stored) {
    if (word.source !== 'model' || word.boxSource !== 'model') continue;
    const line = lines.get(id) ?? 0;
    const { underlined } = word;
    const found = { box, quad, line, text, confidence, alternatives };
    const read = { ...found, ...(lattice !== null && { lattice }), ...(underlined && { underlined }) };
    if (word.mark === 'text') words.push(read);
    else notText.push({ ...read, before: words.length });
  }
  return { words, notText };
}

/** The kept reading of a photo by these models; null if it has none, or is another file, another language or turned since. */
export function findKeptReading(
  db: ReadableDatabase,
  photo: PhotoId,
  { detector, recogniser, second }: ReadBy,
): PageReading | null {
  const kept = db.first(
    z.object({ turn: z.number(), reading: jsonOf(pageReadingSchema) }),
    sql`SELECT photo.turn, reading FROM kept_reading JOIN photo ON photo.id = kept_reading.photo
      WHERE photo.id = ${photo} AND kept_reading.sha256 = photo.sha256 AND kept_reading.language IS photo.language`,
  );
  const isTheirs =
    kept?.reading.detector === detector &&
    kept.reading.recogniser === recogniser &&
    (second === null || kept.reading.second === second) &&
    kept.reading.turn === kept.turn;
  return isTheirs ? kept.reading : null;
}
