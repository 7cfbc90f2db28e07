import { createHash } from 'node:crypto';
import { createTokens } from '../../main/store/library/tokens.ts';
import type { WritableDatabase } from '../../main/store/database.ts';
import { keepImage } from '../../main/store/datasets/datasetImages.ts';
import { keepSample } from '../../main/store/datasets/datasetSamples.ts';
import { addToSet, closeSet, insertSet } from '../../main/store/datasets/datasetSets.ts';
import { insertDataset } from '../../main/store/datasets/datasets.ts';
import { insertVersion, insertVersionRecord } from '../../main/store/datasets/datasetVersions.ts';
import { insertJob } from '../../main/store/jobs/jobs.ts';
import { backUp } from '../../main/store/library/backups.ts';
import { libraryPaths } from '../../main/store/library/libraryPaths.ts';
import { openLibrary } from '../../main/store/library/open.ts';
import { replaceSavedSearch } from '../../main/store/library/savedSearches.ts';
import { replaceCollection } from '../../main/store/photos/collections.ts';
import { insertFailedFile } from '../../main/store/photos/failedFiles.ts';
import { versionIdSchema, type Sample } from '../../shared/contract/dataset.ts';
import { createRandom } from '../../shared/random.ts';
import { labelsOf } from './labels.ts';
import { addPhoto } from './library.ts';
import { freeLock } from './lock.ts';
import { act } from './peoplesWork.ts';
import { randomPage } from './randomEdits.ts';

const at = '2026-01-01T00:00:00.000Z';
const plain: Omit<Sample, 'key' | 'image'> = {
  ...{
    level: 'word',
    file: 'a.png',
    quad: null,
    polygon: null,
    text: 'word',
    mark: 'text',
    split: null,
    writer: null,
  },
  ...{ page: null, line: null, position: null, language: null, alternatives: [], source: { kind: 'person' } },
};

/**
 * A library with rows in its tables; half of them before the backup, and a token that was revoked after it.
 *
 * @param rows of each small table, twice: with 60, some have several pages
 */
export async function fillLibrary(
  folder: string,
  { hasCopy, rows }: { readonly hasCopy: boolean; readonly rows: number },
): Promise<void> {
  const db = openLibrary(folder);
  db.pragma('synchronous = OFF');
  const random = createRandom(5);
  const labels = labelsOf(db);
  for (let photo = 0; photo < 6; photo += 1) addPhoto(db, `${photo}.jpg`, randomPage(random, 12));
  for (let step = 0; step < 60; step += 1) act(random, db, labels);
  const tokens = createTokens(db);
  tokens.calls.createToken({ name: 'revoked', scopes: [], role: 'admin' });
  addRows(db, 'old', rows);
  const paths = libraryPaths(folder);
  if (hasCopy) await backUp({ ...paths, lock: freeLock }, new Date(), new AbortController().signal);
  tokens.calls.revokeToken({ name: 'revoked' });
  addRows(db, 'new', rows);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

function addRows(db: WritableDatabase, age: string, rows: number): void {
  const tokens = createTokens(db);
  for (let index = 0; index < rows; index += 1) {
    const name = `${age} ${index} ${'x'.repeat(60)}`;
    replaceSavedSearch(db, { id: null, name, query: 'word' });
    tokens.calls.createToken({ name: name.slice(0, 40), scopes: ['read'], role: null });
    replaceCollection(db, { id: null, kind: 'album', name });
    db.prepare('INSERT INTO setting (name, value) VALUES (?, ?)').run(name, 'on');
    db.prepare('INSERT INTO watched_folder (path, added_at) VALUES (?, ?)').run(`/${name}`, at);
    insertFailedFile(db, `/${name}`, { code: 'file-empty', message: 'It is empty.' }, at);
    insertJob(db, { kind: 'read', title: name, request: { photos: [] }, follows: null, createdAt: at });
  }
  addDataset(db, age, rows);
}

/** A frozen dataset of samples. */
function addDataset(db: WritableDatabase, age: string, rows: number): void {
  const contents = insertSet(db);
  for (let index = 0; index < rows; index += 1) {
    const key = `${age} ${index}`;
    const sha256 = createHash('sha256').update(key).digest('hex');
    const image = keepImage(db, { sha256, bytes: 9, width: 9, height: 9, format: 'png' });
    addToSet(db, contents, key, keepSample(db, { ...plain, key, image: sha256 }, image));
  }
  closeSet(db, contents);
  const dataset = insertDataset(db, {
    ...{ name: age, contents, origin: { kind: 'mixed' }, splitRule: { kind: 'given' }, licence: '' },
    ...{ models: [], at },
  });
  const id = versionIdSchema.parse(createHash('sha256').update(age).digest('hex'));
  const record = { parent: null, author: 'me', note: '', tags: [], licence: '', models: [], frozenAt: at };
  insertVersionRecord(db, { ...record, dataset, version: insertVersion(db, id, contents) });
}
