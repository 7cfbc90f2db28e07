import type { Contract } from '../../../shared/contract/contract.ts';
import type { SampleEdit } from '../../../shared/contract/datasetCalls.ts';
import type { DatasetId, HeldSample } from '../../../shared/contract/datasetContents.ts';

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
  house: Pick<Contract, 'editSamples'>,
  dataset: DatasetId,
  samples: readonly HeldSample[],
  change: LabelChange,
): Promise<void> {
  for (let start = 0; start < samples.length; start += editsAtOnce) {
    const edits = samples.slice(start, start + editsAtOnce).map((sample) => editOf(sample, change));
    await house.editSamples({ dataset, edits });
  }
}

/** Removes samples from a dataset. */
export async function exclude(
  house: Pick<Contract, 'removeSamples'>,
  dataset: DatasetId,
  samples: readonly Pick<HeldSample, 'id'>[],
): Promise<void> {
  for (let start = 0; start < samples.length; start += removalsAtOnce) {
    const ids = samples.slice(start, start + removalsAtOnce).map(({ id }) => id);
    await house.removeSamples({ dataset, samples: ids });
  }
}
