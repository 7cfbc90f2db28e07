import type { SampleLevel, Split, VersionId, VersionRecord } from '../../shared/contract/dataset.ts';
import type {
  BySplit,
  ChangeKind,
  Contents,
  Dataset,
  DatasetId,
} from '../../shared/contract/datasetContents.ts';
import type { Model } from '../../shared/contract/model.ts';
import type { MadeBy, WordMark } from '../../shared/contract/word.ts';

/** What people call things of datasets. */

export const splitNames: Readonly<Record<Split | 'none', string>> = {
  train: 'Training',
  validation: 'Validation',
  test: 'Test',
  none: 'No split',
};

/** In the order in which they are shown. */
export const splitOrder: readonly (keyof BySplit)[] = ['train', 'validation', 'test', 'none'];

export const levelNames: Readonly<Record<SampleLevel, string>> = {
  word: 'Words',
  line: 'Lines',
  page: 'Pages',
};

export const markNames: Readonly<Record<WordMark, string>> = {
  text: 'Text',
  illegible: 'Illegible',
  'not-text': 'Not text',
};

export const sourceKindNames: Readonly<Record<MadeBy['kind'], string>> = {
  person: 'A person',
  import: 'Import',
  model: 'A model',
};

export const changeNames: Readonly<Record<ChangeKind, string>> = {
  added: 'Added',
  removed: 'Removed',
  text: 'Text',
  box: 'Box',
  split: 'Split',
  other: 'Other',
};

/** As much of a version's id as tells it apart from any other that one person makes. */
export function shortId(version: VersionId): string {
  return version.slice(0, 10);
}

/** Who made a text: "A person", "Import from iam", "A model (3fa91c0d2b)". */
export function describeSource(source: MadeBy): string {
  if (source.kind === 'import') return `Import from ${source.name}`;
  if (source.kind === 'model') return `A model (${source.sha256.slice(0, 10)})`;
  return sourceKindNames.person;
}

/** Who made texts, for a list of them: a model by its name where the library still has it. */
export function nameOfMaker(
  { source, kind }: { readonly source: string; readonly kind: MadeBy['kind'] },
  models: readonly Pick<Model, 'name' | 'sha256'>[],
): string {
  if (kind === 'person') return describeSource({ kind });
  if (kind === 'import') return describeSource({ kind, name: source });
  return models.find(({ sha256 }) => sha256 === source)?.name ?? describeSource({ kind, sha256: source });
}

/** "now", or a version by its id and what was noted of it. */
export function nameOfVersion(
  version: VersionId | null,
  records: readonly Pick<VersionRecord, 'version' | 'note'>[],
): string {
  if (version === null) return 'As it is now';
  const note = records.find((record) => record.version === version)?.note.split('\n')[0] ?? '';
  const short = note.length > 40 ? `${note.slice(0, 39)}…` : note;
  return short === '' ? shortId(version) : `${shortId(version)} · ${short}`;
}

/** Whether both are about the same samples. */
export function isSameContents(a: Contents, b: Contents): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export function ofDataset(datasets: readonly Dataset[] | null, id: DatasetId): Dataset | undefined {
  return datasets?.find((dataset) => dataset.id === id);
}
