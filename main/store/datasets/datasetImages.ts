import { z } from 'zod';
import type { Sample, StoredImage } from '../../../shared/contract/dataset.ts';
import { sampleIdSchema, type SampleId } from '../../../shared/contract/datasetContents.ts';
import { quadSchema, type Quad } from '../../../shared/geometry.ts';
import { jsonOf, sql, type Sql, type ReadableDatabase, type WritableDatabase } from '../database.ts';
import { holding } from './datasetSets.ts';
import { alternativeSchema, type Alternative } from '../../../shared/contract/word.ts';

/** Returns the image's id. The same bytes are the same image. */
export function keepImage(db: WritableDatabase, image: StoredImage): number {
  const known = db.value(z.number(), sql`SELECT id FROM image WHERE sha256 = ${image.sha256}`);
  if (known !== undefined) return known;
  return db.insert(sql`INSERT INTO image (sha256, bytes, width, height, format)
      VALUES (${image.sha256}, ${image.bytes}, ${image.width}, ${image.height}, ${image.format})`);
}

/** Returns the id of a crop. The same quad on the same image is the same crop. */
export function keepCrop(db: WritableDatabase, image: number, quad: Sample['quad']): number {
  const place = JSON.stringify(quad);
  const known = db.value(z.number(), sql`SELECT id FROM crop WHERE image = ${image} AND quad = ${place}`);
  if (known !== undefined) return known;
  return db.insert(sql`INSERT INTO crop (image, quad) VALUES (${image}, ${place})`);
}

const quadText = jsonOf(quadSchema.nullable());

/** The content of a sample's picture. */
interface SamplePicture {
  /** The object of the image. */
  readonly sha256: string;
  /** Null for the whole image. */
  readonly quad: Quad | null;
}

export function findSamplePicture(db: ReadableDatabase, id: SampleId): SamplePicture | undefined {
  return db.first(
    z.object({ sha256: z.string(), quad: quadText }),
    sql`SELECT image.sha256, crop.quad FROM sample JOIN crop ON crop.id = sample.crop
      JOIN image ON image.id = crop.image WHERE sample.id = ${id}`,
  );
}

const cropRow = z.object({
  crop: z.number(),
  sha256: z.string(),
  quad: quadText,
});
/** A crop to process. */
export type CropToSee = z.infer<typeof cropRow>;

/** Crops of a set without a computed hash, by image; `after` continues a list. */
export function listUnseenCrops(
  db: ReadableDatabase,
  set: number,
  after: number,
  limit: number,
): CropToSee[] {
  const isUnseen = sql`crop.look IS NULL AND EXISTS (
    SELECT 1 FROM sample CROSS JOIN ${holding(set)} WHERE sample.crop = crop.id
  )`;
  return cropsAfter(db, after, isUnseen, limit);
}

function cropsAfter(db: ReadableDatabase, after: number, condition: Sql, limit: number): CropToSee[] {
  const crops = sql`SELECT crop.id AS crop, image.sha256, crop.quad FROM crop JOIN image ON image.id = crop.image`;
  return db.all(
    cropRow,
    sql`${crops} WHERE crop.id > ${after} AND ${condition} ORDER BY crop.id LIMIT ${limit}`,
  );
}

export function replacePictureHash(db: WritableDatabase, crop: number, hash: Uint8Array): void {
  db.run(sql`UPDATE crop SET look = ${hash} WHERE id = ${crop}`);
}

const pictureHashRow = z.object({
  sample: sampleIdSchema,
  crop: z.number(),
  split: z.enum(['train', 'validation', 'test']).nullable(),
  hash: z.instanceof(Uint8Array).nullable(),
});
export type PictureHashRow = z.infer<typeof pictureHashRow>;

/** Every sample of a set with the hash of its picture, sorted by key. */
export function listPictureHashes(db: ReadableDatabase, set: number): PictureHashRow[] {
  return db.all(
    pictureHashRow,
    sql`SELECT sample.id AS sample, crop.id AS crop, sample.split, crop.look AS hash FROM set_sample
      JOIN sample ON sample.id = set_sample.sample JOIN crop ON crop.id = sample.crop
      WHERE set_sample.sample_set = ${set} ORDER BY set_sample.key_order`,
  );
}

