import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodePhoto, renderPhoto } from '../../main/imaging/formats/decode.ts';
import { rotations } from '../../shared/rotation.ts';
import { dataFolder } from '../data.ts';

/** What nothing may be trained or chosen on, because Inkdex is measured on it from outside. */
export interface HeldBack {
  /** @param repository `OWNER/NAME` */
  readonly hasOwner: (repository: string) => boolean;
  /** Whether a picture is one of them or nearly so, in any of four rotations. */
  readonly hasPicture: (bytes: Uint8Array) => Promise<boolean>;
}

/** Bits of 256 that may differ: the list's own rule. */
const nearBits = 24;
const grid = { columns: 17, rows: 16 } as const;
/** Of the picture whose hash is taken, as labels are made on it. */
const [longestSide, mostPixels] = [2000, 4e6];

/**
 * Reads the hashes of the checkout and those beside it: `owners.sha256` of owners' names in lower case, `pictures.dhash` of
 * pictures (difference hash: Krawetz, "Kind of Like That", 2013; 17 x 16 greys, a bit for each that is brighter than its left
 * neighbour).
 */
export async function readHeldBack(
  folders: readonly string[] = [join(import.meta.dirname, '../heldBack'), join(dataFolder, 'held-back')],
): Promise<HeldBack> {
  const owners = new Set(await linesIn(folders, 'owners.sha256'));
  const pictures = (await linesIn(folders, 'pictures.dhash')).map((line) => Buffer.from(line, 'hex'));
  return {
    hasOwner(repository) {
      const [owner = ''] = repository.toLowerCase().split('/');
      return owners.has(createHash('sha256').update(owner).digest('hex'));
    },
    async hasPicture(bytes) {
      for (const turn of rotations) {
        const { jpeg } = await renderPhoto(bytes, { maxSide: longestSide, quality: 95, turn });
        const hash = await differenceHash(jpeg);
        if (pictures.some((picture) => differentBits(picture, hash) <= nearBits)) return true;
      }
      return false;
    },
  };
}

async function linesIn(folders: readonly string[], name: string): Promise<string[]> {
  const files = folders.map((folder) => join(folder, name)).filter((path) => existsSync(path));
  const texts = await Promise.all(files.map((path) => readFile(path, 'utf8')));
  return texts.flatMap((text) => text.split('\n').filter((line) => line !== ''));
}

/** 32 bytes, row by row, the first bit the highest. */
export async function differenceHash(bytes: Uint8Array): Promise<Buffer> {
  const { image } = await decodePhoto(bytes, { maxPixels: mostPixels });
  const { width, height, data } = image;
  const grey = Array.from({ length: width * height }, (_, pixel) => {
    const [red = 0, green = 0, blue = 0] = data.subarray(3 * pixel, 3 * pixel + 3);
    return Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  });
  const rows = scaled(grey, width, grid.columns);
  const greys = transposed(scaled(transposed(rows, grid.columns), height, grid.rows), grid.rows);
  const hash = Buffer.alloc(((grid.columns - 1) * grid.rows) / 8);
  for (let bit = 0; bit < hash.length * 8; bit += 1) {
    const at = Math.floor(bit / (grid.columns - 1)) * grid.columns + (bit % (grid.columns - 1));
    if ((greys.at(at + 1) ?? 0) > (greys.at(at) ?? 0))
      hash.writeUInt8(hash.readUInt8(bit >> 3) | (0x80 >> (bit & 7)), bit >> 3);
  }
  return hash;
}

/** Scales each row of a table with Lanczos's window of three lobes (Duchon, "Lanczos filtering in one and two dimensions", 1979). */
function scaled(table: readonly number[], width: number, to: number): number[] {
  const step = width / to;
  const support = 3 * Math.max(1, step);
  const columns = Array.from({ length: to }, (_, column) => {
    const middle = (column + 0.5) * step;
    const first = Math.max(0, Math.floor(middle - support + 0.5));
    const last = Math.min(width, Math.floor(middle + support + 0.5));
    const weights = Array.from({ length: last - first }, (__, at) =>
      lanczos((first + at + 0.5 - middle) / Math.max(1, step)),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
  return Array.from({ length: table.length / width }, (_, row) =>
    columns.map(({ first, weights }) => {
      const sum = weights.reduce(
        (total, weight, at) => total + weight * (table[row * width + first + at] ?? 0),
        0,
      );
      // Whole greys, so that a blank wall is of one grey.
      return Math.round(Math.max(0, Math.min(255, sum)));
    }),
  ).flat();
}

function lanczos(x: number): number {
  if (Math.abs(x) >= 3) return 0;
  return sinc(x) * sinc(x / 3);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function transposed(table: readonly number[], width: number): number[] {
  const height = table.length / width;
  return Array.from(
    { length: table.length },
    (_, at) => table[(at % height) * width + Math.floor(at / height)] ?? 0,
  );
}

function differentBits(a: Uint8Array, b: Uint8Array): number {
  let count = 0;
  for (const [index, byte] of a.entries()) {
    for (let bits = byte ^ (b[index] ?? 0); bits > 0; bits >>= 1) count += bits & 1;
  }
  return count;
}
