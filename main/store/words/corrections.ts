import { dirname } from 'node:path';
import { z } from 'zod';
import { photoIdSchema, type PhotoId } from '../../../shared/contract/photo.ts';
import { sql, sqlList, type Sql, type ReadableDatabase } from '../database.ts';
import { isBelow, placeOfPhoto } from '../photos/pdfPages.ts';
import { personsWorth } from './labelWorth.ts';
import { wordIdSchema, type WordId } from '../../../shared/contract/word.ts';

const isCorrection = sql`source = 'human' AND mark = 'text' AND text <> ''`;

/** Photos with confirmed words and their numbers, the photo with most of them first. */
export function countCorrections(db: ReadableDatabase): { photo: PhotoId; words: number }[] {
  return db.all(z.object({ photo: photoIdSchema, words: z.number() }), correctionsQuery());
}

export function correctionsQuery(): Sql {
  return sql`SELECT photo, count(*) AS words FROM word WHERE ${isCorrection} GROUP BY photo ORDER BY words DESC, photo`;
}

/** How many of these were confirmed after a time (ISO 8601). */
export function countCorrectionsSince(db: ReadableDatabase, since: string): number {
  return db.count(correctionsSinceQuery(since));
}

export function correctionsSinceQuery(since: string): Sql {
  return sql`SELECT count(*) FROM word WHERE ${isCorrection} AND changed_at > ${since}`;
}

/** Words that were confirmed or typed after a time (ISO 8601), and how many of them the model had read as another text. */
export function countConfirmedSince(
  db: ReadableDatabase,
  since: string,
): { confirmed: number; corrected: number } {
  const counts = z.object({ confirmed: z.number(), corrected: z.number() });
  return db.first(counts, confirmedSinceQuery(since)) ?? { confirmed: 0, corrected: 0 };
}

export function confirmedSinceQuery(since: string): Sql {
  const read = sql`(SELECT text FROM alternative WHERE word = word.id AND rank = 0)`;
  return sql`SELECT count(*) AS confirmed, coalesce(sum(text <> coalesce(${read}, text)), 0) AS corrected
    FROM word WHERE ${isCorrection} AND changed_at > ${since}`;
}

/** Number of confirmed words on photos, including those marked illegible or not text. */
export function countConfirmedWords(db: ReadableDatabase, photos: readonly PhotoId[]): number {
  return db.count(sql`SELECT count(*) FROM word WHERE photo IN ${sqlList(photos)} AND source = 'human'`);
}

/** Number of words on photos that a person typed or confirmed, or that are read with at least a confidence. */
export function countSureWords(
  db: ReadableDatabase,
  photos: readonly PhotoId[],
  leastConfidence: number,
): number {
  return db.count(sql`SELECT count(*) FROM word WHERE photo IN ${sqlList(photos)} AND mark = 'text' AND text <> ''
    AND (source = 'human' OR confidence >= ${leastConfidence})`);
}

const placedPhoto = z.object({ id: photoIdSchema, path: z.string(), seconds: z.number() });

/**
 * Unedited photos in the same folders as the given ones, nearest in time first: they most likely have the same
 * handwriting.
 */
export function listPhotosBeside(db: ReadableDatabase, photos: readonly PhotoId[], limit: number): PhotoId[] {
  const known = db.all(placedPhoto, sql`SELECT ${placedColumns} FROM photo WHERE id IN ${sqlList(photos)}`);
  const folders = Map.groupBy(known, ({ path }) => dirname(path));
  return [...folders]
    .flatMap(([folder, own]) => {
      const beside = db.all(
        placedPhoto,
        sql`SELECT ${placedColumns} FROM photo WHERE ${isBelow(folder)}
          AND status = 'read' AND NOT EXISTS (SELECT 1 FROM word WHERE photo = photo.id AND source = 'human')`,
      );
      return beside
        .filter(({ path }) => dirname(path) === folder)
        .map(({ id, seconds }) => ({
          id,
          apart: Math.min(...own.map((photo) => Math.abs(photo.seconds - seconds))),
        }));
    })
    .sort((a, b) => a.apart - b.apart || a.id - b.id)
    .slice(0, limit)
    .map(({ id }) => id);
}

const placedColumns = sql`id, ${placeOfPhoto} AS path, coalesce(unixepoch(coalesce(taken_at, added_at)), 0) AS seconds`;

/** Photos with words that a model is less sure of than `sure`, those with most of them first. */
export function listMisreadPhotos(db: ReadableDatabase, sure: number, limit: number): PhotoId[] {
  return db.column(
    photoIdSchema,
    sql`SELECT photo FROM word WHERE source = 'model' AND mark = 'text' AND confidence < ${sure}
      GROUP BY photo ORDER BY sum(1 - confidence) DESC LIMIT ${limit}`,
  );
}

