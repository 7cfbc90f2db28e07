import type { Alternative } from '../../shared/contract/word.ts';
import type { Quad } from '../../shared/geometry.ts';
import { failureOf } from '../../shared/result.ts';
import { transaction, type WritableDatabase } from '../store/database.ts';
import {
  countPictureHashes,
  countReadableWords,
  listUnreadCrops,
  listUnseenCrops,
  replaceCropReading,
  replacePictureHash,
  type CropToSee,
} from '../store/datasets/datasetImages.ts';
import type { KeptImage, Sample, WordCut } from '../../shared/contract/dataset.ts';
import { eachOf, objectPath, type DatasetFolders } from './files.ts';
import type { WorkOptions } from '../jobs/steps.ts';

export interface CropParts {
  readonly db: WritableDatabase;
  readonly folders: DatasetFolders;
  readonly engine: DatasetEngine;
}

/** Crops to process before the results are stored. Interrupted work resumes after the last stored batch. */
const batchSize = 512;
/** Images that the worker processes at once. */
const atOnce = 4;

/** Computes a fingerprint for every picture of a set that has none. Returns how many were computed. */
export async function comparePictures(
  { db, folders, engine }: CropParts,
  set: number,
  { signal, onProgress }: WorkOptions,
): Promise<number> {
  const { compared, pictures } = countPictureHashes(db, set);
  let done = 0;
  for (const batch of batches((after) => listUnseenCrops(db, set, after, batchSize))) {
    const looks = new Map<number, Uint8Array>();
    const images = [...Map.groupBy(batch, ({ sha256 }) => sha256)];
    await eachOf(images, atOnce, async ([sha256, crops]) => {
      signal.throwIfAborted();
      const quads = crops.map(({ quad }) => quad);
      const seen = await engine.hashPictures(objectPath(folders, sha256), quads, signal).catch(damagedAs([]));
      for (const [index, { crop }] of crops.entries()) {
        const look = seen[index];
        if (look !== undefined) looks.set(crop, look);
      }
    });
    transaction(db, () => {
      for (const [crop, look] of looks) replacePictureHash(db, crop, look);
    });
    done += looks.size;
    onProgress(compared + done, pictures);
  }
  return done;
}

/**
 * Reads every word of a set that this model has not read. Returns how many were read.
 * @param model SHA-256 of the recogniser that the worker uses
 */
export async function readSamples(
  parts: CropParts,
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

type Readings = Awaited<ReturnType<DatasetEngine['readQuads']>>;

async function readCrops(
  { folders, engine }: CropParts,
  batch: readonly CropToSee[],
  signal: AbortSignal,
): Promise<Map<number, Readings[number]>> {
  const readings = new Map<number, Readings[number]>();
  const whole = batch.filter(({ quad }) => quad === null);
  const found = await engine.readWords(
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
    const read = await engine.readQuads(path, quads, signal).catch(damagedAs<Readings>([]));
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

/** What dataset work needs from the worker process, which decodes untrusted pictures. */
export interface DatasetEngine {
  /** Copies image files into the object store; see `main/pictures/keepImages.ts`. */
  keepImages(
    paths: readonly string[],
    within: readonly string[] | null,
    signal: AbortSignal,
  ): Promise<KeptImage[]>;
  /** Width and height in pixels, upright (EXIF applied), from the file's header. */
  imageSize(path: string, signal: AbortSignal): Promise<{ readonly width: number; readonly height: number }>;
  /** Characters of a text that no font in a folder (null: the shipped fonts) can draw. @throws InkdexError as `readFonts` */
  missingCharacters(fonts: string | null, text: string, signal: AbortSignal): Promise<string[]>;
  /** Draws texts as PNG files in a folder, one per sample in their order. */
  drawSamples(
    request: {
      readonly fonts: string | null;
      readonly seed: number;
      readonly samples: readonly { readonly index: number; readonly text: string }[];
      readonly folder: string;
    },
    signal: AbortSignal,
  ): Promise<{ readonly file: string; readonly writer: number }[]>;
  /** Composes lines of pictures of characters as PNG files in a folder. */
  drawGlyphs(
    request: {
      readonly lines: readonly {
        readonly file: string;
        /** Paths; null for a space. */
        readonly pictures: readonly (string | null)[];
        /** In pixels. */
        readonly step: number;
      }[];
      readonly side: number;
      readonly folder: string;
    },
    signal: AbortSignal,
  ): Promise<unknown>;
  /** Cuts words into single characters as PNG files in a folder, each for a sample in their order. */
  cutWords(
    request: {
      readonly samples: readonly Sample[];
      /** Of the recogniser. */
      readonly recogniser: string;
      readonly folder: string;
      /** Number of files that the folder has. */
      readonly first: number;
    },
    signal: AbortSignal,
  ): Promise<WordCut[]>;
  hashPictures(path: string, quads: readonly (Quad | null)[], signal: AbortSignal): Promise<Uint8Array[]>;
  /** Reads files that contain one cropped word each. Returns no readings for a file that cannot be read. */
  readWords(paths: readonly string[], signal: AbortSignal): Promise<Alternative[][]>;
  readQuads(path: string, quads: readonly Quad[], signal: AbortSignal): Promise<Alternative[][]>;
}
