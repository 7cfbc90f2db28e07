import type { Dataset, DatasetId, DatasetOrigin } from '../../shared/contract/datasetContents.ts';
import type { ImportMode, TakenIn } from '../../shared/contract/datasetWork.ts';
import { InkdexError } from '../../shared/result.ts';
import type { SplitRule } from '../../shared/contract/splitRule.ts';
import { transaction, type Database } from '../store/database.ts';
import {
  findDatasetByName,
  findDatasetState,
  insertDataset,
  replaceDataset,
  type DatasetState,
} from '../store/datasets.ts';
import { closeSet, copySet, countSet, insertSet, listDealt } from '../store/datasetSets.ts';
import { splitSet } from './splitSet.ts';
import type { TakenRecords } from './takeIn.ts';
import type { PreparedWork, WorkOptions, Workshop } from './workshop.ts';

/** What becomes a dataset, or part of one. */
export interface NewContents {
  /** What the dataset is called: it may be renamed meanwhile. */
  readonly name: () => string;
  readonly mode: ImportMode;
  readonly splitRule: SplitRule | null;
  readonly licence: string | null;
  readonly origin: DatasetOrigin;
  /** Fills a draft set, which is dealt by the rule after. */
  readonly fill: (set: number, rule: SplitRule) => Promise<TakenRecords>;
  /** SHA-256 of the models that found or read what was taken in; asked for once it is. */
  readonly models: () => readonly string[];
}

/**
 * Makes a set of samples, to become the contents of a new dataset or of one that is there, in one step
 * when the work is committed. What is cut short leaves nothing.
 *
 * @throws InkdexError `conflict` where a dataset of that name is in the way, or is changed while it is added to
 */
export async function prepareDataset(
  db: Database,
  workshop: Workshop,
  contents: NewContents,
  { signal, onProgress }: WorkOptions,
): Promise<PreparedWork<TakenIn>> {
  const leave = await workshop.enter();
  let unpin = (): void => undefined;
  try {
    const before = requireRoom(db, contents);
    const added = contents.mode === 'add' && before !== null ? before.state.contents : null;
    // What is edited meanwhile is another set then: that is how `store` knows of it.
    if (added !== null) unpin = workshop.pin(added);
    const set = transaction(db, () => (added === null ? insertSet(db) : copySet(db, added)));
    const rule = contents.splitRule ?? before?.dataset.splitRule ?? { kind: 'given' };
    const taken = await contents.fill(set, rule);
    if (taken.samples === 0 && added === null) throw nothingTaken(taken);
    onProgress(taken.samples, taken.samples);
    const known = before === null ? [] : listDealt(db, before.state.contents);
    await splitSet(db, set, rule, isSameRule(rule, before?.dataset.splitRule) ? known : [], signal);
    let isTidy = false;
    return {
      commit() {
        closeSet(db, set);
        const id = store(db, contents, { set, rule, added });
        const counted = countSet(db, set);
        isTidy = before === null;
        return {
          dataset: id,
          name: contents.name(),
          samples: taken.samples,
          images: counted.images,
          skipped: taken.skipped,
          leftOut: taken.leftOut,
        };
      },
      release() {
        unpin();
        leave();
        // The contents that were replaced, or the draft where nothing came of it.
        if (!isTidy) workshop.tidy();
      },
    };
  } catch (thrown) {
    unpin();
    leave();
    workshop.tidy();
    throw thrown;
  }
}

interface Before {
  readonly dataset: Dataset;
  readonly state: DatasetState;
}

/** What there is under the name that may be changed as asked; null where there is nothing. */
function requireRoom(db: Database, { name: nameOf, mode }: NewContents): Before | null {
  const name = nameOf();
  const dataset = findDatasetByName(db, name);
  const state = dataset === undefined ? undefined : findDatasetState(db, dataset.id);
  if (dataset === undefined || state === undefined) return null;
  if (mode === 'new') {
    throw new InkdexError('conflict', `There is a dataset called "${name}" already: choose another name.`);
  }
  if (mode === null && state.isEdited) {
    throw new InkdexError(
      'conflict',
      `The dataset "${name}" was edited since it was last frozen. Freeze it first, so that the edits are kept; ` +
        'or give another name, or say whether to add to it or to replace it.',
    );
  }
  return { dataset, state };
}

function nothingTaken({ skipped, leftOut }: TakenRecords): InkdexError {
  const reasons = Object.entries(skipped).map(([reason, count]) => `${String(count)} ${reason}`);
  const first = leftOut[0] === undefined ? '' : ` The first: ${leftOut[0].place}.`;
  return new InkdexError(
    'data-invalid',
    `There is no sample to take in${reasons.length === 0 ? '' : ` (left out: ${reasons.join(', ')})`}.${first} ` +
      'Choose another folder, format or recipe.',
  );
}

function isSameRule(a: SplitRule, b: SplitRule | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

interface Made {
  readonly set: number;
  readonly rule: SplitRule;
  /** The set that it began as a copy of; null where it began empty. */
  readonly added: number | null;
}

function store(db: Database, contents: NewContents, { set, rule, added }: Made): DatasetId {
  const { licence } = contents;
  const name = contents.name();
  const at = new Date().toISOString();
  // Looked up again: it may have been removed or made while the samples were taken in.
  const before = requireRoom(db, contents);
  const isAdded = added !== null;
  if (isAdded && before?.state.contents !== added) {
    throw new InkdexError(
      'conflict',
      `The dataset "${name}" was changed while samples were added to it. Add them again.`,
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
    // Samples that are added replace no edit.
    isEdited: isAdded && before.state.isEdited,
    models,
    ...(licence === null ? {} : { licence }),
  };
  replaceDataset(db, before.dataset.id, change, at);
  return before.dataset.id;
}
