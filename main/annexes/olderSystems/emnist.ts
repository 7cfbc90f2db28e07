import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createGunzip, gunzipSync } from 'node:zlib';
import { z } from 'zod';
import {
  createUnpackBudget,
  leastFileBytes,
  type UnpackBudget,
} from '../../exchange/archives/unpackBudget.ts';
import { plainRecipe, type IncomingRecord } from '../../exchange/exchangeFormat.ts';
import { createRandom } from '../../../shared/random.ts';
import { InkdexError } from '../../../shared/result.ts';
import { formatCount } from '../../../shared/text.ts';
import { isFolder } from '../../exchange/folders.ts';
import { matMatrixSchema, readMatFile, type MatMatrix } from './matFile.ts';
import { plainPng } from '../../exchange/png.ts';
import {
  bareLabel,
  checkedFormat,
  invalidAt,
  lineOf,
  parseCount,
  recordOr,
  sampleAt,
} from '../../exchange/records.ts';
import { readLines, withoutReturn } from '../../exchange/textFile.ts';

/**
 * EMNIST: handwritten digits and letters of 28 x 28 pixels, light on dark, in MNIST's IDX format, plain or gzip:
 * `emnist-byclass-train-images-idx3-ubyte.gz`, labels of the same name, and `emnist-byclass-mapping.txt`; or in MATLAB's:
 * `emnist-byclass.mat`, which needs twice the memory of its unpacked bytes (byclass: 1.1 GB). Cohen et al., "EMNIST: extending MNIST
 * to handwritten letters", 2017. The images are written as files into the scratch folder.
 */
export const emnist = checkedFormat({
  name: 'emnist',
  title: 'EMNIST letters and digits (IDX or MATLAB)',
  recipes: {
    ...plainRecipe,
    balanced: 'No class has more samples than the mean class, as in text-recognizer-pro.',
  },
  losses: null,
  recognise: async (path) => ((await filesAt(path)).some((name) => ownName.test(name)) ? 0.95 : 0),
  async *read(path, { recipe, scratch, signal }) {
    const isBalanced = recipe === 'balanced';
    const { folder, variant, isMat } = await findVariant(path);
    const budget = createUnpackBudget(path, 'read');
    if (isMat) {
      yield* readMat(join(folder, `${variant}.mat`), { isBalanced, budget, scratch, signal });
      return;
    }
    const names = await readdir(folder);
    const named = (part: string): string | null => {
      const found = names.find((name) => name.startsWith(`${variant}-${part}`));
      return found === undefined ? null : join(folder, found);
    };
    const required = (part: string): string => {
      const found = named(part);
      if (found !== null) return found;
      throw invalidAt(folder, `${variant}-${part} is missing; expected it beside the images.`);
    };
    const alphabet = await readMapping(required('mapping.txt'), signal);
    for (const split of ['train', 'test'] as const) {
      const images = named(`${split}-images`);
      if (images === null) continue;
      const labels = await readLabels(required(`${split}-labels`));
      budget.allow((await stat(images)).size);
      const chosen = isBalanced ? balancedIndices(labels) : null;
      const stored = imagesOf(images, labels.length);
      yield* recordsOfSplit({ split, images, stored, labels, alphabet, chosen, budget, scratch, signal });
    }
  },
  write: null,
});

const imagesName = /^(emnist-.*)-(?:train|test)-images-idx3-ubyte(?:\.gz)?$/u;
const matName = /^(emnist-.*)\.mat$/u;
const ownName = /^emnist-.*(?:\.mat|-(?:train|test)-images-idx3-ubyte(?:\.gz)?)$/u;

async function filesAt(path: string): Promise<string[]> {
  if (!(await isFolder(path))) return [basename(path)];
  return (await readdir(path)).sort();
}

/** The folder and the variant to read: `byclass`, which has all letters in both cases, if a folder has several. */
async function findVariant(path: string): Promise<{ folder: string; variant: string; isMat: boolean }> {
  const names = await filesAt(path);
  const folder = (await isFolder(path)) ? path : dirname(path);
  for (const [isMat, pattern] of [[false, imagesName] as const, [true, matName] as const]) {
    const variants = names.flatMap((name) => pattern.exec(name)?.[1] ?? []);
    const variant = variants.find((name) => name === 'emnist-byclass') ?? variants[0];
    if (variant !== undefined) return { folder, variant, isMat };
  }
  const expected = 'emnist-byclass-train-images-idx3-ubyte.gz or emnist-byclass.mat';
  throw invalidAt(path, `this is not EMNIST: expected ${expected}. Choose another folder or format.`);
}

/** More than any variant has when it is unpacked. */
const mostMatBytes = 2_000_000_000;
const splitSchema = z.object({
  images: matMatrixSchema,
  labels: matMatrixSchema,
});
const datasetSchema = z.object({
  mapping: matMatrixSchema,
  train: splitSchema.optional(),
  test: splitSchema.optional(),
});

