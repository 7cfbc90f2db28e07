import type { DatasetId, HeldSample } from '../../../shared/contract/datasetContents.ts';
import type { Contract } from '../../../shared/contract/contract.ts';
import type { SampleEdit } from '../../../shared/contract/datasetCalls.ts';

/** The selected samples, and the start of a range that Shift extends. */
export interface SampleSelection {
  /** By key, because an edit gives a sample another id. */
  readonly samples: ReadonlyMap<string, HeldSample>;
  readonly anchor: number | null;
}

export const noSelection: SampleSelection = { samples: new Map(), anchor: null };

export function toggleSample(selection: SampleSelection, sample: HeldSample, index: number): SampleSelection {
  const samples = new Map(selection.samples);
  if (!samples.delete(sample.key)) samples.set(sample.key, sample);
  return { samples, anchor: index };
}

export function addSamples(selection: SampleSelection, added: readonly HeldSample[]): SampleSelection {
  const samples = new Map(selection.samples);
  for (const sample of added) samples.set(sample.key, sample);
  return { ...selection, samples };
}

/** The selection with the samples as they are in the list now; the same object if none has changed. */
export function withSamplesOf(
  selection: SampleSelection,
  listed: Iterable<readonly HeldSample[]>,
): SampleSelection {
  const changed = [...listed].flat().filter(({ key, id }) => {
    const chosen = selection.samples.get(key);
    return chosen !== undefined && chosen.id !== id;
  });
  return changed.length === 0 ? selection : addSamples(selection, changed);
}

export function withoutSamples(selection: SampleSelection, gone: readonly HeldSample[]): SampleSelection {
  const samples = new Map(selection.samples);
  for (const { key } of gone) samples.delete(key);
  return { ...selection, samples };
}

/** A person's change to the label of a sample. */
export type LabelChange = Partial<Pick<SampleEdit, 'text' | 'mark' | 'split' | 'writer'>>;

/** The largest number of samples per request; the host applies all or none. */
const editsAtOnce = 1000;
const removalsAtOnce = 10_000;

/** The label of a sample with a change applied. */
export function editOf(sample: HeldSample, change: LabelChange): SampleEdit {
  const { id, text, mark, split, writer } = sample;
  return { sample: id, text, mark, split, writer, ...change };
}

/** Applies the same change to samples. Rejects with the host's error; earlier batches stay changed. */
export async function relabel(
  host: Pick<Contract, 'editSamples'>,
  dataset: DatasetId,
  samples: readonly HeldSample[],
  change: LabelChange,
): Promise<void> {
  for (let start = 0; start < samples.length; start += editsAtOnce) {
    const edits = samples.slice(start, start + editsAtOnce).map((sample) => editOf(sample, change));
    await host.editSamples({ dataset, edits });
  }
}

/** Removes samples from a dataset. */
export async function exclude(
  host: Pick<Contract, 'removeSamples'>,
  dataset: DatasetId,
  samples: readonly Pick<HeldSample, 'id'>[],
): Promise<void> {
  for (let start = 0; start < samples.length; start += removalsAtOnce) {
    const ids = samples.slice(start, start + removalsAtOnce).map(({ id }) => id);
    await host.removeSamples({ dataset, samples: ids });
  }
}
