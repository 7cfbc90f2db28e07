import type { Dataset, DatasetId, DatasetOrigin } from '../../shared/contract/datasetContents.ts';
import type { ImportMode, TakenIn } from '../../shared/contract/datasetWork.ts';
import { InkdexError } from '../../shared/result.ts';
import type { SplitRule } from '../../shared/contract/dataset.ts';
import { transaction, type WritableDatabase } from '../store/database.ts';
import {
  findDatasetByName,
  findDatasetState,
  insertDataset,
  replaceDataset,
  type DatasetState,
} from '../store/datasets/datasets.ts';
import { closeSet, copySet, countSet, insertSet, listAssigned } from '../store/datasets/datasetSets.ts';
import { assignSplitsOfSet } from './assignSplits.ts';
import type { IngestedRecords } from './ingest.ts';
import type { PreparedWork, WorkOptions } from '../jobs/steps.ts';
import { preparing, type DatasetLocks } from './locks.ts';

/** The new contents of a dataset, or samples to add to it. */
export interface NewContents {
  /** Name of the dataset. A function, because the dataset may be renamed meanwhile. */
  readonly name: () => string;
  readonly mode: ImportMode;
  readonly splitRule: SplitRule | null;
  readonly licence: string | null;
  readonly origin: DatasetOrigin;
  /** Fills a draft set; afterwards its samples get their splits by the rule. */
  readonly fill: (set: number, rule: SplitRule) => Promise<IngestedRecords>;
  /** SHA-256 of the models that found or read the samples; called after `fill`. */
  readonly models: () => readonly string[];
}

/**
 * Prepares a set of samples that becomes the contents of a new or existing dataset in one step, when the work is
 * committed. Interrupted work leaves nothing.
 *
 * @throws InkdexError `conflict` when the name is taken, or when the dataset changes while samples are added
 */
export async function prepareDataset(
  db: WritableDatabase,
  locks: DatasetLocks,
  contents: NewContents,
  { signal, onProgress }: WorkOptions,
): Promise<PreparedWork<TakenIn>> {
  return await preparing(locks, async (pin) => {
    const before = requireRoom(db, contents);
    const added = contents.mode === 'add' && before !== null ? before.state.contents : null;
    // While pinned, edits go to another set, so `store` can detect them.
    if (added !== null) pin(added);
    const set = transaction(db, () => (added === null ? insertSet(db) : copySet(db, added)));
    const rule = contents.splitRule ?? before?.dataset.splitRule ?? { kind: 'given' };
    const taken = await contents.fill(set, rule);
    if (taken.samples === 0 && added === null) throw nothingTaken(taken);
    onProgress(taken.samples, taken.samples);
    const known = before === null ? [] : listAssigned(db, before.state.contents);
    await assignSplitsOfSet(db, set, rule, isSameRule(rule, before?.dataset.splitRule) ? known : [], signal);
    const samplesBefore = before === null ? 0 : countSet(db, before.state.contents).samples;
    return () => {
      closeSet(db, set);
      const id = store(db, contents, { set, rule, added });
      const counted = countSet(db, set);
      const outcome = {
        dataset: id,
        name: contents.name(),
        samples: taken.samples,
        total: counted.samples,
        before: samplesBefore,
        images: counted.images,
        cut: taken.cut,
        skipped: taken.skipped,
        leftOut: taken.leftOut,
      };
      // Replaced contents are collected.
      return { outcome, isTidy: before === null };
    };
  });
}

interface Before {
  readonly dataset: Dataset;
  readonly state: DatasetState;
}

/** The existing dataset of this name, if it may be changed as requested; null when the name is free. */
function requireRoom(db: WritableDatabase, { name: nameOf, mode }: NewContents): Before | null {
  const name = nameOf();
  const dataset = findDatasetByName(db, name);
  const state = dataset === undefined ? undefined : findDatasetState(db, dataset.id);
  if (dataset === undefined || state === undefined) return null;
  if (mode === 'new') {
    throw new InkdexError('conflict', `A dataset called "${name}" already exists. Choose another name.`);
  }
  if (mode === null && state.isEdited) {
    throw new InkdexError(
      'conflict',
      `The dataset "${name}" has edits that are not frozen. Freeze it first to keep them, ` +
        'choose another name, or choose whether to add to it or to replace it.',
    );
  }
  return { dataset, state };
}

function nothingTaken({ skipped, leftOut }: IngestedRecords): InkdexError {
  const reasons = Object.entries(skipped).map(([reason, count]) => `${count} ${reason}`);
  const first = leftOut[0] === undefined ? '' : ` The first: ${leftOut[0].place}.`;
  return new InkdexError(
    'data-invalid',
    `No samples to import${reasons.length === 0 ? '' : ` (skipped: ${reasons.join(', ')})`}.${first} ` +
      'Choose another file or folder, format or recipe.',
  );
}

function isSameRule(a: SplitRule, b: SplitRule | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

interface Made {
  readonly set: number;
  readonly rule: SplitRule;
  /** The set that this one was copied from; null when it began empty. */
  readonly added: number | null;
}

function store(db: WritableDatabase, contents: NewContents, { set, rule, added }: Made): DatasetId {
  const { licence } = contents;
  const name = contents.name();
  const at = new Date().toISOString();
  // Checked again: the dataset may have been removed or created while the samples were imported.
  const before = requireRoom(db, contents);
  const isAdded = added !== null;
  if (isAdded && before?.state.contents !== added) {
    throw new InkdexError(
      'conflict',
      `The dataset "${name}" changed while samples were added. Add them again.`,
    );
  }
  if (before === null) {
    return insertDataset(db, {
      name,
      contents: set,
      origin: contents.origin,
      splitRule: rule,
      licence: licence ?? '',
      models: contents.models(),
      at,
    });
  }
  const models = isAdded ? [...new Set([...before.state.models, ...contents.models()])] : contents.models();
  const change = {
    contents: set,
    origin: isAdded ? ({ kind: 'mixed' } as const) : contents.origin,
    splitRule: rule,
    // Adding samples discards no edits.
    isEdited: isAdded && before.state.isEdited,
    models,
    ...(licence === null ? {} : { licence }),
  };
  replaceDataset(db, before.dataset.id, change, at);
  return before.dataset.id;
}
