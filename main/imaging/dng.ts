import { subDirectories, tiffDirectories, tiffTags, type TiffDirectory } from './tiffDirectories.ts';

/** Whether a TIFF is a digital negative (DNG 1.7). */
export function isDng(bytes: Uint8Array): boolean {
  return tiffDirectories(bytes).at(0)?.has(tiffTags.dngVersion) ?? false;
}

/** A baseline or progressive JPEG; raw data of a camera may be a lossless one. */
const startsOfFrame: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2]);

/**
 * The largest preview in a DNG: a JPEG, with the orientation of the DNG in it. The raw data itself is not developed.
 *
 * @returns null if there is none
 */
export function dngPreview(bytes: Uint8Array): Buffer | null {
  const main = tiffDirectories(bytes);
  const all = [...main, ...main.flatMap((directory) => subDirectories(bytes, directory))];
  const largest = all
    .flatMap((directory) => jpegIn(bytes, directory) ?? [])
    .toSorted((a, b) => b.length - a.length)
    .at(0);
  if (largest === undefined) return null;
  return oriented(largest, main.at(0)?.get(tiffTags.orientation)?.[0] ?? 1);
}

function jpegIn(bytes: Uint8Array, directory: TiffDirectory): Buffer | null {
  const one = (tag: number): number | undefined => {
    const values = directory.get(tag);
    return values?.length === 1 ? values[0] : undefined;
  };
  const at = one(tiffTags.jpegOffset) ?? one(tiffTags.stripOffsets);
  const length = one(tiffTags.jpegLength) ?? one(tiffTags.stripByteCounts);
  if (at === undefined || length === undefined || at + length > bytes.length) return null;
  const jpeg = Buffer.from(bytes.buffer, bytes.byteOffset + at, length);
  return startsOfFrame.has(startOfFrame(jpeg) ?? 0) ? jpeg : null;
}

/** The marker of the first frame of a JPEG (ITU-T T.81, table B.1); null for anything else. */
function startOfFrame(jpeg: Buffer): number | null {
  if (jpeg.length < 4 || jpeg.readUInt16BE(0) !== 0xffd8) return null;
  for (let at = 2; at + 4 <= jpeg.length && jpeg[at] === 0xff; at += 2 + jpeg.readUInt16BE(at + 2)) {
    const marker = jpeg[at + 1];
    const isTable = marker === 0xc4 || marker === 0xc8 || marker === 0xcc;
    if (marker >= 0xc0 && marker <= 0xcf && !isTable) return marker;
  }
  return null;
}

/** Puts an EXIF segment with an orientation behind the start of a JPEG (CIPA DC-008), before any other. */
function oriented(jpeg: Buffer, orientation: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write('MM\0*', 'latin1');
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(tiffTags.orientation, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 2 + 6 + tiff.length]);
  return Buffer.concat([head, Buffer.from('Exif\0\0', 'latin1'), tiff, jpeg.subarray(2)]);
}
