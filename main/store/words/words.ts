import { z } from 'zod';
import { boxSchema, quadSchema, type Box, type Quad } from '../../../shared/geometry.ts';
import { packedPosteriorsSchema } from '../../../shared/prunedPosteriors.ts';
import { photoIdSchema, type PhotoId } from '../../../shared/contract/photo.ts';
import {
  alternativeSchema,
  madeBySchema,
  polygonSchema,
  wordIdSchema,
  wordSchema,
  type Alternative,
  type Word,
  type WordId,
  type TypedWord,
  type WordOfText,
} from '../../../shared/contract/word.ts';
import { labelWorth } from './labelWorth.ts';
import { jsonOf, sql, sqlList, type ReadableDatabase, type WritableDatabase } from '../database.ts';

/** A word without its position and time. */
export const storedWordSchema = wordSchema
  .omit({ photo: true, line: true, position: true, revision: true })
  .extend({
    /** The box by which a model detected it; null for a word that the user drew. */
    detected: boxSchema.nullable(),
    /** Packed CTC posteriors of an uncertain word. */
    lattice: packedPosteriorsSchema.nullable().default(null),
    // Words in older journals and histories have none.
    changedBy: wordSchema.shape.changedBy.default(null),
  });
export type StoredWord = z.infer<typeof storedWordSchema>;

/** The place of a detected word that the user deleted, so that no reading adds it again. */
export const tombstoneSchema = z.object({ word: wordIdSchema, region: boxSchema });
export type Tombstone = z.infer<typeof tombstoneSchema>;

/** As `columns`. */
const wordRow = wordSchema
  .omit({ box: true })
  .extend({
    x: z.number(),
    y: z.number(),
    width: z.number().nonnegative(),
    height: z.number().nonnegative(),
    quad: jsonOf(quadSchema),
    polygon: jsonOf(polygonSchema).nullable(),
    madeBy: jsonOf(madeBySchema),
    alternatives: jsonOf(z.array(alternativeSchema)),
    underlined: z.number(),
  })
  .transform(({ x, y, width, height, underlined, ...row }): Word => ({
    ...row,
    box: [x, y, width, height],
    ...(underlined === 1 && { underlined: true }),
  }));
const storedWordRow = z
  .object({ steps: z.instanceof(Uint8Array).nullable(), detected: jsonOf(boxSchema).nullable() })
  .loose()
  .transform(({ steps, detected, ...row }) =>
    storedWordSchema.parse({
      ...wordRow.parse(row),
      detected,
      lattice: steps === null ? null : base64Of(steps),
    }),
  );

const columns = sql`id, photo, position, line, x, y, width, height, quad, polygon, text, confidence,
  source, box_source AS boxSource, mark, made_by AS madeBy, changed_at AS changedAt, changed_by AS changedBy, revision, underlined,
  (SELECT json_group_array(json_object('text', text, 'confidence', confidence) ORDER BY rank)
    FROM alternative WHERE alternative.word = word.id) AS alternatives`;

const storedColumns = sql`${columns}, detected, (SELECT steps FROM lattice WHERE lattice.word = word.id) AS steps`;

/** In reading order. */
export function listWords(db: ReadableDatabase, photo: PhotoId): Word[] {
  return db.all(wordRow, sql`SELECT ${columns} FROM word WHERE photo = ${photo} ORDER BY position`);
}

export function findWord(db: ReadableDatabase, id: WordId): Word | undefined {
  return db.first(wordRow, sql`SELECT ${columns} FROM word WHERE id = ${id}`);
}

/** Words by id, in reading order within their photos. */
export function findWords(db: ReadableDatabase, ids: readonly WordId[]): Word[] {
  return db.all(
    wordRow,
    sql`SELECT ${columns} FROM word WHERE id IN ${sqlList(ids)} ORDER BY photo, position`,
  );
}

/** All current words of a photo, in reading order. */
export function listStoredWords(db: ReadableDatabase, photo: PhotoId): StoredWord[] {
  return db.all(
    storedWordRow,
    sql`SELECT ${storedColumns} FROM word WHERE photo = ${photo} ORDER BY position`,
  );
}

