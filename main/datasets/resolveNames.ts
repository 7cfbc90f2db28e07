import type { VersionId, VersionRecord } from '../../shared/contract/dataset.ts';
import type { Contents, Dataset } from '../../shared/contract/datasetContents.ts';
import { InkdexError } from '../../shared/result.ts';
import type { Database } from '../store/database.ts';
import { findDatasetByName, listDatasets } from '../store/datasets.ts';
import { findVersionRecords, findVersionsByPrefix } from '../store/datasetVersions.ts';
import { requireDataset } from './requireDataset.ts';

/** Shorter beginnings of an id are taken for names. */
const shortestPrefix = 4;

/** @throws InkdexError `not-found` naming the datasets that there are */
export function resolveDataset(db: Database, name: string): Dataset {
  const dataset = findDatasetByName(db, name.trim());
  if (dataset !== undefined) return dataset;
  const names = listDatasets(db).map((each) => each.name);
  const there = names.length === 0 ? 'There is none yet: import one.' : `There are: ${names.join(', ')}.`;
  throw new InkdexError('not-found', `There is no dataset "${name}". ${there}`);
}

/**
 * The version that a person means by its id, by the beginning of its id, or by a dataset's name for the
 * version that it was last frozen as or restored to.
 *
 * @throws InkdexError `not-found`; `bad-arguments` where several begin so
 */
export function resolveVersion(db: Database, text: string): VersionId {
  const name = text.trim();
  if (/^[0-9a-f]+$/u.test(name) && name.length >= shortestPrefix) {
    const found = findVersionsByPrefix(db, name);
    if (found[0] !== undefined && found.length === 1) return found[0];
    if (found.length > 1) {
      const ids = found.map((id) => id.slice(0, name.length + 8)).join(', ');
      throw new InkdexError(
        'bad-arguments',
        `Several versions begin with "${name}": ${ids}. Say more of it.`,
      );
    }
  }
  const dataset = findDatasetByName(db, name);
  if (dataset !== undefined && dataset.head !== null) return dataset.head;
  throw new InkdexError(
    'not-found',
    dataset === undefined
      ? `There is no version "${name}": expected an id, the beginning of one, or the name of a dataset.`
      : `The dataset "${name}" was never frozen: it has no version.`,
  );
}

/** A version, and of the datasets that have it the one that is meant. */
export interface HeldVersion {
  readonly version: VersionId;
  readonly dataset: Dataset;
}

/**
 * The version that a person means, as `resolveVersion`, in the dataset that they name: by itself, or by the text.
 *
 * @throws InkdexError `not-found`; `bad-arguments` where they name none and several have the version
 */
export function resolveHeldVersion(db: Database, text: string, dataset: string | null): HeldVersion {
  const version = resolveVersion(db, text);
  const isNamed = requireRecords(db, version).some((record) => record.dataset === text.trim());
  const record = requireRecord(db, version, dataset ?? (isNamed ? text.trim() : null));
  return { version, dataset: resolveDataset(db, record.dataset) };
}

/**
 * What is known of a version in the dataset of a name, or in the only one that has it.
 *
 * @throws InkdexError `not-found`; `bad-arguments` where none is named and several have it
 */
export function requireRecord(db: Database, version: VersionId, dataset: string | null): VersionRecord {
  const records = requireRecords(db, version);
  const [record, ...others] = dataset === null ? records : records.filter((each) => each.dataset === dataset);
  if (record === undefined) {
    throw new InkdexError('not-found', `The dataset "${dataset ?? ''}" has no version ${version}.`);
  }
  if (others.length === 0) return record;
  const names = records.map((each) => each.dataset).join(', ');
  throw new InkdexError(
    'bad-arguments',
    `Several datasets have the version ${version.slice(0, 12)}: ${names}. Say which is meant (--dataset).`,
  );
}

/** @throws InkdexError `not-found` */
export function requireRecords(db: Database, version: VersionId): [VersionRecord, ...VersionRecord[]] {
  const [first, ...others] = findVersionRecords(db, version);
  if (first !== undefined) return [first, ...others];
  throw new InkdexError('not-found', `There is no version ${version} in this library.`);
}

/** What messages call a dataset or version. */
export function nameOfContents(db: Database, contents: Contents): string {
  if ('dataset' in contents) return requireDataset(db, contents.dataset).name;
  return `${requireRecords(db, contents.version)[0].dataset} ${contents.version.slice(0, 8)}`;
}
