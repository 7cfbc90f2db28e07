import type { VersionId } from '../../shared/contract/dataset.ts';
import type { SampleEdit } from '../../shared/contract/datasetCalls.ts';
import type { Dataset, DatasetId, HeldSample, SampleId } from '../../shared/contract/datasetContents.ts';
import { InkdexError } from '../../shared/result.ts';
import { normalizeText } from '../../shared/text.ts';
import { transaction, type WritableDatabase } from '../store/database.ts';
import { findImageOf, findSamples, keepSample, sampleOf } from '../store/datasets/datasetSamples.ts';
import { closeSet, copySet, findInSet, removeFromSet, replaceInSet } from '../store/datasets/datasetSets.ts';
import { findDatasetByName, isSetShared, replaceDataset } from '../store/datasets/datasets.ts';
import { normalName } from './ingest.ts';
import { requireDataset, requireRecord, requireState, requireVersion } from './resolveNames.ts';

/** Whether running work reads the set from end to end, so that it must not change. */
type IsPinned = (set: number) => boolean;

/**
 * Gives samples of a dataset new labels, all or none. Versions do not change.
 * @returns the ids of the new samples, in the order of the edits
 * @throws InkdexError `conflict` when a sample is no longer in the dataset; `data-invalid` for a label "text" without
 * any text
 */
export function editSamples(
  db: WritableDatabase,
  dataset: DatasetId,
  edits: readonly SampleEdit[],
  isPinned: IsPinned,
): SampleId[] {
  return transaction(db, () => {
    const held = requireHeld(
      db,
      dataset,
      edits.map(({ sample }) => sample),
    );
    const set = ownSet(db, dataset, isPinned);
    const ids = edits.map((edit, index) => {
      const before = held[index];
      if (before === undefined) throw new RangeError(`Edit ${index} has no matching sample.`);
      const id = keepSample(db, editedSample(before, edit), findImageOf(db, before.id));
      replaceInSet(db, set, before.key, id);
      return id;
    });
    storeEdited(db, dataset, set);
    return ids;
  });
}

/** Removes samples from a dataset. @throws InkdexError `conflict`, as in `editSamples` */
export function removeSamples(
  db: WritableDatabase,
  dataset: DatasetId,
  samples: readonly SampleId[],
  isPinned: IsPinned,
): Dataset {
  return transaction(db, () => {
    requireHeld(db, dataset, samples);
    const set = ownSet(db, dataset, isPinned);
    removeFromSet(db, set, samples);
    storeEdited(db, dataset, set);
    return requireDataset(db, dataset);
  });
}

/** The dataset's samples with these ids, in the same order. */
function requireHeld(db: WritableDatabase, dataset: DatasetId, ids: readonly SampleId[]): HeldSample[] {
  const { contents } = requireState(db, dataset);
  const found = new Map(findSamples(db, ids).map((sample) => [sample.id, sample]));
  return ids.map((id) => {
    const sample = found.get(id);
    if (sample !== undefined && findInSet(db, contents, sample.key) === id) return sample;
    throw new InkdexError(
      'conflict',
      `${sample === undefined ? 'A sample' : `"${sample.key}"`} was changed or removed since it was loaded. Reload ` +
        'it, then edit it again.',
    );
  });
}

function editedSample(
  before: HeldSample,
  { text, mark, split, writer }: SampleEdit,
): ReturnType<typeof sampleOf> {
  const normal = mark === 'text' ? normalizeText(text) : '';
  if (mark === 'text' && normal === '') {
    throw new InkdexError(
      'data-invalid',
      `The text of "${before.key}" is empty. Type its text, or mark it as illegible or not text.`,
    );
  }
  const isSameLabel = normal === before.text && mark === before.mark;
  return {
    ...sampleOf(before),
    text: normal,
    mark,
    split,
    writer: normalName(writer),
    // A person's new label is certain, so the model's other readings are dropped.
    ...(isSameLabel ? {} : { source: { kind: 'person' } as const, alternatives: [] }),
  };
}

/**
 * Returns a set that only this dataset uses and nothing else reads, so that it can be changed; copies the set if
 * needed.
 */
function ownSet(db: WritableDatabase, dataset: DatasetId, isPinned: IsPinned): number {
  const { contents } = requireState(db, dataset);
  return isPinned(contents) || isSetShared(db, contents) ? copySet(db, contents) : contents;
}

/** Makes the edited set the dataset's current set. */
function storeEdited(db: WritableDatabase, dataset: DatasetId, set: number): void {
  closeSet(db, set);
  replaceDataset(db, dataset, { contents: set, isEdited: true }, new Date().toISOString());
}

/** @throws InkdexError `not-found`; `conflict` when another dataset has the name */
export function renameDataset(db: WritableDatabase, id: DatasetId, name: string): Dataset {
  return transaction(db, () => {
    const other = findDatasetByName(db, name);
    if (other !== undefined && other.id !== id) {
      throw new InkdexError('conflict', `A dataset called "${name}" already exists. Choose another name.`);
    }
    requireDataset(db, id);
    replaceDataset(db, id, { name }, new Date().toISOString());
    return requireDataset(db, id);
  });
}

/** Versions are immutable sets, so restoring a version makes its set the dataset's current set. */
export function restoreVersion(db: WritableDatabase, id: DatasetId, version: VersionId): Dataset {
  return transaction(db, () => {
    const { name } = requireDataset(db, id);
    const stored = requireVersion(db, version);
    requireRecord(db, version, name);
    const change = { contents: stored.contents, head: stored.id, isEdited: false };
    replaceDataset(db, id, change, new Date().toISOString());
    return requireDataset(db, id);
  });
}
