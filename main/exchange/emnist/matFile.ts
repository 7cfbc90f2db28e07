import { open } from 'node:fs/promises';
import { invalidAt } from '../records.ts';
import { byteSource, fileChunks, type ByteSource } from './byteSource.ts';

/**
 * MATLAB's MAT-file, level 5 ("MAT-File Format", MathWorks, chapter 1), limited to structures of numbers. Arrays are
 * streamed, so that they need not fit into memory.
 */
export interface MatArray {
  /** Path of field names: `dataset`, `train`, `images`. */
  readonly names: readonly string[];
  /** Rows first; the numbers are stored column by column. */
  readonly dimensions: readonly number[];
  readonly numbers: NumberKind;
  /** Size of the data that follows in `source`. */
  readonly bytes: number;
  readonly source: ByteSource;
}

/** How numbers are stored, independent of their type in MATLAB. */
export type NumberKind = 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'single' | 'double';

const numberKinds: ReadonlyMap<number, NumberKind> = new Map<number, NumberKind>([
  [1, 'int8'],
  [2, 'uint8'],
  [3, 'int16'],
  [4, 'uint16'],
  [5, 'int32'],
  [6, 'uint32'],
  [7, 'single'],
  [9, 'double'],
]);

const matrixType = 14;
const compressedType = 15;
const structureClass = 2;
const headerBytes = 128;

/**
 * Calls `use` for every numeric array in a file. `use` reads all of the array's bytes from its source, or none.
 * @throws InkdexError `data-invalid` for another kind of file, a damaged or a truncated one
 */
export async function readMat(
  path: string,
  signal: AbortSignal,
  use: (array: MatArray) => Promise<void>,
): Promise<void> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const header = Buffer.alloc(headerBytes);
    await file.read(header, 0, headerBytes, 0);
    if (!isMatHeader(header)) {
      throw invalidAt(
        path,
        'not a little-endian MAT-file of level 5. Save it in MATLAB with the option -v7.',
      );
    }
    for (let at = headerBytes; at + 8 <= size;) {
      signal.throwIfAborted();
      const tag = Buffer.alloc(8);
      await file.read(tag, 0, 8, at);
      const [type, bytes] = [tag.readUInt32LE(0), tag.readUInt32LE(4)];
      const start = at + 8;
      if (type === compressedType || type === matrixType) {
        const chunks =
          type === compressedType
            ? fileChunks(path, 'zlib', { start, end: start + bytes })
            : fileChunks(path, 'plain', { start: at });
        const source = byteSource(path, chunks);
        await readElement(source, [], path, use).finally(() => source.close());
      }
      at = start + bytes;
    }
  } finally {
    await file.close();
  }
}

export function isMatHeader(header: Buffer): boolean {
  return (
    header.toString('latin1', 0, 19) === 'MATLAB 5.0 MAT-file' && header.toString('latin1', 126, 128) === 'IM'
  );
}

interface Tag {
  readonly type: number;
  readonly bytes: number;
  /** Small elements store their data inside the tag. */
  readonly small: Buffer | null;
}

async function readTag(source: ByteSource): Promise<Tag> {
  const word = await source.read(8);
  const type = word.readUInt16LE(0);
  const smallBytes = word.readUInt16LE(2);
  if (smallBytes > 0) return { type, bytes: smallBytes, small: word.subarray(4, 4 + smallBytes) };
  return { type, bytes: word.readUInt32LE(4), small: null };
}

/** Elements are padded to multiples of 8 bytes. */
function paddingAfter({ bytes, small }: Tag): number {
  return small === null ? (8 - (bytes % 8)) % 8 : 0;
}

/** Largest size of names and dimensions, in bytes. */
const longestPart = 64 * 1024;

async function readPart(source: ByteSource, path: string): Promise<Buffer> {
  const tag = await readTag(source);
  if (tag.small !== null) return tag.small;
  if (tag.bytes > longestPart) throw invalidAt(path, `byte ${source.taken}: the file is damaged.`);
  const data = await source.read(tag.bytes);
  await source.skip(paddingAfter(tag));
  return data;
}

async function readElement(
  source: ByteSource,
  names: readonly string[],
  path: string,
  use: (array: MatArray) => Promise<void>,
): Promise<void> {
  const tag = await readTag(source);
  if (tag.type !== matrixType) {
    await source.skip(tag.bytes + paddingAfter(tag));
    return;
  }
  if (tag.bytes === 0) return;
  const end = source.taken + tag.bytes;
  const flags = await readPart(source, path);
  const shape = await readPart(source, path);
  const ownName = (await readPart(source, path)).toString('latin1');
  const dimensions = Array.from({ length: shape.length / 4 }, (_, index) => shape.readInt32LE(4 * index));
  const here = ownName === '' ? names : [...names, ownName];
  if (flags[0] === structureClass) {
    await readStructure(source, { names: here, dimensions }, path, use);
  } else {
    const numbers = await readTag(source);
    const kind = numberKinds.get(numbers.type);
    if (kind !== undefined && numbers.small === null && here.length > 0) {
      await use({ names: here, dimensions, numbers: kind, bytes: numbers.bytes, source });
    }
  }
  await source.skip(Math.max(0, end - source.taken));
}

async function readStructure(
  source: ByteSource,
  { names, dimensions }: Pick<MatArray, 'names' | 'dimensions'>,
  path: string,
  use: (array: MatArray) => Promise<void>,
): Promise<void> {
  const nameBytes = (await readPart(source, path)).readInt32LE(0);
  const packed = await readPart(source, path);
  const isSingle = dimensions.every((length) => length === 1);
  if (!isSingle || nameBytes < 1 || packed.length % nameBytes !== 0) {
    throw invalidAt(path, `${names.join('.')} is not a single structure; expected one, as in EMNIST.`);
  }
  for (let at = 0; at < packed.length; at += nameBytes) {
    const field = packed.toString('latin1', at, at + nameBytes).split('\0')[0] ?? '';
    await readElement(source, [...names, field], path, use);
  }
}
