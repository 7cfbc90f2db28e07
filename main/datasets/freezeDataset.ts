import { userInfo } from 'node:os';
import { join } from 'node:path';
import { versionIdSchema, type VersionId } from '../../shared/contract/dataset.ts';
import type { Dataset } from '../../shared/contract/datasetContents.ts';
import type { FreezeDataset, Frozen } from '../../shared/contract/datasetWork.ts';
import { InkdexError } from '../../shared/result.ts';
import type { Database } from '../store/database.ts';
import { replaceDataset } from '../store/datasets.ts';
import { countSet } from '../store/datasetSets.ts';
import {
  findVersion,
  findVersionRecords,
  hasVersionRecord,
  insertVersion,
  insertVersionRecord,
  listModelsOf,
} from '../store/datasetVersions.ts';
import { checkObjects } from './checkObjects.ts';
import { eachOf, namesIn, syncFolder, writeManifest, type DatasetFolders } from './files.ts';
import { manifestParts } from './manifestParts.ts';
import { requireDataset, requireState } from './requireDataset.ts';
import type { PreparedWork, WorkOptions, Workshop } from './workshop.ts';

export interface FreezeParts {
  readonly db: Database;
  readonly folders: DatasetFolders;
  readonly workshop: Workshop;
}

/**
 * Makes a version of what a dataset holds. The objects are hashed anew and flushed, then the manifest
 * is written, and only then is there a version: whenever the process ends before, there is none.
 *
 * @throws InkdexError `not-found`; `data-invalid` where an object is damaged or nothing is there to freeze
 */
export async function freezeDataset(
  { db, folders, workshop }: FreezeParts,
  ask: FreezeDataset,
  { signal, onProgress }: WorkOptions,
): Promise<PreparedWork<Frozen>> {
  const leave = await workshop.enter();
  let unpin = (): void => undefined;
  try {
    const { contents } = requireState(db, ask.dataset);
    unpin = workshop.pin(contents);
    const counted = countSet(db, contents);
    if (counted.samples === 0) {
      throw new InkdexError('data-invalid', 'The dataset holds no sample: there is nothing to freeze.');
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
    let isTidy = false;
    return {
      commit() {
        const isNew = findVersion(db, version) === undefined;
        const stored = storeVersion(db, ask, version, contents);
        isTidy = isNew;
        return stored;
      },
      release() {
        unpin();
        leave();
        // The manifest of a version that came to nothing, or the twin of a set that was there before.
        if (!isTidy) workshop.tidy();
      },
    };
  } catch (thrown) {
    unpin();
    leave();
    workshop.tidy();
    throw thrown;
  }
}

async function* bytesOf(db: Database, set: number, signal: AbortSignal): AsyncGenerator<Buffer> {
  for await (const { bytes } of manifestParts(db, set)) {
    signal.throwIfAborted();
    yield bytes;
  }
}

async function syncObjectFolders({ objects }: DatasetFolders): Promise<void> {
  await eachOf(await namesIn(objects), 8, (name) => syncFolder(join(objects, name)));
  await syncFolder(objects);
}

function storeVersion(db: Database, ask: FreezeDataset, version: VersionId, frozen: number): Frozen {
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
  // A dataset that was edited meanwhile goes on from the version with its edits.
  const isSame = contents === frozen;
  const change = isSame ? { contents: known?.contents ?? frozen, isEdited: false } : {};
  replaceDataset(db, dataset.id, { head: id, ...change }, at);
  const counted = countSet(db, frozen);
  return { version, parent: parentOf(db, dataset, version), ...counted, isNew };
}

function parentOf(db: Database, { name }: Dataset, version: VersionId): VersionId | null {
  return findVersionRecords(db, version).find(({ dataset }) => dataset === name)?.parent ?? null;
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // An account without a name, as in some containers.
    return '';
  }
}

function damagedImages(paths: readonly string[]): InkdexError {
  const named = paths.slice(0, 5).join(', ');
  const more = paths.length > 5 ? ` and ${String(paths.length - 5)} more` : '';
  return new InkdexError(
    'data-invalid',
    `${String(paths.length)} of the dataset's images are missing or damaged: ${named}${more}. Import what it ` +
      'was made from again, which mends them, then freeze.',
  );
}