/** The models that read a photo: SHA-256 of their files. */
export interface ReadBy {
  readonly detector: string;
  readonly recogniser: string;
  /** Null: no second reader is asked. */
  readonly second: string | null;
}

/** A photo that a second reader was asked about has no need of a reading without one. */
function readByOthers({ detector, recogniser, second }: ReadBy): Sql {
  return sql`status = 'read' AND (detector IS NOT ${detector} OR recogniser IS NOT ${recogniser}
    OR coalesce(second, '') <> coalesce(${second}, second, ''))`;
}

export function countPhotosReadByOthers(db: ReadableDatabase, models: ReadBy): number {
  return db.count(sql`SELECT count(*) FROM photo WHERE ${readByOthers(models)}`);
}

/** Photos that other models have read: those with the most words that are probably wrong first, then the newest. */
export function listPhotosReadByOthers(db: ReadableDatabase, models: ReadBy): PhotoId[] {
  return db.column(
    photoIdSchema,
    sql`SELECT id FROM photo WHERE ${readByOthers(models)}
      ORDER BY (SELECT total(1 - confidence) FROM word
        WHERE photo = photo.id AND source = 'model' AND mark = 'text') DESC, id DESC`,
  );
}

const usefulRow = z.object({
  word: wordIdSchema,
  photo: z.number(),
  worth: z.number(),
  text: z.string(),
});
export type UsefulRow = z.infer<typeof usefulRow>;

const unconfirmed = sql`source = 'model' AND mark = 'text'`;

/** Unconfirmed words, of one photo or of all. */
export function countUnconfirmedWords(db: ReadableDatabase, photo: PhotoId | null): number {
  const where = photo === null ? sql`` : sql`AND photo = ${photo}`;
  return db.count(sql`SELECT count(*) FROM word WHERE ${unconfirmed} ${where}`);
}

/** The words with the most useful labels (`labelWorth`), at most `perPhoto` of each photo. */
export function listUsefulWords(db: ReadableDatabase, perPhoto: number, limit: number): UsefulRow[] {
  return db.all(usefulRow, usefulWordsQuery(perPhoto, limit));
}

/** The words in boxes that a person drew or called text. */
export function listPersonsWords(db: ReadableDatabase, limit: number): UsefulRow[] {
  return db.all(usefulRow, personsWordsQuery(limit));
}

export function personsWordsQuery(limit: number): Sql {
  return sql`SELECT own.id AS word, own.photo, own.worth, own.text FROM photo CROSS JOIN word AS own
      ON own.photo = photo.id AND own.source = 'model' AND own.mark = 'text' AND own.worth >= ${personsWorth} LIMIT ${limit}`;
}

/** The words of one photo, those with the most useful labels first. */
export function listUsefulWordsOf(db: ReadableDatabase, photo: PhotoId, limit: number): UsefulRow[] {
  return db.all(
    usefulRow,
    sql`SELECT id AS word, photo, worth, text FROM word
      WHERE ${unconfirmed} AND photo = ${photo} ORDER BY worth DESC LIMIT ${limit}`,
  );
}

export function usefulWordsQuery(perPhoto: number, limit: number): Sql {
  return sql`SELECT word.id AS word, word.photo, word.worth, word.text FROM photo CROSS JOIN word ON word.id IN (
      SELECT id FROM word AS own WHERE own.photo = photo.id AND own.source = 'model' AND own.mark = 'text'
      ORDER BY own.worth DESC LIMIT ${perPhoto}
    ) ORDER BY word.worth DESC LIMIT ${limit}`;
}

/** Unconfirmed words that are shown as uncertain (`uncertainBelow`, a number in SQL for the index), the lowest first. */
export function listLeastSureWords(db: ReadableDatabase, limit: number): WordId[] {
  return db.column(wordIdSchema, leastSureWordsQuery(limit));
}

export function leastSureWordsQuery(limit: number): Sql {
  return sql`SELECT id FROM word WHERE ${unconfirmed} AND confidence < 0.4 ORDER BY confidence LIMIT ${limit}`;
}

/** Boxes that a model left out of the text of their photos, the latest first. */
export function listLeftOutWords(db: ReadableDatabase, limit: number): WordId[] {
  return db.column(wordIdSchema, leftOutWordsQuery(limit));
}

export function leftOutWordsQuery(limit: number): Sql {
  return sql`SELECT id FROM word WHERE source = 'model' AND mark = 'not-text' ORDER BY changed_at DESC LIMIT ${limit}`;
}

export function countConfirmedLetters(db: ReadableDatabase): Map<string, number> {
  const counts = new Map<string, number>();
  for (const letter of db.column(z.string(), confirmedTextsQuery()).flatMap((text) => Array.from(text))) {
    counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  return counts;
}

export function confirmedTextsQuery(): Sql {
  return sql`SELECT text FROM word WHERE source = 'human' AND mark = 'text'`;
}
