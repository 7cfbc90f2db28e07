import { createHash } from 'node:crypto';
import { storedOrientation, storedPixels } from '../formats/decode.ts';
import { photoFormatOf } from '../formats/photoFile.ts';
import { rawPreview } from '../formats/raw.ts';

/** What a picture is apart from what programs write beside it: ratings, keywords, a colour profile. */
export interface PictureIdentity {
  /** SHA-256 of its pixels as the file stores them. */
  readonly pixels: string;
  /** How the file stores them: EXIF's orientation (CIPA DC-008), 1 to 8. */
  readonly orientation: number;
}

/**
 * The identity of a picture. Of a JPEG the compressed pixels are hashed, as programs that write metadata copy them; of a raw
 * photo its preview; any other picture is decoded.
 *
 * @param path what messages call it
 * @throws InkdexError as `decodePhoto` does
 */
export async function pictureIdentity(bytes: Uint8Array, path: string): Promise<PictureIdentity> {
  const format = photoFormatOf(bytes);
  const preview = format === 'raw' || format === 'dng' ? rawPreview(bytes) : null;
  const jpeg = format === 'jpeg' ? bytes : preview?.jpeg;
  if (jpeg !== undefined) {
    const orientation = preview?.orientation ?? (await storedOrientation(jpeg));
    return { pixels: hashOfParts(jpegParts(jpeg)), orientation };
  }
  const { data, width, height, channels, orientation } = await storedPixels(bytes, path);
  const shape = Buffer.from(`${String(width)} ${String(height)} ${String(channels)} `);
  return { pixels: hashOfParts([shape, data]), orientation };
}

function hashOfParts(parts: Iterable<Uint8Array | Uint8ClampedArray>): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** Markers of JPEG (ITU-T T.81, table B.1). */
const marker = {
  restart0: 0xd0,
  end: 0xd9,
  scan: 0xda,
  app0: 0xe0,
  adobe: 0xee,
  app15: 0xef,
  comment: 0xfe,
} as const;

/**
 * The parts of a JPEG from which its pixels follow: all segments up to its end but comments and what applications put there,
 * except Adobe's, which says how colours are stored. Behind the end other pictures may follow.
 */
function* jpegParts(jpeg: Uint8Array): Generator<Uint8Array> {
  const bytes = Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  for (let at = 2; at + 4 <= bytes.length;) {
    const code = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff || code === marker.end) return;
    // Fill bytes before a marker.
    if (code === 0xff) {
      at += 1;
      continue;
    }
    const isMetadata =
      code === marker.comment || (code >= marker.app0 && code <= marker.app15 && code !== marker.adobe);
    const start = at;
    at += 2 + bytes.readUInt16BE(at + 2);
    if (code === marker.scan) at = endOfScan(bytes, at);
    if (!isMetadata) yield bytes.subarray(start, at);
  }
}

/** Where the next marker stands that does not belong to the compressed pixels. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const code = bytes[at + 1] ?? 0;
    const belongs = code === 0 || code === 0xff || (code >= marker.restart0 && code < marker.restart0 + 8);
    if (!belongs) return at;
  }
  return bytes.length;
}
