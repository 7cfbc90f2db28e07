import type { HeldSample } from '../../../shared/contract/datasetContents.ts';

/** The chosen samples, and where in the list a range that is extended with Shift began. */
export interface SampleSelection {
  /** By key: an edit gives a sample another id. */
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

/** The same samples as they are in the list by now; the selection itself where none has changed. */
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
