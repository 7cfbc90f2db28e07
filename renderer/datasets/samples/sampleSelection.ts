import type { HeldSample, SampleId } from '../../../shared/datasetContents.ts';

/** The chosen samples, and where in the list a range that is extended with Shift began. */
export interface SampleSelection {
  readonly samples: ReadonlyMap<SampleId, HeldSample>;
  readonly anchor: number | null;
}

export const noSelection: SampleSelection = { samples: new Map(), anchor: null };

export function toggleSample(selection: SampleSelection, sample: HeldSample, index: number): SampleSelection {
  const samples = new Map(selection.samples);
  if (!samples.delete(sample.id)) samples.set(sample.id, sample);
  return { samples, anchor: index };
}

export function addSamples(selection: SampleSelection, added: readonly HeldSample[]): SampleSelection {
  const samples = new Map(selection.samples);
  for (const sample of added) samples.set(sample.id, sample);
  return { ...selection, samples };
}
