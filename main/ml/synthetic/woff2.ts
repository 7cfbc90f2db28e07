import { brotliDecompressSync } from 'node:zlib';
import { InkdexError } from '../../../shared/result.ts';

const headerBytes = 48;
/** Indices in the format's list of known table tags. */
const cmapTag = 0;
const glyfTag = 10;
const locaTag = 11;
const spelledTag = 63;

/**
 * The characters that a WOFF2 font maps to a glyph, as code points.
 *
 * W3C, "WOFF File Format 2.0", 2022, section 4; the cmap subtable formats 4 and 12 of OpenType.
 *
 * @throws InkdexError `data-invalid` for bytes that are no WOFF2 font with a Unicode cmap
 */
export function mappedCharacters(bytes: Buffer): Set<number> {
  if (bytes.length < headerBytes || bytes.toString('latin1', 0, 4) !== 'wOF2') {
    throw new InkdexError('data-invalid', 'Expected a WOFF2 font, which starts with "wOF2".');
  }
  const { start, length, dataStart } = locateCmap(bytes);
  const compressedLength = bytes.readUInt32BE(20);
  const tables = brotliDecompressSync(bytes.subarray(dataStart, dataStart + compressedLength));
  return readCmap(tables.subarray(start, start + length));
}

/** Where the cmap lies in the decompressed stream, and where the compressed stream begins. */
function locateCmap(bytes: Buffer): { start: number; length: number; dataStart: number } {
  const tableCount = bytes.readUInt16BE(12);
  let cursor = headerBytes;
  let streamOffset = 0;
  let cmap: { start: number; length: number } | undefined;

  function readBase128(): number {
    let value = 0;
    for (let count = 0; count < 5; count += 1) {
      const byte = bytes.readUInt8(cursor);
      cursor += 1;
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) return value;
    }
    throw new InkdexError('data-invalid', 'The table directory of a WOFF2 font has an endless number.');
  }

  for (let table = 0; table < tableCount; table += 1) {
    const flags = bytes.readUInt8(cursor);
    cursor += 1;
    const tag = flags & 0x3f;
    if (tag === spelledTag) cursor += 4;
    const version = flags >> 6;
    const isTransformed = tag === glyfTag || tag === locaTag ? version === 0 : version !== 0;
    const originalLength = readBase128();
    const length = isTransformed ? readBase128() : originalLength;
    if (tag === cmapTag) cmap = { start: streamOffset, length };
    streamOffset += length;
  }
  if (cmap === undefined) throw new InkdexError('data-invalid', 'A WOFF2 font without a cmap table.');
  return { ...cmap, dataStart: cursor };
}

function readCmap(cmap: Buffer): Set<number> {
  const mapped = new Set<number>();
  const subtableCount = cmap.readUInt16BE(2);
  for (let index = 0; index < subtableCount; index += 1) {
    const record = 4 + 8 * index;
    const platform = cmap.readUInt16BE(record);
    const encoding = cmap.readUInt16BE(record + 2);
    const isUnicode = platform === 0 || (platform === 3 && (encoding === 1 || encoding === 10));
    if (!isUnicode) continue;
    const subtable = cmap.subarray(cmap.readUInt32BE(record + 4));
    const format = subtable.readUInt16BE(0);
    if (format === 4) addSegments(subtable, mapped);
    if (format === 12) addGroups(subtable, mapped);
  }
  return mapped;
}

/** Format 4: segments of the basic plane; glyph 0 is .notdef and counts as unmapped. */
function addSegments(subtable: Buffer, mapped: Set<number>): void {
  const doubledCount = subtable.readUInt16BE(6);
  const startsAt = 16 + doubledCount;
  for (let segment = 0; segment < doubledCount; segment += 2) {
    const last = subtable.readUInt16BE(14 + segment);
    const first = subtable.readUInt16BE(startsAt + segment);
    const delta = subtable.readUInt16BE(startsAt + doubledCount + segment);
    const rangeAt = startsAt + 2 * doubledCount + segment;
    const range = subtable.readUInt16BE(rangeAt);
    for (let code = first; code <= last && code !== 0xffff; code += 1) {
      const stored = range === 0 ? code : subtable.readUInt16BE(rangeAt + range + 2 * (code - first));
      const glyph = range !== 0 && stored === 0 ? 0 : (stored + delta) & 0xffff;
      if (glyph !== 0) mapped.add(code);
    }
  }
}

/** Format 12: groups over all planes. */
function addGroups(subtable: Buffer, mapped: Set<number>): void {
  const groupCount = subtable.readUInt32BE(12);
  for (let group = 0; group < groupCount; group += 1) {
    const at = 16 + 12 * group;
    const first = subtable.readUInt32BE(at);
    const last = subtable.readUInt32BE(at + 4);
    const glyph = subtable.readUInt32BE(at + 8);
    for (let code = first; code <= last; code += 1) if (glyph + code - first !== 0) mapped.add(code);
  }
}
