import type { HeldSample } from '../../../shared/contract/datasetContents.ts';

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
