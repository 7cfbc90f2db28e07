import { headOf } from './photoHead.ts';

/** The directories of a TIFF file (TIFF 6.0; BigTIFF; TIFF/EP and DNG for those inside others). */

/** Values of numeric tags of one directory. */
export type TiffDirectory = ReadonlyMap<number, readonly number[]>;

/** Tags that are read. */
export const tiffTags = {
  /** Of Panasonic, in RW2. */
  jpegFromRaw: 46,
  subfileType: 254,
  oldSubfileType: 255,
  photometricInterpretation: 262,
  stripOffsets: 273,
  orientation: 274,
  stripByteCounts: 279,
  subDirectories: 330,
  jpegOffset: 513,
  jpegLength: 514,
  dngVersion: 50_706,
} as const;
const read: ReadonlySet<number> = new Set(Object.values(tiffTags));

/** A file with more directories is damaged, or made to keep a reader busy. */
const mostDirectories = 10_000;
/** Of a tag. Strips of a page that is not one JPEG are not needed. */
const mostValues = 4096;

/** Bytes of a value of each type of number: BYTE, SHORT, LONG, IFD, LONG8, IFD8. */
const sizes: ReadonlyMap<number | null, number> = new Map([
  [1, 1],
  [3, 2],
  [4, 4],
  [13, 4],
  [16, 8],
  [18, 8],
]);

type TiffReader = ReturnType<typeof readerOf>;

function readerOf(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittle = bytes[0] === 0x49;
  return {
    /** Bytes of an offset: 4, or 8 in BigTIFF. */
    width: bytes[isLittle ? 2 : 3] === 0x2b ? 8 : 4,
    /** @returns null outside the file */
    number(at: number, size: number): number | null {
      if (at < 0 || at + size > bytes.length) return null;
      if (size === 1) return view.getUint8(at);
      if (size === 2) return view.getUint16(at, isLittle);
      return size === 4 ? view.getUint32(at, isLittle) : Number(view.getBigUint64(at, isLittle));
    },
  };
}

/**
 * The directories of the main chain, as far as they are sound; each is a page or a smaller copy of one. Also of cameras' files
 * that are TIFFs but for their first bytes.
 */
export function tiffDirectories(bytes: Uint8Array): TiffDirectory[] {
  const head = headOf(bytes);
  if (head !== 'tiff' && head !== 'raw') return [];
  const reader = readerOf(bytes);
  return chain(reader, reader.number(reader.width === 8 ? 8 : 4, reader.width), new Set());
}

/** The main chain, and the directories inside these, such as the previews of a DNG. */
export function allDirectories(bytes: Uint8Array): TiffDirectory[] {
  const main = tiffDirectories(bytes);
  return [...main, ...main.flatMap((directory) => subDirectories(bytes, directory))];
}

function subDirectories(bytes: Uint8Array, directory: TiffDirectory): TiffDirectory[] {
  const reader = readerOf(bytes);
  const seen = new Set<number>();
  return (directory.get(tiffTags.subDirectories) ?? []).flatMap((at) => chain(reader, at, seen));
}

function chain(reader: TiffReader, first: number | null, seen: Set<number>): TiffDirectory[] {
  const found: TiffDirectory[] = [];
  for (let at = first; at !== null && at > 0 && !seen.has(at) && seen.size < mostDirectories;) {
    seen.add(at);
    const directory = directoryAt(reader, at);
    if (directory === null) break;
    found.push(directory.tags);
    at = reader.number(directory.end, reader.width);
  }
  return found;
}

function directoryAt(reader: TiffReader, at: number): { tags: TiffDirectory; end: number } | null {
  const { width } = reader;
  const countBytes = width === 8 ? 8 : 2;
  const entryBytes = 4 + 2 * width;
  const count = reader.number(at, countBytes);
  // Of 16 bits in a small TIFF.
  if (count === null || count > 0xffff) return null;
  const tags = new Map<number, number[]>();
  for (let entry = 0; entry < count; entry += 1) {
    const place = at + countBytes + entry * entryBytes;
    const tag = reader.number(place, 2);
    if (tag === null) return null;
    if (read.has(tag))
      tags.set(tag, tag === tiffTags.jpegFromRaw ? placeOf(reader, place) : valuesAt(reader, place));
  }
  return { tags, end: at + countBytes + count * entryBytes };
}

function valuesAt(reader: TiffReader, place: number): number[] {
  const { width } = reader;
  const size = sizes.get(reader.number(place + 2, 2));
  const count = reader.number(place + 4, width);
  if (size === undefined || count === null || count > mostValues) return [];
  const isInside = size * count <= width;
  const from = isInside ? place + 4 + width : reader.number(place + 4 + width, width);
  if (from === null) return [];
  const values = Array.from({ length: count }, (_, index) => reader.number(from + index * size, size));
  return values.some((value) => value === null) ? [] : values.map(Number);
}

/** Where the bytes of a tag are, and how many. */
function placeOf(reader: TiffReader, place: number): number[] {
  const { width } = reader;
  const [count, from] = [reader.number(place + 4, width), reader.number(place + 4 + width, width)];
  return count === null || from === null ? [] : [from, count];
}

/**
 * The pages of a TIFF, as their numbers in the main chain: without thumbnails, smaller copies and masks. Empty for any other
 * file.
 */
export function tiffPages(bytes: Uint8Array): number[] {
  return tiffDirectories(bytes).flatMap((directory, index) => {
    const type = directory.get(tiffTags.subfileType)?.[0] ?? 0;
    // 1: a smaller copy, 4: a mask. Of the old tag, 2: a smaller copy.
    const isPage = (type & 5) === 0 && directory.get(tiffTags.oldSubfileType)?.[0] !== 2;
    return isPage ? [index] : [];
  });
}
