import type { WordOrder } from '../../shared/contract/label.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { wordIdSchema, type WordId } from '../../shared/contract/word.ts';
import { numbers, run, type Database } from './database.ts';
import { sql } from './sql.ts';

/** A photo's words in reading order, line by line. */
export function findWordOrder(db: Database, photo: PhotoId): WordOrder {
  const rows = numbers(db, sql`SELECT id, line FROM word WHERE photo = ${photo} ORDER BY position`);
  const lines: WordId[][] = [];
  let last: number | undefined;
  for (const [id, line] of rows) {
    if (line !== last) lines.push([]);
    lines.at(-1)?.push(wordIdSchema.parse(id));
    last = line;
  }
  return lines;
}

/** Stores the order of words. Writes only words whose position changes. */
export function replaceWordOrder(db: Database, order: WordOrder): void {
  const places = order.flatMap((line, number) => line.map((word) => [word, number]));
  run(
    db,
    sql`UPDATE word SET position = place.position, line = place.line FROM (
        SELECT key AS position, value ->> 0 AS id, value ->> 1 AS line FROM json_each(${JSON.stringify(places)})
      ) AS place
      WHERE place.id = word.id AND (word.position <> place.position OR word.line <> place.line)`,
  );
}
