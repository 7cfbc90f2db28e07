import { z } from 'zod';
import { quadSchema } from '../../shared/geometry.ts';
import type { PhotoId } from '../../shared/photo.ts';
import {
  alternativeSchema,
  wordIdSchema,
  wordSchema,
  type ReadWord,
  type Word,
  type WordId,
} from '../../shared/word.ts';
import { all, first, insert, run, type Database } from './database.ts';
import { sql, sqlList } from './sql.ts';

const json = z.string().transform((text): unknown => JSON.parse(text));

const wordRow = z
  .object({
    id: z.number(),
    photo: z.number(),
    position: z.number(),
    line: z.number(),
    x: z.number(),
    y: z.number(),
    width: z.number(),
    height: z.number(),
    quad: json.pipe(quadSchema),
    text: z.string(),
    confidence: z.number(),
    source: z.string(),
    alternatives: json.pipe(z.array(alternativeSchema)),
  })
  .transform(({ x, y, width, height, ...row }) => wordSchema.parse({ ...row, box: [x, y, width, height] }));

const columns = sql`id, photo, position, line, x, y, width, height, quad, text, confidence, source,
  (SELECT json_group_array(json_object('text', text, 'confidence', confidence) ORDER BY rank)
    FROM alternative WHERE alternative.word = word.id) AS alternatives`;

/** In reading order. */
export function listWords(db: Database, photo: PhotoId): Word[] {
  return all(db, wordRow, sql`SELECT ${columns} FROM word WHERE photo = ${photo} ORDER BY position`);
}

export function findWord(db: Database, id: WordId): Word | undefined {
  return first(db, wordRow, sql`SELECT ${columns} FROM word WHERE id = ${id}`);
}

/** Words by id, in reading order within their photos. */
export function findWords(db: Database, ids: readonly WordId[]): Word[] {
  return all(
    db,
    wordRow,
    sql`SELECT ${columns} FROM word WHERE id IN ${sqlList(ids)} ORDER BY photo, position`,
  );
}

export function insertWord(
  db: Database,
  photo: PhotoId,
  word: ReadWord & { readonly position: number; readonly source: Word['source'] },
): WordId {
  const [x, y, width, height] = word.box;
  const id = insert(
    db,
    sql`INSERT INTO word (photo, position, line, x, y, width, height, quad, text, confidence, source)
      VALUES (${photo}, ${word.position}, ${word.line}, ${x}, ${y}, ${width}, ${height},
        ${JSON.stringify(word.quad)}, ${word.text}, ${word.confidence}, ${word.source})`,
  );
  for (const [rank, { text, confidence }] of word.alternatives.entries()) {
    run(
      db,
      sql`INSERT INTO alternative (word, rank, text, confidence) VALUES (${id}, ${rank}, ${text}, ${confidence})`,
    );
  }
  return wordIdSchema.parse(id);
}

/** A word a person made keeps everything but its place among the others. */
export function replaceWordPlace(
  db: Database,
  id: WordId,
  place: { readonly position: number; readonly line: number },
): void {
  run(db, sql`UPDATE word SET position = ${place.position}, line = ${place.line} WHERE id = ${id}`);
}

/** Removes what models made of a photo; what a person made stays. */
export function removeModelWords(db: Database, photo: PhotoId): void {
  run(db, sql`DELETE FROM word WHERE photo = ${photo} AND source = 'model'`);
}
