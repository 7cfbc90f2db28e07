import type { VersionId, VersionRecord } from '../../shared/contract/dataset.ts';
import type { Contents, Dataset, DatasetId } from '../../shared/contract/datasetContents.ts';
import { InkdexError } from '../../shared/result.ts';
import type { WritableDatabase } from '../store/database.ts';
import {
  findVersion,
  findVersionRecords,
  findVersionsByPrefix,
  type StoredVersion,
} from '../store/datasets/datasetVersions.ts';
import {
  findDataset,
  findDatasetByName,
  findDatasetState,
  listDatasets,
  type DatasetState,
} from '../store/datasets/datasets.ts';

/** A shorter text is taken as a name, not as the beginning of an id. */
const shortestPrefix = 4;

/** @throws InkdexError `not-found`, listing the datasets */
export function resolveDataset(db: WritableDatabase, name: string): Dataset {
  const dataset = findDatasetByName(db, name.trim());
  if (dataset !== undefined) return dataset;
  const names = listDatasets(db).map((each) => each.name);
  const there =
    names.length === 0
      ? 'The library has no datasets yet. Import one.'
      : `Choose one of: ${names.join(', ')}.`;
  throw new InkdexError('not-found', `Dataset "${name}" was not found. ${there}`);
}

/**
 * Finds a version by its id, by the beginning of its id, or by a dataset's name (the version it was last frozen as or
 * restored to).
 *
 * @throws InkdexError `not-found`; `bad-arguments` when several ids begin with the text
 */
export function resolveVersion(db: WritableDatabase, text: string): VersionId {
  const name = text.trim();
  if (/^[0-9a-f]+$/u.test(name) && name.length >= shortestPrefix) {
    const found = findVersionsByPrefix(db, name);
    if (found[0] !== undefined && found.length === 1) return found[0];
    if (found.length > 1) {
      const ids = found.map((id) => id.slice(0, name.length + 8)).join(', ');
      throw new InkdexError(
        'bad-arguments',
        `Several versions begin with "${name}": ${ids}. Give more characters of the id.`,
      );
    }
  }
  const dataset = findDatasetByName(db, name);
  if (dataset !== undefined && dataset.head !== null) return dataset.head;
  throw new InkdexError(
    'not-found',
    dataset === undefined
      ? `Version "${name}" was not found. Give an id, the beginning of one, or the name of a dataset.`
      : `The dataset "${name}" has no version yet. Freeze it first.`,
  );
}

/** A version, and one dataset that has it. */
export interface HeldVersion {
  readonly version: VersionId;
  readonly dataset: Dataset;
}

/**
 * Finds a version as `resolveVersion` does, in the named dataset or in the one that the text names.
 * @throws InkdexError `not-found`; `bad-arguments` when no dataset is named and several have the version
 */
export function resolveHeldVersion(db: WritableDatabase, text: string, dataset: string | null): HeldVersion {
  const version = resolveVersion(db, text);
  const isNamed = requireRecords(db, version).some((record) => record.dataset === text.trim());
  const record = requireRecord(db, version, dataset ?? (isNamed ? text.trim() : null));
  return { version, dataset: resolveDataset(db, record.dataset) };
}

/**
 * The record of a version in the named dataset, or in the only dataset that has it.
 * @throws InkdexError `not-found`; `bad-arguments` when no dataset is named and several have it
 */
export function requireRecord(
  db: WritableDatabase,
  version: VersionId,
  dataset: string | null,
): VersionRecord {
  const records = requireRecords(db, version);
  const [record, ...others] = dataset === null ? records : records.filter((each) => each.dataset === dataset);
  if (record === undefined) {
    throw new InkdexError(
      'not-found',
      `The dataset "${dataset ?? ''}" has no version ${version}. Check the name and the id.`,
    );
  }
  if (others.length === 0) return record;
  const names = records.map((each) => each.dataset).join(', ');
  throw new InkdexError(
    'bad-arguments',
    `Several datasets have the version ${version.slice(0, 12)}: ${names}. Choose one with --dataset.`,
  );
}

/** @throws InkdexError `not-found` */
export function requireRecords(
  db: WritableDatabase,
  version: VersionId,
): [VersionRecord, ...VersionRecord[]] {
  const [first, ...others] = findVersionRecords(db, version);
  if (first !== undefined) return [first, ...others];
  throw new InkdexError('not-found', `This library has no version ${version}. It may have been deleted.`);
}

/** The name of a dataset or version in messages. */
export function nameOfContents(db: WritableDatabase, contents: Contents): string {
  if ('dataset' in contents) return requireDataset(db, contents.dataset).name;
  return `${requireRecords(db, contents.version)[0].dataset} ${contents.version.slice(0, 8)}`;
}

/** @throws InkdexError `not-found` */
export function requireDataset(db: WritableDatabase, id: DatasetId): Dataset {
  const dataset = findDataset(db, id);
  if (dataset === undefined) throw noDataset(id);
  return dataset;
}

/** @throws InkdexError `not-found` */
export function requireState(db: WritableDatabase, id: DatasetId): DatasetState {
  const state = findDatasetState(db, id);
  if (state === undefined) throw noDataset(id);
  return state;
}

/** @throws InkdexError `not-found` */
export function requireVersion(db: WritableDatabase, version: VersionId): StoredVersion {
  const stored = findVersion(db, version);
  if (stored === undefined) {
    throw new InkdexError('not-found', `This library has no version ${version}. It may have been deleted.`);
  }
  return stored;
}

/**
 * The set of samples that `contents` names.
 * @throws InkdexError `not-found`
 */
export function requireSet(db: WritableDatabase, contents: Contents): number {
  return 'dataset' in contents
    ? requireState(db, contents.dataset).contents
    : requireVersion(db, contents.version).contents;
}

function noDataset(id: DatasetId): InkdexError {
  return new InkdexError('not-found', `This library has no dataset ${String(id)}. It may have been deleted.`);
}
