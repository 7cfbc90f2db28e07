import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storeReading } from '../../main/reading/storeReading.ts';
import type { WritableDatabase } from '../../main/store/database.ts';
import { exportLibrary, type ExportOptions } from '../../main/store/export/exportLibrary.ts';
import { libraryPaths } from '../../main/store/library/libraryPaths.ts';
import { insertPhoto, listPhotos } from '../../main/store/photos/photos.ts';
import { removePhotos } from '../../main/store/photos/removedPhotos.ts';
import { createRandom } from '../../shared/random.ts';
import { frozenWords } from './frozenWords.ts';
import { labelsOf } from './labels.ts';
import { addPhoto, pageOf, temporaryFolder, temporaryLibrary } from './library.ts';
import { act } from './peoplesWork.ts';
import { randomPage } from './randomEdits.ts';
import { everything, writePhoto } from './services.ts';

export const noStop: ExportOptions = { signal: new AbortController().signal, onProgress: () => undefined };
const at = '2026-01-01T00:00:00.000Z';

function addRealPhoto(db: WritableDatabase, path: string, seed: number): void {
  const bytes = readFileSync(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = { path, sha256, bytes: bytes.length, width: 1000, height: 800, takenAt: null };
  storeReading(db, insertPhoto(db, file, at), randomPage(createRandom(seed), 12), at);
}

/** A library of one photo, and its export. */
export async function exportedLibrary() {
  const { db, folder } = temporaryLibrary();
  addPhoto(db, 'a.jpg', pageOf('tree'));
  return { db, folder, target: await exported(folder) };
}

/** A library with everything: photos, edits, a removed photo, a dataset with a version, a model, settings. */
export async function fullLibrary(): Promise<{ db: WritableDatabase; folder: string; photos: string }> {
  const { db, folder, datasets, dataset } = await frozenWords();
  datasets.calls.renameDataset({ dataset, name: 'my words' });
  const photos = join(temporaryFolder(), 'board: "1"');
  for (let shade = 0; shade < 4; shade += 1) {
    addRealPhoto(db, await writePhoto(photos, `${shade}.jpg`, shade), shade);
  }
  addRealPhoto(db, await writePhoto(join(libraryPaths(folder).inbox, 'dropped-abcdef'), 'in.jpg', 6), 6);
  const random = createRandom(5);
  const labels = labelsOf(db);
  for (let step = 0; step < 40; step += 1) act(random, db, labels);
  const [first] = listPhotos(db, everything);
  if (first !== undefined) removePhotos(db, [first.id], at);
  writeFileSync(join(libraryPaths(folder).models, 'mine.onnx'), 'weights');
  writeFileSync(join(libraryPaths(folder).models, 'mine.md'), '# Mine');
  return { db, folder, photos };
}

export async function exported(folder: string, photos = true): Promise<string> {
  const target = join(temporaryFolder(), 'export');
  const { database } = libraryPaths(folder);
  await exportLibrary({ folder, database, target, photos }, noStop);
  return target;
}

export function filesBelow(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.sort().map((path) => [path.slice(folder.length), readFileSync(path, 'base64')]));
}

/** Changes a file of an export, and its line in SHA256SUMS, as somebody who means harm would. */
export function forge(target: string, file: string, change: (text: string) => string): void {
  const sums = join(target, 'SHA256SUMS');
  const hash = (): string =>
    createHash('sha256')
      .update(readFileSync(join(target, file)))
      .digest('hex');
  const before = hash();
  writeFileSync(join(target, file), change(readFileSync(join(target, file), 'utf8')));
  writeFileSync(sums, readFileSync(sums, 'utf8').replace(`${before}  ${file}`, `${hash()}  ${file}`));
}
