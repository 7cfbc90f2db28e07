import type { Contract } from '../../../shared/contract/contract.ts';
import type { SampleEdit } from '../../../shared/contract/datasetCalls.ts';
import type { DatasetId, HeldSample } from '../../../shared/contract/datasetContents.ts';

/** Of one sample: what a person changes. */
export type LabelChange = Partial<Pick<SampleEdit, 'text' | 'mark' | 'split' | 'writer'>>;

/** The most that the house takes at once, all or none of them. */
const editsAtOnce = 1000;
const removalsAtOnce = 10_000;

/** A sample's label with changes. */
export function editOf(sample: HeldSample, change: LabelChange): SampleEdit {
  const { id, text, mark, split, writer } = sample;
  return { sample: id, text, mark, split, writer, ...change };
}

/** Gives samples the same change. Rejects with what the house says; what it took before stays. */
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

/** Takes samples out of a dataset. */
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