/** Number of different pictures in a set, and how many of them have a computed hash. */
export function countPictureHashes(
  db: ReadableDatabase,
  set: number,
): { compared: number; pictures: number } {
  const counted = db.first(
    z.object({ compared: z.number(), pictures: z.number() }),
    sql`SELECT count(*) AS pictures, count(look) AS compared FROM crop WHERE id IN (
        SELECT sample.crop FROM set_sample JOIN sample ON sample.id = set_sample.sample
        WHERE set_sample.sample_set = ${set}
      )`,
  );
  return counted ?? { compared: 0, pictures: 0 };
}

/** Word pictures of a set that a model has not read; `after` continues a list. */
export function listUnreadCrops(
  db: ReadableDatabase,
  set: number,
  model: string,
  after: number,
  limit: number,
): CropToSee[] {
  const isUnread = sql`EXISTS (
      SELECT 1 FROM sample CROSS JOIN ${holding(set)}
      WHERE sample.crop = crop.id AND sample.level = 'word' AND sample.mark = 'text'
    ) AND NOT EXISTS (SELECT 1 FROM crop_reading WHERE crop_reading.crop = crop.id AND model = ${model})`;
  return cropsAfter(db, after, isUnread, limit);
}

export function replaceCropReading(
  db: WritableDatabase,
  crop: number,
  model: string,
  readings: readonly Alternative[],
): void {
  db.run(sql`INSERT INTO crop_reading (crop, model, readings) VALUES (${crop}, ${model}, ${JSON.stringify(readings)})
      ON CONFLICT (crop, model) DO UPDATE SET readings = excluded.readings`);
}

const glyphRow = z.object({
  text: z.string(),
  split: z.enum(['train', 'validation', 'test']).nullable(),
  sha256: z.string(),
});
/** A picture of one character. */
export type Glyph = z.infer<typeof glyphRow>;

/**
 * Pictures of single characters in a set, by key.
 *
 * @param side width and height of the pictures, in pixels
 * @param most of each character and split
 */
export function listGlyphs(db: ReadableDatabase, set: number, side: number, most: number): Glyph[] {
  return db.all(
    glyphRow,
    sql`SELECT text, split, sha256 FROM (
        SELECT sample.text, sample.split, image.sha256, set_sample.key_order,
          row_number() OVER (PARTITION BY sample.text, sample.split ORDER BY set_sample.key_order) AS place
        FROM set_sample JOIN sample ON sample.id = set_sample.sample JOIN crop ON crop.id = sample.crop
        JOIN image ON image.id = crop.image
        WHERE set_sample.sample_set = ${set} AND sample.length = 1 AND sample.mark = 'text'
          AND crop.quad = 'null' AND image.width = ${side} AND image.height = ${side}
      ) WHERE place <= ${most} ORDER BY key_order`,
  );
}

const readRow = z.object({
  sample: sampleIdSchema,
  text: z.string(),
  readings: jsonOf(z.array(alternativeSchema)),
});
export type ReadSampleRow = z.infer<typeof readRow>;

/** Words of a set with the readings of a model, sorted by key. */
export function listReadSamples(db: ReadableDatabase, set: number, model: string): ReadSampleRow[] {
  return db.all(
    readRow,
    sql`SELECT sample.id AS sample, sample.text, crop_reading.readings FROM set_sample
      JOIN sample ON sample.id = set_sample.sample
      JOIN crop_reading ON crop_reading.crop = sample.crop AND crop_reading.model = ${model}
      WHERE set_sample.sample_set = ${set} AND sample.level = 'word' AND sample.mark = 'text'
      ORDER BY set_sample.key_order`,
  );
}

export function countReadableWords(db: ReadableDatabase, set: number): number {
  return db.count(sql`SELECT count(*) FROM set_sample JOIN sample ON sample.id = set_sample.sample
      WHERE set_sample.sample_set = ${set} AND sample.level = 'word' AND sample.mark = 'text'`);
}
