import { z } from 'zod';
import { sampleIdSchema } from '../../shared/contract/datasetContents.ts';
import { alternativeSchema, type Alternative } from '../../shared/contract/word.ts';
import { all, count, jsonText, run, type Database } from './database.ts';
import type { CropToSee } from './datasetImages.ts';
import { quadSchema } from '../../shared/geometry.ts';
import { holding } from './datasetSets.ts';
import { sql } from './sql.ts';

/** Readings of samples by models, for comparison with their labels. */

const cropRow = z.object({
  crop: z.number(),
  sha256: z.string(),
  quad: jsonText.pipe(quadSchema.nullable()),
});

/** Word pictures of a set that a model has not read; `after` continues a list. */
export function listUnreadCrops(
  db: Database,
  set: number,
  model: string,
  after: number,
  limit: number,
): CropToSee[] {
  return all(
    db,
    cropRow,
    sql`SELECT crop.id AS crop, image.sha256, crop.quad FROM crop JOIN image ON image.id = crop.image
      WHERE crop.id > ${after} AND EXISTS (
        SELECT 1 FROM sample CROSS JOIN ${holding(set)}
        WHERE sample.crop = crop.id AND sample.level = 'word' AND sample.mark = 'text'
      ) AND NOT EXISTS (SELECT 1 FROM crop_reading WHERE crop_reading.crop = crop.id AND model = ${model})
      ORDER BY crop.id LIMIT ${limit}`,
  );
}

export function replaceCropReading(
  db: Database,
  crop: number,
  model: string,
  readings: readonly Alternative[],
): void {
  run(
    db,
    sql`INSERT INTO crop_reading (crop, model, readings) VALUES (${crop}, ${model}, ${JSON.stringify(readings)})
      ON CONFLICT (crop, model) DO UPDATE SET readings = excluded.readings`,
  );
}

const readRow = z.object({
  sample: sampleIdSchema,
  text: z.string(),
  readings: jsonText.pipe(z.array(alternativeSchema)),
});
export type ReadSampleRow = z.infer<typeof readRow>;

/** Words of a set with the readings of a model, sorted by key. */
export function listReadSamples(db: Database, set: number, model: string): ReadSampleRow[] {
  return all(
    db,
    readRow,
    sql`SELECT sample.id AS sample, sample.text, crop_reading.readings FROM set_sample
      JOIN sample ON sample.id = set_sample.sample
      JOIN crop_reading ON crop_reading.crop = sample.crop AND crop_reading.model = ${model}
      WHERE set_sample.sample_set = ${set} AND sample.level = 'word' AND sample.mark = 'text'
      ORDER BY set_sample.key_order`,
  );
}

export function countReadableWords(db: Database, set: number): number {
  return count(
    db,
    sql`SELECT count(*) FROM set_sample JOIN sample ON sample.id = set_sample.sample
      WHERE set_sample.sample_set = ${set} AND sample.level = 'word' AND sample.mark = 'text'`,
  );
}