interface MatOptions {
  readonly isBalanced: boolean;
  readonly budget: UnpackBudget;
  readonly scratch: string;
  readonly signal: AbortSignal;
}

async function* readMat(
  path: string,
  { isBalanced, ...options }: MatOptions,
): AsyncGenerator<IncomingRecord> {
  const packed = await readFile(path);
  options.budget.allow(packed.length);
  const most = Math.min(mostMatBytes, options.budget.left());
  const found = await readMatFile(packed, most).catch((error: unknown) => {
    throw damaged(path, error);
  });
  const parsed = datasetSchema.safeParse(found.dataset);
  if (!parsed.success)
    throw invalidAt(path, 'the variable "dataset" with images, labels and mapping is missing.');
  const { mapping, ...splits } = parsed.data;
  const alphabet = alphabetOf(mapping, path);
  for (const split of ['train', 'test'] as const) {
    const { images, labels: given } = splits[split] ?? {};
    if (images === undefined || given === undefined) continue;
    const labels = Float64Array.from(given.values, Number);
    if (images.sizes[0] !== labels.length || images.sizes[1] !== side * side) {
      const sizes = images.sizes.map(formatCount).join(' x ');
      throw invalidAt(path, `${split} has images of ${sizes} and ${formatCount(labels.length)} labels.`);
    }
    const chosen = isBalanced ? balancedIndices(labels) : null;
    const stored = rowsOf(bytesIn(images, path), labels.length);
    yield* recordsOfSplit({ split, images: path, stored, labels, alphabet, chosen, ...options });
  }
}

/** Classes and the codes of their characters, column by column. */
function alphabetOf({ sizes, values }: MatMatrix, path: string): Map<number, string> {
  const [classes = 0, columns = 0, ...more] = sizes;
  if (columns !== 2 || more.length > 0) {
    throw invalidAt(
      path,
      `the mapping has ${sizes.map(formatCount).join(' x ')} numbers; expected two columns.`,
    );
  }
  return new Map(
    Array.from({ length: classes }, (_, row) => [
      Number(values[row]),
      characterOf(Number(values[row + classes]), path),
    ]),
  );
}

function bytesIn({ values }: MatMatrix, path: string): Uint8Array {
  if (values instanceof Uint8Array) return values;
  const bytes = Uint8Array.from(values, Number);
  const wrong = bytes.findIndex((byte, at) => byte !== values[at]);
  if (wrong < 0) return bytes;
  throw invalidAt(path, `a pixel is ${String(values[wrong])}; expected a whole number from 0 to 255.`);
}

/** The rows of a matrix that is kept column by column. */
function* rowsOf(values: Uint8Array, rows: number): Generator<Uint8Array> {
  for (let row = 0; row < rows; row += 1) {
    yield Uint8Array.from({ length: side * side }, (_, column) => values[column * rows + row] ?? 0);
  }
}

/** The character of each class: one line per class with its number and the character's code. */
async function readMapping(path: string, signal: AbortSignal): Promise<Map<number, string>> {
  const alphabet = new Map<number, string>();
  for await (const { number, text } of readLines(path, signal)) {
    const line = withoutReturn(text).trim();
    if (line === '') continue;
    const place = lineOf(path, number);
    const [label = '', code = ''] = line.split(/\s+/u);
    const character = characterOf(parseCount(place, code, 'the character'), place);
    alphabet.set(parseCount(place, label, 'the class'), character);
  }
  return alphabet;
}

/** @throws InkdexError `data-invalid` */
function characterOf(code: number, place: string): string {
  if (Number.isInteger(code) && code > 32 && code < 127) return String.fromCodePoint(code);
  throw invalidAt(place, `the character code is ${code}; expected an ASCII letter or digit.`);
}

/** Side of an image, in pixels. */
const side = 28;
/** IDX: unsigned bytes in one or three dimensions, numbers in big endian (LeCun, "The MNIST database"). */
const labelMagic = 0x00000801;
const imageMagic = 0x00000803;
/** Upper limit of the labels in memory; EMNIST has fewer. */
const mostLabels = 10_000_000;

async function readLabels(path: string): Promise<Uint8Array> {
  const packed = await readFile(path);
  let bytes: Buffer = packed;
  try {
    if (path.endsWith('.gz')) bytes = gunzipSync(packed, { maxOutputLength: mostLabels });
  } catch (error) {
    throw damaged(path, error);
  }
  if (bytes.length < 8 || bytes.readUInt32BE(0) !== labelMagic) {
    throw invalidAt(path, 'not an IDX file of labels (magic number 0x00000801).');
  }
  const labels = bytes.subarray(8, 8 + bytes.readUInt32BE(4));
  if (labels.length < bytes.readUInt32BE(4)) throw damaged(path, null);
  return labels;
}

/**
 * The images of a file, as stored: 784 bytes each.
 * @throws InkdexError `data-invalid` when the file is damaged, or has another number of images than of labels
 */
