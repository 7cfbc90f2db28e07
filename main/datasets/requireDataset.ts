import type { VersionId } from '../../shared/contract/dataset.ts';
import type { Contents, Dataset, DatasetId } from '../../shared/contract/datasetContents.ts';
import { InkdexError } from '../../shared/result.ts';
import type { Database } from '../store/database.ts';
import { findDataset, findDatasetState, type DatasetState } from '../store/datasets.ts';
import { findVersion, type StoredVersion } from '../store/datasetVersions.ts';

/** @throws InkdexError `not-found` */
export function requireDataset(db: Database, id: DatasetId): Dataset {
  const dataset = findDataset(db, id);
  if (dataset === undefined) throw noDataset(id);
  return dataset;
}

/** @throws InkdexError `not-found` */
export function requireState(db: Database, id: DatasetId): DatasetState {
  const state = findDatasetState(db, id);
  if (state === undefined) throw noDataset(id);
  return state;
}

/** @throws InkdexError `not-found` */
export function requireVersion(db: Database, version: VersionId): StoredVersion {
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
export function requireSet(db: Database, contents: Contents): number {
  return 'dataset' in contents
    ? requireState(db, contents.dataset).contents
    : requireVersion(db, contents.version).contents;
}

function noDataset(id: DatasetId): InkdexError {
  return new InkdexError('not-found', `This library has no dataset ${String(id)}. It may have been deleted.`);
}
