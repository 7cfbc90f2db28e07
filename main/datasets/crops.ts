import type { Alternative } from '../../shared/contract/word.ts';
import type { DatasetParts } from './parts.ts';
import type { Quad } from '../../shared/geometry.ts';
import { failureOf } from '../../shared/result.ts';
import { transaction } from '../store/database.ts';
import {
  countPictureHashes,
  countReadableWords,
  listUnreadCrops,
  listUnseenCrops,
  replaceCropReading,
  replacePictureHash,
  type CropToSee,
} from '../store/datasets/datasetImages.ts';
import { eachOf, objectPath } from './files.ts';
import type { WorkOptions } from '../jobs/steps.ts';

/** Crops to process before the results are stored. Interrupted work resumes after the last stored batch. */
const batchSize = 512;
/** Images that the worker processes at once. */
const atOnce = 4;

/** Computes a fingerprint for every picture of a set that has none. Returns how many were computed. */
export async function comparePictures(
  { db, folders, reader }: Pick<DatasetParts, 'db' | 'folders' | 'reader'>,
  set: number,
  { signal, onProgress }: WorkOptions,
): Promise<number> {
  const { compared, pictures } = countPictureHashes(db, set);
  let done = 0;
  for (const batch of batches((after) => listUnseenCrops(db, set, after, batchSize))) {
    const hashes = new Map<number, Uint8Array>();
    const images = [...Map.groupBy(batch, ({ sha256 }) => sha256)];
    await eachOf(images, atOnce, async ([sha256, crops]) => {
      signal.throwIfAborted();
      const quads = crops.map(({ quad }) => quad);
      const asked = { path: objectPath(folders, sha256), quads };
      const seen = await reader.call('hashPictures', asked, { signal }).catch(damagedAs([]));
      for (const [index, { crop }] of crops.entries()) {
        const hash = seen[index];
        if (hash !== undefined) hashes.set(crop, hash);
      }
    });
    transaction(db, () => {
      for (const [crop, hash] of hashes) replacePictureHash(db, crop, hash);
    });
    done += hashes.size;
    onProgress(compared + done, pictures);
  }
  return done;
}

/**
 * Reads every word of a set that this model has not read. Returns how many were read.
 * @param model SHA-256 of the recogniser that the worker uses
 */
export async function readSamples(
  parts: Pick<DatasetParts, 'db' | keyof CropReaders>,
  set: number,
  model: string,
  { signal, onProgress }: WorkOptions,
): Promise<number> {
  const { db } = parts;
  const words = countReadableWords(db, set);
  let done = 0;
  for (const batch of batches((after) => listUnreadCrops(db, set, model, after, batchSize))) {
    signal.throwIfAborted();
    const readings = await readCrops(parts, batch, signal);
    transaction(db, () => {
      for (const [crop, found] of readings) replaceCropReading(db, crop, model, found);
    });
    done += batch.length;
    onProgress(done, words);
  }
  return done;
}

type CropReaders = Pick<DatasetParts, 'folders' | 'reading'>;
type Readings = readonly (readonly Alternative[])[];

async function readCrops(
  { folders, reading }: CropReaders,
  batch: readonly CropToSee[],
  signal: AbortSignal,
): Promise<Map<number, Readings[number]>> {
  const readings = new Map<number, Readings[number]>();
  const whole = batch.filter(({ quad }) => quad === null);
  const found = await reading.readWordFiles(
    whole.map(({ sha256 }) => objectPath(folders, sha256)),
    signal,
  );
  for (const [index, { crop }] of whole.entries()) readings.set(crop, found[index] ?? []);
  for (const [sha256, crops] of Map.groupBy(batch, (crop) => crop.sha256)) {
    const placed = crops.flatMap(({ crop, quad }): { crop: number; quad: Quad }[] =>
      quad === null ? [] : [{ crop, quad }],
    );
    if (placed.length === 0) continue;
    const path = objectPath(folders, sha256);
    const quads = placed.map(({ quad }) => quad);
    const { readings: read } = await reading
      .readQuads({ path, turn: 0 }, quads, [], signal)
      .catch(damagedAs({ readings: [] }));
    for (const [index, { crop }] of placed.entries()) readings.set(crop, read[index] ?? []);
  }
  return readings;
}

/** Batches of crops; `list` continues after the id that it gets. */
function* batches(list: (after: number) => CropToSee[]): Generator<CropToSee[]> {
  for (let after = 0; ;) {
    const batch = list(after);
    const last = batch.at(-1);
    if (last === undefined) return;
    yield batch;
    after = last.crop;
  }
}

/** A damaged image gives `value`; verifying the version reports it. Other errors are thrown. */
function damagedAs<Value>(value: Value): (thrown: unknown) => Value {
  return (thrown) => {
    const { code } = failureOf(thrown);
    if (code.startsWith('image-') || code.startsWith('file-')) return value;
    throw thrown;
  };
}
