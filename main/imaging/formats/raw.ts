import { allDirectories, tiffDirectories, tiffTags, type TiffDirectory } from './tiffDirectories.ts';

/**
 * Photos as a camera's sensor saw them. Each file has JPEGs for its display beside the raw data, which is not developed. DNG 1.7,
 * and what cameras write: CR2, NEF, ARW, PEF and SRW are TIFFs (TIFF/EP, ISO 12234-2), RW2 and ORF are TIFFs with another
 * number in their first bytes, RAF has a header of its own.
 */

/** TIFF/EP's values of the tag PhotometricInterpretation for data of a sensor: CFA and LinearRaw. */
const sensorData: ReadonlySet<number> = new Set([32_803, 34_892]);

/** Whether a TIFF is a photo of a sensor, and whether it is a DNG. */
export function sensorFormatOf(bytes: Uint8Array): 'dng' | 'raw' | null {
  if (tiffDirectories(bytes).at(0)?.has(tiffTags.dngVersion) === true) return 'dng';
  const isSensor = (directory: TiffDirectory): boolean =>
    sensorData.has(directory.get(tiffTags.photometricInterpretation)?.[0] ?? 0);
  return allDirectories(bytes).some(isSensor) ? 'raw' : null;
}

/** Whether bytes are a CR3 of Canon's cameras, whose container is ISO's and not read. */
export function isCr3(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(4, 12)).toString('latin1') === 'ftypcrx ';
}

/** Pixels: less is a thumbnail. */
const leastPreview = 500_000;

export interface RawPreview {
  readonly jpeg: Buffer;
  /** EXIF's number, 1 to 8, of the photo; null where the JPEG has its own. */
  readonly orientation: number | null;
}

/**
 * The largest preview in a photo of a sensor.
 *
 * @returns null if there is none
 */
export function rawPreview(bytes: Uint8Array): RawPreview | null {
  const directories = allDirectories(bytes);
  const listed = directories.flatMap((directory) => jpegIn(bytes, directory) ?? []);
  const isDng = directories.at(0)?.has(tiffTags.dngVersion) === true;
  // Some cameras list only a thumbnail, and keep the preview where their own notes say. A DNG's raw data may be JPEGs.
  const isListed = isDng || listed.some((jpeg) => areaOf(jpeg) >= leastPreview);
  const found = isListed ? listed : [...listed, ...jpegsAnywhere(bytes)];
  const jpeg = found.toSorted((a, b) => areaOf(b) - areaOf(a)).at(0);
  if (jpeg === undefined) return null;
  return { jpeg, orientation: directories.at(0)?.get(tiffTags.orientation)?.[0] ?? null };
}

/** A JPEG that is shown as a photo of its orientation. */
export function uprightPreview({ jpeg, orientation }: RawPreview): Buffer {
  return orientation === null ? jpeg : oriented(jpeg, orientation);
}

/** A baseline or progressive JPEG; raw data of a camera may be one without losses. */
const startsOfFrame: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2]);

function jpegIn(bytes: Uint8Array, directory: TiffDirectory): Buffer | null {
  const one = (tag: number): number | undefined => {
    const values = directory.get(tag);
    return values?.length === 1 ? values[0] : undefined;
  };
  const inTag = directory.get(tiffTags.jpegFromRaw);
  const at = inTag?.at(0) ?? one(tiffTags.jpegOffset) ?? one(tiffTags.stripOffsets);
  const length = inTag?.at(1) ?? one(tiffTags.jpegLength) ?? one(tiffTags.stripByteCounts);
  if (at === undefined || length === undefined || at + length > bytes.length) return null;
  const jpeg = Buffer.from(bytes.buffer, bytes.byteOffset + at, length);
  return areaOf(jpeg) > 0 ? jpeg : null;
}

/** Previews and their own thumbnails; more is chance in the raw data, or made to keep a reader busy. */
const mostFound = 64;
const mostTried = 10_000;
const mostSegments = 1000;

/** What looks like a JPEG, from its start to the end of the file: a decoder stops at its end. */
function jpegsAnywhere(bytes: Uint8Array): Buffer[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Buffer[] = [];
  let at = file.indexOf(startOfImage);
  for (let tried = 0; at >= 0 && tried < mostTried && found.length < mostFound; tried += 1) {
    const jpeg = file.subarray(at);
    if (areaOf(jpeg) > 0) found.push(jpeg);
    at = file.indexOf(startOfImage, at + 1);
  }
  return found;
}

const startOfImage = Buffer.from([0xff, 0xd8, 0xff]);

/** Pixels of a JPEG by its first frame (ITU-T T.81, B.2.2); 0 for anything else, and for one without losses. */
function areaOf(jpeg: Buffer): number {
  if (jpeg.length < 4 || jpeg.readUInt16BE(0) !== 0xffd8) return 0;
  let at = 2;
  for (let segment = 0; segment < mostSegments && at + 9 <= jpeg.length && jpeg[at] === 0xff; segment += 1) {
    const marker = jpeg[at + 1];
    if (startsOfFrame.has(marker)) return jpeg.readUInt16BE(at + 5) * jpeg.readUInt16BE(at + 7);
    // The start of its data: a frame of another kind came before it.
    if (marker === 0xda) return 0;
    at += 2 + jpeg.readUInt16BE(at + 2);
  }
  return 0;
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
