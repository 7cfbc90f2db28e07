import { z } from 'zod';
import { sampleIdSchema, type ChangeKind, type SampleId } from '../../shared/contract/datasetContents.ts';
import { all, type Database } from './database.ts';
import { sql } from './sql.ts';

/** A key with different samples in two sets. */
export interface SetChange {
  readonly key: string;
  readonly kinds: readonly ChangeKind[];
  readonly before: SampleId | null;
  readonly after: SampleId | null;
}

const flag = z.number().transform((value) => value === 1);
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
export function listSetChanges(db: Database, before: number, after: number): SetChange[] {
  const rows = all(
    db,
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
