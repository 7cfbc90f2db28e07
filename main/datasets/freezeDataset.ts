import type { DatasetParts } from './parts.ts';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { versionIdSchema, type VersionId } from '../../shared/contract/dataset.ts';
import type { Dataset } from '../../shared/contract/datasetContents.ts';
import type { FreezeDataset, Frozen } from '../../shared/contract/datasetWork.ts';
import { InkdexError } from '../../shared/result.ts';
import type { WritableDatabase } from '../store/database.ts';
import { countSet } from '../store/datasets/datasetSets.ts';
import {
  findVersion,
  findVersionRecords,
  hasVersionRecord,
  insertVersion,
  insertVersionRecord,
  listModelsOf,
} from '../store/datasets/datasetVersions.ts';
import { replaceDataset } from '../store/datasets/datasets.ts';
import { flushFolderAsync } from '../files/flush.ts';
import { eachOf, namesIn, writeManifest, type DatasetFolders } from './files.ts';
import type { PreparedWork, WorkOptions } from '../jobs/steps.ts';
import { preparing } from './locks.ts';
import { requireDataset, requireState } from './resolveNames.ts';
import { manifestParts, checkObjects } from './verifyVersion.ts';

/**
 * Freezes a dataset as a version. The objects are hashed again and flushed, then the manifest is written, and only
 * then the version is stored: a process that ends earlier leaves no version.
 *
 * @throws InkdexError `not-found`; `data-invalid` when an object is damaged or the dataset is empty
 */
export async function freezeDataset(
  { db, folders, locks }: Pick<DatasetParts, 'db' | 'folders' | 'locks'>,
  ask: FreezeDataset,
  { signal, onProgress }: WorkOptions,
): Promise<PreparedWork<Frozen>> {
  return await preparing(locks, async (pin) => {
    const { contents } = requireState(db, ask.dataset);
    pin(contents);
    const counted = countSet(db, contents);
    if (counted.samples === 0) {
      throw new InkdexError(
        'data-invalid',
        'The dataset is empty, so it cannot be frozen. Add samples first.',
      );
    }
    const { bad } = await checkObjects(db, folders, contents, {
      signal,
      onObject: (done) => {
        onProgress(done, counted.images);
      },
    });
    if (bad.length > 0) throw damagedImages(bad.map(({ path }) => path));
    await syncObjectFolders(folders);
    const version = versionIdSchema.parse(await writeManifest(folders, bytesOf(db, contents, signal)));
    return () => {
      // A set that has become a duplicate is collected.
      const isTidy = findVersion(db, version) === undefined;
      return { outcome: storeVersion(db, ask, version, contents), isTidy };
    };
  });
}

async function* bytesOf(db: WritableDatabase, set: number, signal: AbortSignal): AsyncGenerator<Buffer> {
  for await (const { bytes } of manifestParts(db, set)) {
    signal.throwIfAborted();
    yield bytes;
  }
}

async function syncObjectFolders({ objects }: DatasetFolders): Promise<void> {
  await eachOf(await namesIn(objects), 8, (name) => flushFolderAsync(join(objects, name)));
  await flushFolderAsync(objects);
}

function storeVersion(db: WritableDatabase, ask: FreezeDataset, version: VersionId, frozen: number): Frozen {
  const dataset = requireDataset(db, ask.dataset);
  const { contents, models } = requireState(db, ask.dataset);
  const at = new Date().toISOString();
  const known = findVersion(db, version);
  const id = known?.id ?? insertVersion(db, version, frozen);
  const isNew = !hasVersionRecord(db, dataset.id, id);
  if (isNew) {
    insertVersionRecord(db, {
      dataset: dataset.id,
      version: id,
      parent: dataset.head,
      author: ask.author ?? accountName(),
      note: ask.note,
      tags: ask.tags,
      licence: dataset.licence,
      models: [...new Set([...models, ...listModelsOf(db, frozen)])].sort(),
      frozenAt: at,
    });
  }
  // A dataset that was edited meanwhile is based on the new version and keeps its edits.
  const isSame = contents === frozen;
  const change = isSame ? { contents: known?.contents ?? frozen, isEdited: false } : {};
  replaceDataset(db, dataset.id, { head: id, ...change }, at);
  const counted = countSet(db, frozen);
  return { version, parent: parentOf(db, dataset, version), ...counted, isNew };
}

function parentOf(db: WritableDatabase, { name }: Dataset, version: VersionId): VersionId | null {
  return findVersionRecords(db, version).find(({ dataset }) => dataset === name)?.parent ?? null;
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // The account has no name, as in some containers.
    return '';
  }
}

function damagedImages(paths: readonly string[]): InkdexError {
  const named = paths.slice(0, 5).join(', ');
  const more = paths.length > 5 ? ` and ${paths.length - 5} more` : '';
  return new InkdexError(
    'data-invalid',
    `${paths.length} of the dataset's images are missing or damaged: ${named}${more}. Import the ` +
      'source of the dataset again to restore them, then freeze.',
  );
}