async function* imagesOf(path: string, labels: number): AsyncGenerator<Uint8Array> {
  let count = 0;
  for await (const piece of piecesOf(path, 16, side * side)) {
    if (count === 0) {
      const isOfSide = piece.readUInt32BE(8) === side && piece.readUInt32BE(12) === side;
      if (piece.readUInt32BE(0) !== imageMagic || !isOfSide) {
        throw invalidAt(path, 'not an IDX file of images of 28 x 28 pixels (magic number 0x00000803).');
      }
      const images = piece.readUInt32BE(4);
      if (images !== labels) {
        const found = `found ${formatCount(images)} images and ${formatCount(labels)} labels`;
        throw invalidAt(path, `${found}; expected equal numbers.`);
      }
    } else yield piece;
    count += 1;
    if (count > labels) return;
  }
  throw damaged(path, null);
}

/** A file's bytes, unpacked, in pieces: one of `first` bytes, then all of `size` bytes. A shorter rest is dropped. */
async function* piecesOf(path: string, first: number, size: number): AsyncGenerator<Buffer> {
  const packed = createReadStream(path, { highWaterMark: 256 * 1024 });
  const isPacked = path.endsWith('.gz');
  const stream = isPacked ? packed.pipe(createGunzip()) : packed;
  if (isPacked) packed.on('error', (error) => stream.destroy(error));
  const chunks: AsyncIterable<Buffer> = stream;
  let rest: Buffer = Buffer.alloc(0);
  let wanted = first;
  try {
    for await (const chunk of chunks) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let at = 0;
      for (; at + wanted <= rest.length; wanted = size) {
        yield rest.subarray(at, at + wanted);
        at += wanted;
      }
      rest = rest.subarray(at);
    }
  } catch (error) {
    throw error instanceof InkdexError ? error : damaged(path, error);
  } finally {
    packed.destroy();
  }
}

function damaged(path: string, cause: unknown): InkdexError {
  const found = cause instanceof Error ? `it is damaged (${cause.message})` : 'it ends early';
  return new InkdexError('data-invalid', `${JSON.stringify(path)}: ${found}. Download or copy it again.`, {
    cause,
  });
}

interface SplitFiles {
  readonly split: 'train' | 'test';
  /** Their file. */
  readonly images: string;
  /** 784 bytes of each. */
  readonly stored: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  readonly labels: Uint8Array | Float64Array;
  readonly alphabet: ReadonlyMap<number, string>;
  /** The images to use; null: all. */
  readonly chosen: ReadonlySet<number> | null;
  readonly budget: UnpackBudget;
  readonly scratch: string;
  readonly signal: AbortSignal;
}

async function* recordsOfSplit(files: SplitFiles): AsyncGenerator<IncomingRecord> {
  const { split, images, stored: all, labels, alphabet, chosen, budget, scratch, signal } = files;
  budget.spend((chosen?.size ?? labels.length) * leastFileBytes);
  let made = '';
  let index = -1;
  for await (const stored of all) {
    index += 1;
    signal.throwIfAborted();
    if (chosen !== null && !chosen.has(index)) continue;
    const number = String(index).padStart(6, '0');
    // 1,000 images per folder.
    const group = `${split}/${number.slice(0, -3)}`;
    const file = `${group}/${number}.png`;
    const path = join(scratch, 'emnist', file);
    if (group !== made) await mkdir(dirname(path), { recursive: true });
    made = group;
    const label = labels[index] ?? -1;
    const place = `${images}, image ${index + 1}`;
    yield await recordOr(async () => {
      const text = alphabet.get(label);
      if (text === undefined) {
        throw invalidAt(place, `the class is ${label}, which the mapping does not contain.`);
      }
      await writeFile(path, plainPng({ width: side, height: side, channels: 1, data: upright(stored) }));
      return sampleAt(place, {
        ...bareLabel,
        ...{ key: `${split}/${number}`, level: 'word', file, text, split, path },
      });
    });
  }
}

/** EMNIST's images are transposed: columns of the picture are rows of the file. */
function upright(stored: Uint8Array): Uint8Array {
  return Uint8Array.from(stored, (_, at) => stored[(at % side) * side + Math.floor(at / side)] ?? 0);
}

/** Samples each class with replacement, as often as the mean class has samples; repeated draws count once. */
function balancedIndices(labels: Uint8Array | Float64Array): Set<number> {
  const byClass = Map.groupBy(labels.keys(), (index) => labels[index] ?? -1);
  const mean = Math.floor(labels.length / Math.max(1, byClass.size));
  const random = createRandom(42);
  const chosen = new Set<number>();
  for (const [label, indices] of [...byClass].sort(([a], [b]) => a - b)) {
    const ofClass = random.fork(String(label));
    for (let draw = 0; draw < mean; draw += 1) chosen.add(ofClass.pick(indices));
  }
  return chosen;
}
