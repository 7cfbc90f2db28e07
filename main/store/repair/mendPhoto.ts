import { z } from 'zod';
import { quadOfBox, boxSchema } from '../../../shared/geometry.ts';
import { parseJson } from '../../../shared/json.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import { wordIdSchema, type WordId } from '../../../shared/contract/word.ts';
import { sql, type Binding, type ReadableDatabase, type WritableDatabase } from '../database.ts';
import { jsonColumns } from '../jsonColumns.ts';
import { findPhoto } from '../photos/photos.ts';
import { listBuriedWords } from '../words/wordChange.ts';
import { findStoredWords, findWordBoxes, listStoredWords } from '../words/words.ts';

/** @throws if a photo or its words cannot be read: SQLite does not notice changed bytes of a text */
export function requireReadable(db: ReadableDatabase, photo: PhotoId): void {
  findPhoto(db, photo);
  listStoredWords(db, photo);
  listBuriedWords(db, photo);
}

/**
 * Makes a photo readable whose bytes are changed. A word loses what cannot be read of it: its outline, where its box says the
 * place, its other readings, and last the word itself.
 *
 * @returns whether anything had to be mended
 */
export function mendPhoto(db: WritableDatabase, photo: PhotoId): boolean {
  if (
    works(() => {
      requireReadable(db, photo);
    })
  )
    return false;
  if (!works(() => findPhoto(db, photo))) db.run(sql`UPDATE photo SET languages = NULL WHERE id = ${photo}`);
  // What refers to it goes with it, in the end.
  if (!works(() => findPhoto(db, photo))) db.run(sql`DELETE FROM photo WHERE id = ${photo}`);
  const ids = db.numbers(sql`SELECT id FROM word WHERE photo = ${photo}`).flat();
  for (const id of z.array(wordIdSchema).parse(ids)) mendWord(db, photo, id);
  const places = sql`SELECT word, region FROM tombstone WHERE photo = ${photo}`;
  for (const { word, region } of db.all(z.object({ word: z.number(), region: z.unknown() }), places))
    if (!boxSchema.safeParse(parseJson(String(region))).success)
      db.run(sql`DELETE FROM tombstone WHERE word = ${word}`);
  return true;
}

function mendWord(db: WritableDatabase, photo: PhotoId, word: WordId): void {
  const isReadable = (): boolean => works(() => findStoredWords(db, photo, [word]));
  if (isReadable()) return;
  mendColumns(db, photo, word);
  if (isReadable()) return;
  db.run(sql`DELETE FROM alternative WHERE word = ${word}`);
  if (isReadable()) return;
  db.run(sql`DELETE FROM word WHERE id = ${word}`);
}

const columnsRow = z.record(z.string(), z.string().nullable());

/** Gives a word new values in place of JSON that cannot be read. */
function mendColumns(db: WritableDatabase, photo: PhotoId, word: WordId): void {
  const forms = jsonColumns.word;
  const row = db.first(columnsRow, sql`SELECT quad, polygon, detected, made_by FROM word WHERE id = ${word}`);
  const box = findWordBoxes(db, photo).get(word);
  const of = sql`SELECT recogniser, source FROM word JOIN photo ON photo.id = photo WHERE word.id = ${word}`;
  const reading = db.first(z.object({ recogniser: z.string().nullable(), source: z.string() }), of);
  const maker =
    reading?.source === 'model'
      ? { kind: 'model', sha256: reading.recogniser ?? '0'.repeat(64) }
      : { kind: 'person' };
  const values: Readonly<Record<keyof typeof forms, Binding>> = {
    quad: JSON.stringify(quadOfBox(box ?? [0, 0, 1, 1])),
    polygon: null,
    detected: null,
    made_by: JSON.stringify(maker),
  };
  for (const column of ['quad', 'polygon', 'detected', 'made_by'] as const) {
    const text = row?.[column];
    if (typeof text === 'string' && !forms[column].safeParse(parseJson(text)).success)
      db.run({ text: `UPDATE word SET ${column} = ? WHERE id = ?`, values: [values[column], word] });
  }
}

function works(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
