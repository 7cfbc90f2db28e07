import type { DatasetId } from '../../shared/contract/datasetContents.ts';
import { InkdexError } from '../../shared/result.ts';
import type { SplitRule } from '../../shared/contract/dataset.ts';
import { transaction, type Database } from '../store/database.ts';
import { replaceDataset } from '../store/datasets.ts';
import { closeSet, copySet } from '../store/datasetSets.ts';
import { requireState } from './requireDataset.ts';
import { splitSet } from './splitSet.ts';
import type { Workshop } from './workshop.ts';

/**
 * Assigns the samples of a dataset to new splits. Samples added later get their split by the same rule.
 * @throws InkdexError `not-found`; `conflict` when the dataset is changed meanwhile
 */
export async function dealDataset(
  db: Database,
  workshop: Workshop,
  dataset: DatasetId,
  rule: SplitRule,
  signal: AbortSignal,
): Promise<void> {
  const leave = await workshop.enter();
  const before = requireState(db, dataset).contents;
  const unpin = workshop.pin(before);
  try {
    const set = transaction(db, () => copySet(db, before));
    await splitSet(db, set, rule, [], signal);
    transaction(db, () => {
      if (requireState(db, dataset).contents !== before) {
        throw new InkdexError(
          'conflict',
          'The dataset changed while its splits were assigned. Assign them again.',
        );
      }
      closeSet(db, set);
      replaceDataset(
        db,
        dataset,
        { contents: set, splitRule: rule, isEdited: true },
        new Date().toISOString(),
      );
    });
  } finally {
    unpin();
    leave();
    workshop.tidy();
  }
}