/** The given words that belong to a photo. */
export function findStoredWords(db: ReadableDatabase, photo: PhotoId, ids: readonly WordId[]): StoredWord[] {
  return db.all(
    storedWordRow,
    sql`SELECT ${storedColumns} FROM word WHERE id IN ${sqlList(ids)} AND photo = ${photo} ORDER BY position`,
  );
}

const revisionRow = z.object({ id: wordIdSchema, revision: z.number() });

/** The photo's revision at the last change of each word. */
export function findWordRevisions(
  db: ReadableDatabase,
  photo: PhotoId,
  ids: readonly WordId[],
): ReadonlyMap<WordId, number> {
  const rows = db.all(
    revisionRow,
    sql`SELECT id, revision FROM word WHERE id IN ${sqlList(ids)} AND photo = ${photo}`,
  );
  return new Map(rows.map(({ id, revision }) => [id, revision]));
}

const boxedRow = z.object({ id: wordIdSchema, quad: jsonOf(quadSchema) });
export type BoxedWord = z.infer<typeof boxedRow>;

/** Words of a photo with a box that the user drew and an unconfirmed text. */
export function listBoxedWords(db: ReadableDatabase, photo: PhotoId): BoxedWord[] {
  return db.all(
    boxedRow,
    sql`SELECT photo, id, quad FROM word
      WHERE photo = ${photo} AND source = 'model' AND box_source = 'human' ORDER BY position`,
  );
}

/** The upright box of each of a photo's words. */
export function findWordBoxes(db: ReadableDatabase, photo: PhotoId): Map<WordId, Box> {
  const rows = db.numbers(sql`SELECT id, x, y, width, height FROM word WHERE photo = ${photo}`);
  return new Map(
    rows.map(([id, x = 0, y = 0, width = 0, height = 0]) => [wordIdSchema.parse(id), [x, y, width, height]]),
  );
}

/** Writes a word with its readings, and replaces an earlier word with the same id. */
export function replaceWord(db: WritableDatabase, photo: PhotoId, word: StoredWord, revision: number): void {
  const [x, y, width, height] = word.box;
  const polygon = word.polygon === null ? null : JSON.stringify(word.polygon);
  const detected = word.detected === null ? null : JSON.stringify(word.detected);
  const written =
    db.run(sql`INSERT INTO word (id, photo, position, line, x, y, width, height, quad, polygon, detected, text,
        confidence, source, box_source, mark, made_by, changed_at, changed_by, revision, worth, underlined)
      VALUES (${word.id}, ${photo}, 0, 0, ${x}, ${y}, ${width}, ${height}, ${JSON.stringify(word.quad)},
        ${polygon}, ${detected}, ${word.text}, ${word.confidence}, ${word.source}, ${word.boxSource},
        ${word.mark}, ${JSON.stringify(word.madeBy)}, ${word.changedAt}, ${word.changedBy}, ${revision}, ${labelWorth(word)},
        ${word.underlined === true ? 1 : 0})
      ON CONFLICT (id) DO UPDATE SET x = excluded.x, y = excluded.y, width = excluded.width,
        height = excluded.height, quad = excluded.quad, polygon = excluded.polygon,
        detected = excluded.detected, text = excluded.text, confidence = excluded.confidence,
        source = excluded.source, box_source = excluded.box_source, mark = excluded.mark,
        made_by = excluded.made_by, changed_at = excluded.changed_at, changed_by = excluded.changed_by, revision = excluded.revision,
        worth = excluded.worth, underlined = excluded.underlined
      WHERE photo = excluded.photo`);
  if (written === 0)
    throw new RangeError(`Word ${String(word.id)} does not belong to photo ${String(photo)}.`);
  replaceAlternatives(db, word.id, word.alternatives);
  replacePosteriors(db, word.id, word.lattice);
}

export function removeWords(db: WritableDatabase, ids: readonly WordId[]): void {
  db.run(sql`DELETE FROM word WHERE id IN ${sqlList(ids)}`);
}

