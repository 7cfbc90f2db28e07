import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { formatCount } from '../../../shared/text.ts';
import { invalidAt } from '../records.ts';
import { imagePixels, requireEqual, type Letters, type LetterSet } from './letters.ts';
import { readMat, type MatArray, type NumberKind } from './matFile.ts';

/** The parts of one half, as they are found. */
interface Half {
  count: number;
  /** The image data in file order: the first pixel of every image, then the second of every image, and so on. */
  pixels: string | null;
  labels: Float64Array | null;
  writers: Float64Array | null;
}

/**
 * EMNIST's `.mat` files: a structure `dataset` with `train`, `test` (each `images`, `labels`, `writers`) and
 * `mapping`. The pixels are first copied to the scratch folder, because the pixels of one image are far apart.
 */
export async function readMatLetters(path: string, scratch: string, signal: AbortSignal): Promise<Letters> {
  const halves = { train: newHalf(), test: newHalf() };
  const alphabet = new Map<number, string>();
  await readMat(path, signal, async (array) => {
    const [dataset, half, field] = array.names;
    if (dataset !== 'dataset') return;
    if (half === 'mapping') await readMapping(path, array, alphabet);
    if (half !== 'train' && half !== 'test') return;
    if (field === 'images') {
      halves[half].count = array.dimensions[0] ?? 0;
      halves[half].pixels = await spoolPixels(path, array, join(scratch, `${half}-pixels`));
    }
    if (field === 'labels') halves[half].labels = await readNumbers(path, array);
    if (field === 'writers') halves[half].writers = await readNumbers(path, array);
  });
  const sets = (['train', 'test'] as const).map((split) => letterSet(path, split, halves[split]));
  if (alphabet.size === 0)
    throw invalidAt(path, 'dataset.mapping is missing; expected a table of classes and characters.');
  return { sets, alphabet };
}

function newHalf(): Half {
  return { count: 0, pixels: null, labels: null, writers: null };
}

function letterSet(
  path: string,
  split: 'train' | 'test',
  { count, pixels, labels, writers }: Half,
): LetterSet {
  if (pixels === null || labels === null) {
    throw invalidAt(path, `dataset.${split} lacks images or labels; expected both, as in EMNIST.`);
  }
  requireEqual(path, count, labels.length);
  return { split, labels, writers, images: () => imagesOf(pixels, count) };
}

async function spoolPixels(
  path: string,
  { dimensions, numbers, bytes, source }: MatArray,
  place: string,
): Promise<string> {
  const [count = 0, pixels = 0] = dimensions;
  if (numbers !== 'uint8' || pixels !== imagePixels || bytes !== count * pixels) {
    throw invalidAt(
      path,
      `the images are ${dimensions.join(' x ')} ${numbers}; expected rows of ${imagePixels} uint8.`,
    );
  }
  const file = await open(place, 'wx');
  try {
    await source.copyTo(file, bytes);
  } finally {
    await file.close();
  }
  return place;
}

/** Images to assemble at once: 1.6 MB of pixels. */
const block = 2048;

async function* imagesOf(place: string, count: number): AsyncGenerator<Uint8Array> {
  const file = await open(place);
  try {
    for (let start = 0; start < count; start += block) {
      yield* imagesOfBlock(file, start, Math.min(block, count - start), count);
    }
  } finally {
    await file.close();
  }
}

async function* imagesOfBlock(
  file: FileHandle,
  start: number,
  length: number,
  count: number,
): AsyncGenerator<Uint8Array> {
  const images = new Uint8Array(length * imagePixels);
  const column = Buffer.alloc(length);
  for (let pixel = 0; pixel < imagePixels; pixel += 1) {
    await file.read(column, 0, length, pixel * count + start);
    for (let index = 0; index < length; index += 1) images[index * imagePixels + pixel] = column[index] ?? 0;
  }
  for (let index = 0; index < length; index += 1) {
    yield images.subarray(index * imagePixels, (index + 1) * imagePixels);
  }
}

const bytesOf: Record<NumberKind, number> = {
  ...{ int8: 1, uint8: 1, int16: 2, uint16: 2 },
  ...{ int32: 4, uint32: 4, single: 4, double: 8 },
};
const readers: Record<NumberKind, (bytes: Buffer, at: number) => number> = {
  int8: (bytes, at) => bytes.readInt8(at),
  uint8: (bytes, at) => bytes.readUInt8(at),
  int16: (bytes, at) => bytes.readInt16LE(at),
  uint16: (bytes, at) => bytes.readUInt16LE(at),
  int32: (bytes, at) => bytes.readInt32LE(at),
  uint32: (bytes, at) => bytes.readUInt32LE(at),
  single: (bytes, at) => bytes.readFloatLE(at),
  double: (bytes, at) => bytes.readDoubleLE(at),
};

/** EMNIST has fewer images than this. */
const mostNumbers = 10_000_000;

async function readNumbers(path: string, { names, numbers, bytes, source }: MatArray): Promise<Float64Array> {
  const size = bytesOf[numbers];
  const count = bytes / size;
  if (!Number.isInteger(count) || count > mostNumbers) {
    throw invalidAt(path, `${names.join('.')} has ${formatCount(bytes)} bytes; the file is damaged.`);
  }
  const data = await source.read(bytes);
  return Float64Array.from({ length: count }, (_, index) => readers[numbers](data, index * size));
}

/** One row per class: its number and the code of its character (in `letters` both cases, the capital first). */
async function readMapping(path: string, array: MatArray, alphabet: Map<number, string>): Promise<void> {
  const rows = array.dimensions[0] ?? 0;
  const table = await readNumbers(path, array);
  for (let row = 0; row < rows; row += 1) {
    alphabet.set(table[row] ?? -1, String.fromCodePoint(letterCode(path, table[rows + row])));
  }
}

export function letterCode(path: string, code: number | undefined): number {
  if (code !== undefined && Number.isInteger(code) && code > 32 && code < 127) return code;
  throw invalidAt(path, `a class has the character code ${String(code)}; expected an ASCII letter or digit.`);
}
