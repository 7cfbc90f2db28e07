import { z } from 'zod';
import { wordOrderSchema, type WordOrder } from '../../../shared/contract/label.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import { type WordId, wordIdSchema } from '../../../shared/contract/word.ts';
import {
  transaction,
  jsonText,
  sql,
  sqlList,
  type ReadableDatabase,
  type WritableDatabase,
} from '../database.ts';
import { reindexing } from '../index/updateIndex.ts';
import { journalChange } from './journal.ts';
import { advancePhotoRevision } from '../photos/photos.ts';
import { removeWords, replaceWord, storedWordSchema, tombstoneSchema, type Tombstone } from './words.ts';
import { boxSchema, type Box } from '../../../shared/geometry.ts';

const tombstoneRow = z.object({ word: wordIdSchema, region: jsonText.pipe(boxSchema) });

/** The deleted words of a photo. */
export function listBuriedWords(db: ReadableDatabase, photo: PhotoId): Tombstone[] {
  return db.all(tombstoneRow, sql`SELECT photo, word, region FROM tombstone WHERE photo = ${photo}`);
}

export function listTombstones(db: ReadableDatabase, photo: PhotoId): Box[] {
  return listBuriedWords(db, photo).map(({ region }) => region);
}

function insertTombstone(db: WritableDatabase, photo: PhotoId, { word, region }: Tombstone): void {
  db.run(
    sql`INSERT INTO tombstone (word, photo, region) VALUES (${word}, ${photo}, ${JSON.stringify(region)})`,
  );
}

/** Transforms every place of a photo. */
export function replaceTombstoneRegions(
  db: WritableDatabase,
  photo: PhotoId,
  moved: (region: Box) => Box,
): void {
  for (const { word, region } of listBuriedWords(db, photo)) {
    db.run(sql`UPDATE tombstone SET region = ${JSON.stringify(moved(region))} WHERE word = ${word}`);
  }
}

function removeTombstones(db: WritableDatabase, tombstones: readonly Tombstone[]): void {
  db.run(sql`DELETE FROM tombstone WHERE word IN ${sqlList(tombstones.map(({ word }) => word))}`);
}

/** Some words of a photo at one point in time. */
export const wordStateSchema = z.object({
  words: z.array(storedWordSchema),
  /** The order of all words of the photo; null if it is the same before and after. */
  order: wordOrderSchema.nullable(),
  tombstones: z.array(tombstoneSchema),
});
export type WordState = z.infer<typeof wordStateSchema>;

/** A word only in `before` is deleted, one only in `after` is added, one in both changes. */
export interface WordChange {
  readonly before: WordState;
  readonly after: WordState;
}

/** The change that reverts another one. */
export function reversed({ before, after }: WordChange): WordChange {
  return { before: after, after: before };
}

export function removedBy({ before, after }: WordChange): WordId[] {
  const staying = new Set(after.words.map(({ id }) => id));
  return before.words.map(({ id }) => id).filter((id) => !staying.has(id));
}

/** Whether a change has no effect. */
export function isEmptyChange({ before, after }: WordChange): boolean {
  return before.words.length === 0 && after.words.length === 0 && after.order === null;
}

/**
 * Writes a change of a photo's words with its index, word count and revision, all or nothing. Returns
 * the new revision. `change.before` must be the current state.
 *
 * @param by name of the person who makes it; null for a model or the owner of the library
 */
export function applyWordChange(
  db: WritableDatabase,
  photo: PhotoId,
  change: WordChange,
  by: string | null = null,
): number {
  return transaction(db, () => {
    const { before, after } = change;
    const revision = advancePhotoRevision(db, photo);
    reindexing(db, photo, after.order === null ? touchedBy(change) : null, () => {
      removeWords(db, removedBy(change));
      for (const word of after.words) replaceWord(db, photo, word, revision);
      if (after.order !== null) replaceWordOrder(db, after.order);
    });
    removeTombstones(db, before.tombstones);
    for (const tombstone of after.tombstones) insertTombstone(db, photo, tombstone);
    journalChange(db, photo, change, by);
    return revision;
  });
}

function touchedBy({ before, after }: WordChange): WordId[] {
  return [...new Set([...before.words, ...after.words].map(({ id }) => id))];
}

/** A photo's words in reading order, line by line. */
export function findWordOrder(db: ReadableDatabase, photo: PhotoId): WordOrder {
  const rows = db.numbers(sql`SELECT id, line FROM word WHERE photo = ${photo} ORDER BY position`);
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
function replaceWordOrder(db: WritableDatabase, order: WordOrder): void {
  const places = order.flatMap((line, number) => line.map((word) => [word, number]));
  db.run(sql`UPDATE word SET position = place.position, line = place.line FROM (
        SELECT key AS position, value ->> 0 AS id, value ->> 1 AS line FROM json_each(${JSON.stringify(places)})
      ) AS place
      WHERE place.id = word.id AND (word.position <> place.position OR word.line <> place.line)`);
}
