/**
 * The pictures of an MPO (CIPA DC-007): a JPEG with others behind it, of which an index in its segment APP2 says where they
 * begin. Previews, gain maps and whatever else a program puts there are left out.
 *
 * @returns the file itself, then the others; empty for any other JPEG
 */
export function mpoPictures(bytes: Uint8Array): Uint8Array[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = file.subarray(0, searched).indexOf(mark) + mark.length;
  if (start < mark.length) return [];
  try {
    const others = entriesOf(file.subarray(start)).flatMap(({ type, size, offset }) => {
      const from = start + offset;
      const isPicture = multiFrame.has(type) && offset > 0 && file.readUInt16BE(from) === 0xffd8;
      return isPicture ? [bytes.subarray(from, from + size)] : [];
    });
    return others.length === 0 ? [] : [bytes, ...others];
  } catch (error) {
    // Of a damaged index: the first picture stands without it.
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** The index comes before the first picture's pixels, behind a preview of 64 KiB at most in EXIF. */
const searched = 256 * 1024;
const mark = Buffer.from('MPF\0', 'latin1');
/** Panorama, both eyes, several angles. */
const multiFrame: ReadonlySet<number> = new Set([0x020001, 0x020002, 0x020003]);
const entriesTag = 0xb002;

interface Entry {
  readonly type: number;
  readonly size: number;
  /** From the index on; 0 for the first picture. */
  readonly offset: number;
}

/** @throws RangeError for an index that leaves the file */
function entriesOf(index: Buffer): Entry[] {
  const isLittle = index.toString('latin1', 0, 2) === 'II';
  const uint16 = (at: number): number => (isLittle ? index.readUInt16LE(at) : index.readUInt16BE(at));
  const uint32 = (at: number): number => (isLittle ? index.readUInt32LE(at) : index.readUInt32BE(at));
  const directory = uint32(4);
  for (let field = 0; field < uint16(directory); field += 1) {
    const at = directory + 2 + 12 * field;
    if (uint16(at) !== entriesTag) continue;
    const first = uint32(at + 8);
    return Array.from({ length: Math.floor(uint32(at + 4) / 16) }, (_, entry) => {
      const place = first + 16 * entry;
      return { type: uint32(place) & 0xffffff, size: uint32(place + 4), offset: uint32(place + 8) };
    });
  }
  return [];
}
