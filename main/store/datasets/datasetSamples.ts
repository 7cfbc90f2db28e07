import { createHash } from 'node:crypto';
import { z } from 'zod';
import { sampleSchema, type Sample } from '../../../shared/contract/dataset.ts';
import {
  heldSampleSchema,
  sampleIdSchema,
  type HeldSample,
  type SampleId,
  type SampleFilter,
  type ChangeKind,
} from '../../../shared/contract/datasetContents.ts';
import { canonicalSample } from '../../../shared/manifest.ts';
import { characters } from '../../../shared/text.ts';
import {
  flag,
  jsonOf,
  sql,
  sqlList,
  type Sql,
  type ReadableDatabase,
  type WritableDatabase,
} from '../database.ts';
import { keepCrop } from './datasetImages.ts';

/**
 * Returns the id of a sample. The same label of the same crop under the same key is the same sample.
 *
 * @param image the id of the sample's image
 */
export function keepSample(db: WritableDatabase, sample: Sample, image: number): SampleId {
  const line = canonicalSample(sample);
  const digest = createHash('sha256').update(line).digest();
  const known = db.value(sampleIdSchema, sql`SELECT id FROM sample WHERE digest = ${digest}`);
  if (known !== undefined) return known;
  const { source } = sample;
  const name = source.kind === 'model' ? source.sha256 : source.kind === 'import' ? source.name : null;
  const polygon = sample.polygon === null ? null : JSON.stringify(sample.polygon);
  const id =
    db.insert(sql`INSERT INTO sample (digest, line, crop, key, level, text, length, mark, polygon, split, writer, page,
        language, source_kind, source_name)
      VALUES (${digest}, ${line}, ${keepCrop(db, image, sample.quad)}, ${sample.key}, ${sample.level},
        ${sample.text}, ${characters(sample.text).length}, ${sample.mark}, ${polygon}, ${sample.split},
        ${sample.writer}, ${sample.page}, ${sample.language}, ${source.kind}, ${name})`);
  return sampleIdSchema.parse(id);
}

const lineText = jsonOf(sampleSchema);

/** The columns of a held sample, for queries that join sample, crop and image. */
export const heldColumns = sql`sample.id, sample.key AS name, sample.line, image.width, image.height`;

const heldSampleRow = z
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
export function findSamples(db: ReadableDatabase, ids: readonly SampleId[]): HeldSample[] {
  return db.all(
    heldSampleRow,
    sql`SELECT ${heldColumns} FROM sample JOIN crop ON crop.id = sample.crop
      JOIN image ON image.id = crop.image WHERE sample.id IN ${sqlList(ids)}`,
  );
}

/** The id of a sample's image. */
export function findImageOf(db: ReadableDatabase, id: SampleId): number {
  const image = db.value(
    z.number(),
    sql`SELECT crop.image FROM sample JOIN crop ON crop.id = sample.crop WHERE sample.id = ${id}`,
  );
  if (image === undefined) throw new RangeError(`There is no sample ${String(id)}.`);
  return image;
}

/** The samples of a set that match a filter, sorted by key. */
export function listSetSamples(
  db: ReadableDatabase,
  set: number,
  filter: SampleFilter,
  page: { readonly offset: number; readonly limit: number },
): HeldSample[] {
  return db.all(
    heldSampleRow,
    sql`SELECT ${heldColumns} FROM set_sample JOIN sample ON sample.id = set_sample.sample
      JOIN crop ON crop.id = sample.crop JOIN image ON image.id = crop.image
      WHERE set_sample.sample_set = ${set} ${conditions(filter)}
      ORDER BY set_sample.key_order LIMIT ${page.limit} OFFSET ${page.offset}`,
  );
}

export function countSetSamples(db: ReadableDatabase, set: number, filter: SampleFilter): number {
  return db.count(sql`SELECT count(*) FROM set_sample JOIN sample ON sample.id = set_sample.sample
      WHERE set_sample.sample_set = ${set} ${conditions(filter)}`);
}

