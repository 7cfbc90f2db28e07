import type { VersionId } from '../../shared/contract/dataset.ts';
import type { SampleEdit } from '../../shared/contract/datasetCalls.ts';
import { noFilter, type DatasetId, type HeldSample } from '../../shared/contract/datasetContents.ts';
import { asSamples, formatOf, importing, incoming, unwatched } from './datasetRecords.ts';
import { imageFolder, openDatasets, type OpenedDatasets } from './openDatasets.ts';

/** The images of `frozenWords`, a word each. */
export const wordFiles = ['a.png', 'b.png', 'c.png', 'd.png'];

export interface FrozenWords extends OpenedDatasets {
  readonly dataset: DatasetId;
  readonly version: VersionId;
}

/** Four words on four images, frozen. */
export async function frozenWords(): Promise<FrozenWords> {
  const path = imageFolder(wordFiles);
  const opened = openDatasets([
    formatOf('test', () => asSamples(wordFiles.map((file) => incoming(path, file)))),
  ]);
  const { dataset } = await opened.datasets.importNow(importing(path), unwatched);
  return { ...opened, dataset, version: await freeze(opened, dataset) };
}

export async function freeze(
  { datasets }: OpenedDatasets,
  dataset: DatasetId,
  note = '',
): Promise<VersionId> {
  const ask = { dataset, author: 'me', note, tags: ['tidy'] };
  return (await datasets.freezeNow(ask, unwatched)).version;
}

export function samplesOf({ datasets }: OpenedDatasets, dataset: DatasetId): HeldSample[] {
  const page = { filter: noFilter, offset: 0, limit: 500 };
  return datasets.calls.listSamples({ contents: { dataset }, ...page }).samples;
}

export function edit(sample: HeldSample | undefined, changes: Partial<SampleEdit>): SampleEdit {
  if (sample === undefined) throw new Error('There is no such sample.');
  const { text, mark, split, writer } = sample;
  return { sample: sample.id, text, mark, split, writer, ...changes };
}
