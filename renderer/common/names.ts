import type { PhotoKind } from '../../shared/contract/photo.ts';
import type { Sample, SampleLevel, Split, VersionId, VersionRecord } from '../../shared/contract/dataset.ts';
import type {
  BySplit,
  ChangeKind,
  Contents,
  Dataset,
  DatasetId,
} from '../../shared/contract/datasetContents.ts';
import type { Model, TrainingEngineName } from '../../shared/contract/model.ts';
import type { MadeBy, WordMark } from '../../shared/contract/word.ts';

/** Names of dataset terms in the window. */

export const splitNames: Readonly<Record<Split | 'none', string>> = {
  train: 'Training',
  validation: 'Validation',
  test: 'Test',
  none: 'No split',
};

/** In display order. */
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
  person: 'Person',
  import: 'Import',
  model: 'Model',
};

export const changeNames: Readonly<Record<ChangeKind, string>> = {
  added: 'Added',
  removed: 'Removed',
  text: 'Text',
  box: 'Box',
  split: 'Split',
  other: 'Other',
};

/** The beginning of a version's id, long enough to be unique in practice. */
export function shortId(version: VersionId): string {
  return version.slice(0, 10);
}

/** The source of a text: "Person", "Import from iam", "Model (3fa91c0d2b)". */
export function describeSource(source: MadeBy): string {
  if (source.kind === 'import') return `Import from ${source.name}`;
  if (source.kind === 'model') return `Model (${source.sha256.slice(0, 10)})`;
  return sourceKindNames.person;
}

/** The source of texts; a model is shown by its name if the library still has it. */
export function nameOfMaker(
  { source, kind }: { readonly source: string; readonly kind: MadeBy['kind'] },
  models: readonly Pick<Model, 'name' | 'sha256'>[],
): string {
  if (kind === 'person') return describeSource({ kind });
  if (kind === 'import') return describeSource({ kind, name: source });
  return models.find(({ sha256 }) => sha256 === source)?.name ?? describeSource({ kind, sha256: source });
}

/** "Current state", or a version's number and the first line of its note: "Version 2 · More labels". */
export function nameOfVersion(
  version: VersionId | null,
  records: readonly Pick<VersionRecord, 'version' | 'number' | 'note'>[],
): string {
  if (version === null) return 'Current state';
  const record = records.find((each) => each.version === version);
  const name = record === undefined ? shortId(version) : `Version ${record.number}`;
  const note = record?.note.split('\n')[0] ?? '';
  const short = note.length > 40 ? `${note.slice(0, 39)}…` : note;
  return short === '' ? name : `${name} · ${short}`;
}

/** The page of a sample as people know it: of a photo of the library, which is known by its hash, the name of its file. */
export function pageNameOf({ page, file }: Pick<Sample, 'page' | 'file'>): string | null {
  return page !== null && file.startsWith(`${page}/`) ? file.slice(page.length + 1) : page;
}

/** Whether both mean the same samples. */
export function isSameContents(a: Contents, b: Contents): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export function ofDataset(datasets: readonly Dataset[] | undefined, id: DatasetId): Dataset | undefined {
  return datasets?.find((dataset) => dataset.id === id);
}

const names: Readonly<Record<TrainingEngineName, string>> = {
  tensorflow: 'TensorFlow',
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
};

export const engineUses: Readonly<Record<TrainingEngineName, string>> = {
  tensorflow: 'Native TensorFlow: the fastest on CPUs and NVIDIA GPUs.',
  webgpu: 'GPUs of any vendor, without CUDA.',
  wasm: 'Works everywhere, but slowly.',
};

export function nameOfEngine(engine: TrainingEngineName): string {
  return names[engine];
}

/** Joins a folder and a name with the separator that the folder's path uses. */
export function joinPath(folder: string, name: string): string {
  const separator = !folder.includes('/') && folder.includes('\\') ? '\\' : '/';
  return folder.endsWith(separator) ? `${folder}${name}` : `${folder}${separator}${name}`;
}

/** What photos of a kind show. */
export const kindTitles: Readonly<Record<PhotoKind, string>> = {
  board: 'Boards',
  note: 'Notes',
  document: 'Documents',
  none: 'No writing',
};
