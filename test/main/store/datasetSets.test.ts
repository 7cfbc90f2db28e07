import { explain } from '../../support/explain.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sql } from '../../../main/store/database.ts';
import { heldColumns } from '../../../main/store/datasets/datasetSamples.ts';
import {
  closeSet,
  holding,
  insertSet,
  keyOrder,
  membersOf,
} from '../../../main/store/datasets/datasetSets.ts';
import { removeUnneededRows } from '../../../main/store/datasets/datasetVersions.ts';
import { compareKeys } from '../../../shared/manifest.ts';
import { anyCharacter } from '../../support/anyCharacter.ts';
import { temporaryLibrary } from '../../support/library.ts';

describe('Samples of a set', () => {
  it('stand in the order of a manifest', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), fc.string({ unit: anyCharacter }), (a, b) => {
        expect(Math.sign(Buffer.compare(keyOrder(a), keyOrder(b)))).toBe(compareKeys(a, b));
      }),
    );
  });

  it('are said to lack where they are removed while they are gone through', () => {
    const { db } = temporaryLibrary();
    const set = insertSet(db);
    closeSet(db, set);
    expect([...membersOf(db, set)]).toEqual([]);
    removeUnneededRows(db);
    expect(() => [...membersOf(db, set)]).toThrow('deleted while they were being read');
  });

  it('are gone through by the set, and asked for one by one by the sample', () => {
    const { db } = temporaryLibrary();
    const through = explain(
      db,
      sql`SELECT ${heldColumns} FROM set_sample JOIN sample ON sample.id = set_sample.sample
        JOIN crop ON crop.id = sample.crop JOIN image ON image.id = crop.image
        WHERE set_sample.sample_set = ${1} AND set_sample.key_order > ${keyOrder('a')}
        ORDER BY set_sample.key_order LIMIT 10`,
    );
    expect(through.split('\n')).toEqual([
      'SEARCH set_sample USING PRIMARY KEY (sample_set=? AND key_order>?)',
      expect.stringContaining('SEARCH sample USING INTEGER PRIMARY KEY'),
      expect.stringContaining('SEARCH crop USING INTEGER PRIMARY KEY'),
      expect.stringContaining('SEARCH image USING INTEGER PRIMARY KEY'),
    ]);
    const one = explain(
      db,
      sql`SELECT image.id FROM image WHERE EXISTS (
        SELECT 1 FROM crop CROSS JOIN sample ON sample.crop = crop.id CROSS JOIN ${holding(1)}
        WHERE crop.image = image.id)`,
    );
    expect(one).toContain('USING COVERING INDEX set_sample_by_sample (sample=? AND sample_set=?)');
    expect(one).not.toMatch(/SCAN (?!image)/u);
  });
});
