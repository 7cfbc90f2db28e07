import { z } from 'zod';
import type { Sample } from '../../../shared/contract/dataset.ts';
import { sampleIdSchema, type SampleId } from '../../../shared/contract/datasetContents.ts';
import { InkdexError } from '../../../shared/result.ts';
import { formatCount } from '../../../shared/text.ts';
import { sql, sqlList, type Sql, type ReadableDatabase, type WritableDatabase } from '../database.ts';

/** Sets of samples with unique keys: the current contents of a dataset, and the contents of each version. */

/** A form of the key that SQLite sorts as manifests are sorted: by UTF-16 code units. */
export function keyOrder(key: string): Uint8Array {
  return Buffer.from(key, 'utf16le').swap16();
}

/** Creates an empty set. Until `closeSet` it is a draft, which garbage collection deletes. */
export function insertSet(db: WritableDatabase): number {
  return db.insert(sql`INSERT INTO sample_set (samples, images) VALUES (NULL, NULL)`);
}

/** Creates a draft with the same samples. */
export function copySet(db: WritableDatabase, set: number): number {
  const copy = insertSet(db);
  db.run(sql`INSERT INTO set_sample (sample_set, key_order, sample)
      SELECT ${copy}, key_order, sample FROM set_sample WHERE sample_set = ${set}`);
  return copy;
}

/** Stores the counts of a set, which is then no longer a draft. */
export function closeSet(db: WritableDatabase, set: number): void {
  db.run(sql`UPDATE sample_set SET
        samples = (SELECT count(*) FROM set_sample WHERE sample_set = ${set}),
        images = (SELECT count(DISTINCT crop.image) FROM set_sample JOIN sample ON sample.id = set_sample.sample
          JOIN crop ON crop.id = sample.crop WHERE set_sample.sample_set = ${set})
      WHERE id = ${set}`);
}

export function countSet(db: ReadableDatabase, set: number): { samples: number; images: number } {
  const row = z.object({ samples: z.number(), images: z.number() });
  const counted = db.first(row, sql`SELECT samples, images FROM sample_set WHERE id = ${set}`);
  return counted ?? { samples: 0, images: 0 };
}

/** Adds a sample. Returns false, without a change, if the key already exists. */
export function addToSet(db: WritableDatabase, set: number, key: string, sample: SampleId): boolean {
  const added =
    db.run(sql`INSERT INTO set_sample (sample_set, key_order, sample) VALUES (${set}, ${keyOrder(key)}, ${sample})
      ON CONFLICT (sample_set, key_order) DO NOTHING`);
  return added > 0;
}

export function replaceInSet(db: WritableDatabase, set: number, key: string, sample: SampleId): void {
  db.run(
    sql`UPDATE set_sample SET sample = ${sample} WHERE sample_set = ${set} AND key_order = ${keyOrder(key)}`,
  );
}

export function removeFromSet(db: WritableDatabase, set: number, samples: readonly SampleId[]): number {
  return db.run(sql`DELETE FROM set_sample WHERE sample_set = ${set} AND sample IN ${sqlList(samples)}`);
}

export function findInSet(db: ReadableDatabase, set: number, key: string): SampleId | undefined {
  return db.value(
    sampleIdSchema,
    sql`SELECT sample FROM set_sample WHERE sample_set = ${set} AND key_order = ${keyOrder(key)}`,
  );
}

const memberRow = z.object({
  order: z.instanceof(Uint8Array),
  sample: sampleIdSchema,
  line: z.string(),
  image: z.number(),
  sha256: z.string(),
  width: z.number(),
  height: z.number(),
});
/** A sample of a set with its manifest line and its image. */
export type Member = z.infer<typeof memberRow>;

/** Rows per query: few enough not to block the main process. */
const pageSize = 1000;

/**
 * All samples of a closed set in manifest order, a page at a time, so that a large set blocks neither the database nor
 * memory.
 *
 * @throws InkdexError at the end: `not-found` if the set was deleted in the meantime, `data-invalid` if samples are missing
 */
export function* membersOf(db: ReadableDatabase, set: number): Generator<Member[]> {
  let after: Uint8Array = new Uint8Array();
  let given = 0;
  for (;;) {
    const page = db.all(
      memberRow,
      sql`SELECT set_sample.key_order AS "order", sample.id AS sample, sample.line, image.id AS image,
          image.sha256, image.width, image.height
        FROM set_sample JOIN sample ON sample.id = set_sample.sample
        JOIN crop ON crop.id = sample.crop JOIN image ON image.id = crop.image
        WHERE set_sample.sample_set = ${set} AND set_sample.key_order > ${after}
        ORDER BY set_sample.key_order LIMIT ${pageSize}`,
    );
    const last = page.at(-1);
    if (last === undefined) break;
    yield page;
    after = last.order;
    given += page.length;
  }
  requireWhole(db, set, given);
}

function requireWhole(db: ReadableDatabase, set: number, given: number): void {
  const samples = db.value(z.number(), sql`SELECT samples FROM sample_set WHERE id = ${set}`);
  if (samples === undefined) {
    throw new InkdexError('not-found', 'The samples were deleted while they were being read. Try again.');
  }
  if (given === samples) return;
  throw new InkdexError(
    'data-invalid',
    `Found ${formatCount(given)} samples in the database, but expected ${formatCount(samples)}. Import the ` +
      'source of the dataset again.',
  );
}

/**
 * Joins a sample to its set, for queries that check single samples. Without the named index, and `CROSS JOIN` before it,
 * SQLite scans the whole set each time.
 */
export function holding(set: number): Sql {
  return sql`set_sample INDEXED BY set_sample_by_sample
    ON set_sample.sample = sample.id AND set_sample.sample_set = ${set}`;
}

const objectRow = z.object({ id: z.number(), sha256: z.string(), bytes: z.number() });

/** The images of a set, each once, a page at a time. */
export function* imagesOf(db: ReadableDatabase, set: number): Generator<z.infer<typeof objectRow>[]> {
  let after = 0;
  for (;;) {
    const page = db.all(
      objectRow,
      sql`SELECT image.id, image.sha256, image.bytes FROM image WHERE image.id > ${after} AND EXISTS (
          SELECT 1 FROM crop CROSS JOIN sample ON sample.crop = crop.id CROSS JOIN ${holding(set)}
          WHERE crop.image = image.id
        ) ORDER BY image.id LIMIT ${pageSize}`,
    );
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.id;
  }
}

/** The fields of a sample by which splits are assigned. */
const assignedRow = z.object({
  sample: sampleIdSchema,
  key: z.string(),
  split: z.enum(['train', 'validation', 'test']).nullable(),
  writer: z.string().nullable(),
  page: z.string().nullable(),
});
export type Assigned = Pick<Sample, 'key' | 'split' | 'writer' | 'page'> & { readonly sample: SampleId };

/** Sorted by key. */
export function listAssigned(db: ReadableDatabase, set: number): Assigned[] {
  return db.all(
    assignedRow,
    sql`SELECT sample.id AS sample, sample.key, sample.split, sample.writer, sample.page FROM set_sample
      JOIN sample ON sample.id = set_sample.sample
      WHERE set_sample.sample_set = ${set} ORDER BY set_sample.key_order`,
  );
}
