import { createHash } from 'node:crypto';
import { z } from 'zod';
import { sampleSchema, type Sample } from '../../shared/contract/dataset.ts';
import {
  heldSampleSchema,
  sampleIdSchema,
  type HeldSample,
  type SampleId,
} from '../../shared/contract/datasetContents.ts';
import { canonicalSample } from '../../shared/manifest.ts';
import { characters } from '../../shared/text.ts';
import { all, first, insert, jsonText, type Database } from './database.ts';
import { keepCrop } from './datasetImages.ts';
import { sql, sqlList } from './sql.ts';

const idRow = z.object({ id: sampleIdSchema });

/**
 * Returns the id of a sample. The same label of the same crop under the same key is the same sample.
 *
 * @param image the id of the sample's image
 */
export function keepSample(db: Database, sample: Sample, image: number): SampleId {
  const line = canonicalSample(sample);
  const digest = createHash('sha256').update(line).digest();
  const known = first(db, idRow, sql`SELECT id FROM sample WHERE digest = ${digest}`);
  if (known !== undefined) return known.id;
  const { source } = sample;
  const name = source.kind === 'model' ? source.sha256 : source.kind === 'import' ? source.name : null;
  const polygon = sample.polygon === null ? null : JSON.stringify(sample.polygon);
  const id = insert(
    db,
    sql`INSERT INTO sample (digest, line, crop, key, level, text, length, mark, polygon, split, writer, page,
        language, source_kind, source_name)
      VALUES (${digest}, ${line}, ${keepCrop(db, image, sample.quad)}, ${sample.key}, ${sample.level},
        ${sample.text}, ${characters(sample.text).length}, ${sample.mark}, ${polygon}, ${sample.split},
        ${sample.writer}, ${sample.page}, ${sample.language}, ${source.kind}, ${name})`,
  );
  return sampleIdSchema.parse(id);
}

const lineText = jsonText.pipe(sampleSchema);

/** The columns of a held sample, for queries that join sample, crop and image. */
export const heldColumns = sql`sample.id, sample.line, image.width, image.height`;

export const heldSampleRow = z
  .object({ id: z.number(), line: lineText, width: z.number(), height: z.number() })
  .transform(({ id, line, width, height }): HeldSample =>
    heldSampleSchema.parse({ ...line, id, width, height }),
  );

const sampleOfHeld = z.object(sampleSchema.shape);

/** A held sample without the fields that only the library has. */
export function sampleOf(held: HeldSample): Sample {
  return sampleOfHeld.parse(held);
}

/** Samples by id, unsorted, without those that no longer exist. */
export function findSamples(db: Database, ids: readonly SampleId[]): HeldSample[] {
  return all(
    db,
    heldSampleRow,
    sql`SELECT ${heldColumns} FROM sample JOIN crop ON crop.id = sample.crop
      JOIN image ON image.id = crop.image WHERE sample.id IN ${sqlList(ids)}`,
  );
}

/** The id of a sample's image. */
export function findImageOf(db: Database, id: SampleId): number {
  const row = first(
    db,
    z.object({ image: z.number() }),
    sql`SELECT crop.image FROM sample JOIN crop ON crop.id = sample.crop WHERE sample.id = ${id}`,
  );
  if (row === undefined) throw new RangeError(`There is no sample ${String(id)}.`);
  return row.image;
}
