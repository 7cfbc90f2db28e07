import { z } from 'zod';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import { alternativeSchema, wordIdSchema, wordSchema, type WordId } from '../../../shared/contract/word.ts';
import { all, jsonText, type Database } from '../database.ts';
import { sql, sqlList, type Sql } from '../sql.ts';
import type { IndexedWord } from './wordEntries.ts';

const { mark, source } = wordSchema.shape;
const indexedRow = z
  .object({
    id: wordIdSchema,
    photo: z.number(),
    position: z.number(),
    mark,
    source,
    text: z.string(),
    confidence: z.number(),
    alternatives: jsonText.pipe(z.array(alternativeSchema)),
    lattice: z.instanceof(Uint8Array).nullable(),
  })
  .readonly();

export interface StoredIndexedWord extends IndexedWord {
  readonly id: WordId;
  readonly photo: number;
}

const columns = sql`word.id, photo, position, mark, source, text, confidence,
  (SELECT json_group_array(json_object('text', text, 'confidence', confidence) ORDER BY rank)
    FROM alternative WHERE alternative.word = word.id) AS alternatives, steps AS lattice`;

/** A photo's words in the form that the index needs, or only the given ones. */
export function listIndexedWords(
  db: Database,
  photo: PhotoId,
  ids: readonly WordId[] | null,
): StoredIndexedWord[] {
  const which = ids === null ? sql`photo = ${photo}` : sql`photo = ${photo} AND word.id IN ${sqlList(ids)}`;
  return wordsWhere(db, which);
}

/** All words of photos from `first` up to but not including `end`, photo by photo. */
export function listIndexedWordsOfPhotos(db: Database, first: number, end: number): StoredIndexedWord[] {
  return wordsWhere(db, sql`photo >= ${first} AND photo < ${end}`);
}

function wordsWhere(db: Database, which: Sql): StoredIndexedWord[] {
  return all(
    db,
    indexedRow,
    sql`SELECT ${columns} FROM word LEFT JOIN lattice ON lattice.word = word.id
      WHERE ${which} ORDER BY photo, position`,
  );
}