function conditions(filter: SampleFilter): Sql {
  const { split, level, mark, source, writer, page, language, text, key, shortest, longest } = filter;
  const wanted: Sql[] = [];
  if (split !== null)
    wanted.push(split === 'none' ? sql`sample.split IS NULL` : sql`sample.split = ${split}`);
  if (level !== null) wanted.push(sql`sample.level = ${level}`);
  if (mark !== null) wanted.push(sql`sample.mark = ${mark}`);
  if (source !== null) wanted.push(sql`sample.source_kind = ${source}`);
  if (writer !== null) {
    wanted.push(writer === 'none' ? sql`sample.writer IS NULL` : sql`sample.writer = ${writer.name}`);
  }
  if (page !== null) wanted.push(sql`sample.page = ${page}`);
  if (language !== null) wanted.push(sql`sample.language = ${language}`);
  // instr compares exactly; LIKE would ignore case for ASCII only.
  if (text !== null && text !== '') wanted.push(sql`instr(sample.text, ${text.normalize('NFC')}) > 0`);
  if (key !== null && key !== '') wanted.push(sql`instr(sample.key, ${key}) > 0`);
  if (shortest !== null) wanted.push(sql`sample.length >= ${shortest}`);
  if (longest !== null) wanted.push(sql`sample.length <= ${longest}`);
  return wanted.reduce((joined, next) => sql`${joined} AND ${next}`, sql``);
}

/** A key with different samples in two sets. */
export interface SetChange {
  readonly key: string;
  readonly kinds: readonly ChangeKind[];
  readonly before: SampleId | null;
  readonly after: SampleId | null;
}

const changeRow = z
  .object({
    key: z.string(),
    before: sampleIdSchema.nullable(),
    after: sampleIdSchema.nullable(),
    image: flag,
    text: flag,
    box: flag,
    split: flag,
  })
  .transform(({ key, before, after, ...changed }): SetChange => {
    return { key, before, after, kinds: kindsOf(before, after, changed) };
  });

/** Sorted by key. */
export function listSetChanges(db: ReadableDatabase, before: number, after: number): SetChange[] {
  const rows = db.all(
    changeRow,
    sql`SELECT old.key, old.id AS before, new.id AS after,
        new.id IS NOT NULL AND (old_crop.image <> new_crop.image OR old.level <> new.level) AS image,
        new.id IS NOT NULL AND (old.text <> new.text OR old.mark <> new.mark) AS text,
        new.id IS NOT NULL AND (old_crop.quad <> new_crop.quad OR old.polygon IS NOT new.polygon) AS box,
        new.id IS NOT NULL AND old.split IS NOT new.split AS split,
        before.key_order
      FROM set_sample AS before JOIN sample AS old ON old.id = before.sample
      JOIN crop AS old_crop ON old_crop.id = old.crop
      LEFT JOIN set_sample AS after ON after.sample_set = ${after} AND after.key_order = before.key_order
      LEFT JOIN sample AS new ON new.id = after.sample LEFT JOIN crop AS new_crop ON new_crop.id = new.crop
      WHERE before.sample_set = ${before} AND after.sample IS NOT before.sample
      UNION ALL
      SELECT new.key, NULL, new.id, 0, 0, 0, 0, after.key_order
      FROM set_sample AS after JOIN sample AS new ON new.id = after.sample
      WHERE after.sample_set = ${after} AND NOT EXISTS (
        SELECT 1 FROM set_sample AS before
        WHERE before.sample_set = ${before} AND before.key_order = after.key_order
      )
      ORDER BY key_order`,
  );
  return rows;
}

interface Changed {
  readonly image: boolean;
  readonly text: boolean;
  readonly box: boolean;
  readonly split: boolean;
}

/** Another image or another level under the same key is a different sample: one is removed, one is added. */
function kindsOf(before: SampleId | null, after: SampleId | null, changed: Changed): ChangeKind[] {
  if (before === null) return ['added'];
  if (after === null) return ['removed'];
  if (changed.image) return ['removed', 'added'];
  const kinds = (['text', 'box', 'split'] as const).filter((kind) => changed[kind]);
  return kinds.length > 0 ? kinds : ['other'];
}
