import type { RgbImage } from '../pixels.ts';

/**
 * What a picture looks like, in 36 bytes: its shape and where it grows darker from left to right, so
 * that the same writing is known again after it was scaled, encoded anew or cropped a little otherwise.
 * A difference hash (Krawetz, "Kind of Like That", 2013) on a grid as wide as words are.
 */

/** Cells of the grid whose left one is compared with its right one. */
const columns = 32;
const rows = 8;
const bits = columns * rows;
/** A step of less than this share between the lightest and the darkest cell is noise, or even paper. */
const leastStep = 0.04;

/**
 * Bits that may differ between pictures of the same thing, and how far their shapes may. Of 5,500 words
 * by 1,000 hands, no two with different texts differ by so little; encoded anew, darker, or half as large,
 * 99 of 100 are known again, cut two pixels closer most are.
 */
const nearBits = 18;
const nearShape = 0.1;
/** Full stops and dashes look alike whoever wrote them: a hash with fewer bits set tells nothing. */
const tellingBits = 28;

/** log2(width / height) as a float, then the bits. */
export const pictureHashBytes = 4 + bits / 8;

export function pictureHashOf(image: RgbImage): Uint8Array<ArrayBuffer> {
  const hash = new Uint8Array(pictureHashBytes);
  new DataView(hash.buffer).setFloat32(0, Math.log2(image.width / image.height));
  const cells = luminanceGrid(image, columns + 1, rows);
  const range = Math.max(...cells) - Math.min(...cells);
  for (let bit = 0; bit < bits; bit += 1) {
    const cell = Math.floor(bit / columns) * (columns + 1) + (bit % columns);
    const step = cells[cell] - cells[cell + 1];
    if (step > leastStep * range && range > 0) hash[4 + (bit >> 3)] = hash[4 + (bit >> 3)] | (1 << (bit & 7));
  }
  return hash;
}

/** Mean luminance of the pixels that each cell covers, row by row; parts of pixels count as parts. */
export function luminanceGrid({ width, height, data }: RgbImage, across: number, down: number): Float64Array {
  const cells = new Float64Array(across * down);
  const line = new Float64Array(across);
  const [columnShares, rowShares] = [sharesOf(width, across), sharesOf(height, down)];
  for (let y = 0; y < height; y += 1) {
    line.fill(0);
    let pixel = y * width * 3;
    for (let x = 0; x < width; x += 1, pixel += 3) {
      const light = 0.299 * data[pixel] + 0.587 * data[pixel + 1] + 0.114 * data[pixel + 2];
      for (let at = columnShares.starts[x]; at < columnShares.starts[x + 1]; at += 1) {
        const cell = columnShares.cells[at];
        line[cell] += columnShares.parts[at] * light;
      }
    }
    for (let at = rowShares.starts[y]; at < rowShares.starts[y + 1]; at += 1) {
      const start = rowShares.cells[at] * across;
      const part = rowShares.parts[at];
      for (let x = 0; x < across; x += 1) cells[start + x] = cells[start + x] + part * line[x];
    }
  }
  return cells;
}

/** For every pixel along one axis, which cells it lies in, and its share of each. */
interface Shares {
  /** Where the cells of each pixel begin, and after the last where they end. */
  readonly starts: Int32Array;
  readonly cells: Int32Array;
  readonly parts: Float64Array;
}

function sharesOf(length: number, count: number): Shares {
  const scale = count / length;
  const starts = new Int32Array(length + 1);
  const cells: number[] = [];
  const parts: number[] = [];
  for (let at = 0; at < length; at += 1) {
    const [from, to] = [at * scale, (at + 1) * scale];
    for (let cell = Math.floor(from); cell < to && cell < count; cell += 1) {
      cells.push(cell);
      parts.push(Math.min(to, cell + 1) - Math.max(from, cell));
    }
    starts[at + 1] = cells.length;
  }
  return { starts, cells: Int32Array.from(cells), parts: Float64Array.from(parts) };
}

/** A hash as it is compared: the shape, and the bits in 32-bit words. */
export interface PictureHash {
  readonly shape: number;
  readonly words: Int32Array;
  /** Whether it can be mistaken for few others. */
  readonly isTelling: boolean;
}

/** @throws RangeError for bytes that are no hash */
export function parsePictureHash(bytes: Uint8Array): PictureHash {
  if (bytes.length !== pictureHashBytes) {
    throw new RangeError(`A hash has ${pictureHashBytes} bytes, not ${bytes.length}.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = Int32Array.from({ length: bits / 32 }, (_, word) => view.getInt32(4 + word * 4));
  const set = words.reduce((total, word) => total + bitCount(word), 0);
  return { shape: view.getFloat32(0), words, isTelling: set >= tellingBits };
}

/** Whether two pictures show the same thing, as far as hashes can tell. */
export function isNearDuplicate(a: PictureHash, b: PictureHash): boolean {
  return (
    a.isTelling && b.isTelling && Math.abs(a.shape - b.shape) <= nearShape && differingBits(a, b) <= nearBits
  );
}

/** How many bits differ; counting stops where they are too many. */
function differingBits(a: PictureHash, b: PictureHash): number {
  let differing = 0;
  for (let word = 0; word < bits / 32 && differing <= nearBits; word += 1) {
    differing += bitCount(a.words[word] ^ b.words[word]);
  }
  return differing;
}

/** Warren, "Hacker's Delight", 2012, 5-1. */
function bitCount(word: number): number {
  let count = word - ((word >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  count = (count + (count >>> 4)) & 0x0f0f0f0f;
  return Math.imul(count, 0x01010101) >>> 24;
}

/** Pairs of near hashes, as places in the list. Hashes of one shape stand side by side, so few are compared. */
export function* nearPairs(hashes: readonly PictureHash[]): Generator<readonly [number, number]> {
  const order = hashes
    .flatMap(({ isTelling }, index) => (isTelling ? [index] : []))
    .sort((a, b) => hashes[a].shape - hashes[b].shape);
  for (const [place, index] of order.entries()) {
    const hash = hashes[index];
    for (let other = place + 1; other < order.length; other += 1) {
      const next = order[other];
      const candidate = hashes[next];
      if (candidate.shape - hash.shape > nearShape) break;
      if (isNearDuplicate(hash, candidate)) yield [index, next];
    }
  }
}