function replacePosteriors(db: WritableDatabase, word: WordId, lattice: string | null): void {
  if (lattice === null) db.run(sql`DELETE FROM lattice WHERE word = ${word}`);
  else {
    db.run(sql`INSERT INTO lattice (word, steps) VALUES (${word}, ${Buffer.from(lattice, 'base64')})
        ON CONFLICT (word) DO UPDATE SET steps = excluded.steps`);
  }
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function replaceAlternatives(db: WritableDatabase, word: WordId, alternatives: readonly Alternative[]): void {
  db.run(sql`DELETE FROM alternative WHERE word = ${word}`);
  for (const [rank, { text, confidence }] of alternatives.entries()) {
    db.run(
      sql`INSERT INTO alternative (word, rank, text, confidence) VALUES (${word}, ${rank}, ${text}, ${confidence})`,
    );
  }
}

/**
 * A photo's words as a text in reading order: words to read by their numbers, other words with their readings. A
 * confirmed text is certain, even of a word to read. Omits words that are not text.
 */
export function findTextAround(db: ReadableDatabase, photo: PhotoId, read: readonly WordId[]): WordOfText[] {
  return listWords(db, photo).flatMap((word): WordOfText[] => {
    if (isTyped(word)) return [{ known: [{ text: word.text, confidence: 1 }] }];
    if (word.source === 'human' || word.mark !== 'text') return [];
    const number = read.indexOf(word.id);
    return [number === -1 ? { known: word.alternatives } : { read: number }];
  });
}

/** The confirmed words of a photo, without those that are not text. */
export function listTypedWords(db: ReadableDatabase, photo: PhotoId): TypedWord[] {
  return listWords(db, photo)
    .filter(isTyped)
    .map(({ box, text }) => ({ box, text }));
}

const runRow = z.object({ photo: photoIdSchema, quad: jsonOf(quadSchema) });

/** The quads from one word of a line to another, in reading order; null if they are not on one line of a photo. */
export function findRunQuads(
  db: ReadableDatabase,
  first: number,
  last: number,
): { readonly photo: PhotoId; readonly quads: readonly Quad[] } | null {
  const found = db.all(
    runRow,
    sql`SELECT run.photo, run.quad FROM word AS first JOIN word AS last ON last.id = ${last}
        AND last.photo = first.photo AND last.line = first.line
      JOIN word AS run ON run.photo = first.photo AND run.position BETWEEN first.position AND last.position
      WHERE first.id = ${first} ORDER BY run.position`,
  );
  const [start] = found;
  return start === undefined ? null : { photo: start.photo, quads: found.map(({ quad }) => quad) };
}

const lineTextRow = z.object({
  word: wordIdSchema,
  photo: photoIdSchema,
  line: z.number(),
  text: z.string(),
});

/**
 * The readable words of the lines on which some words are, by photo and in reading order. The words of a line follow each
 * other, so that only these are read and not the whole photo.
 */
export function listLineTexts(db: ReadableDatabase, words: readonly WordId[]): z.infer<typeof lineTextRow>[] {
  return db.all(
    lineTextRow,
    sql`WITH line AS (
        SELECT DISTINCT photo, line,
          coalesce((SELECT position FROM word WHERE photo = hit.photo AND position < hit.position AND line <> hit.line
            ORDER BY position DESC LIMIT 1), -1) AS before,
          (SELECT position FROM word WHERE photo = hit.photo AND position > hit.position AND line <> hit.line
            ORDER BY position LIMIT 1) AS after
        FROM word AS hit WHERE id IN ${sqlList(words)}
      )
      SELECT word.id AS word, word.photo, word.line, word.text FROM line CROSS JOIN word
        ON word.photo = line.photo AND word.position > line.before AND word.position < ifnull(line.after, 1 << 31)
      WHERE word.mark = 'text' AND word.text <> '' ORDER BY word.photo, word.position`,
  );
}

function isTyped({ source, mark, text }: Word): boolean {
  return source === 'human' && mark === 'text' && text !== '';
}
