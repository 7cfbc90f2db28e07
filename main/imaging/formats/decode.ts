import sharp from 'sharp';
import type { Sharp, SharpOptions } from 'sharp';
import type { Size } from '../../../shared/geometry.ts';
import { InkdexError } from '../../../shared/result.ts';
import type { Rotation } from '../../../shared/rotation.ts';
import { otherFormats, type RawPixels } from './otherFormats.ts';
import { takenAtOf, photoFormatOf, readPhotoFile, type PhotoFormat, type PhotoSource } from './photoFile.ts';
import { damaged, tooLittleLeft, whyNoPicture, withEnd } from './damagedPhoto.ts';
import { isLightInk } from '../ink/lightInk.ts';
import { mpoPictures } from './mpo.ts';
import { rawPreview, uprightPreview } from './raw.ts';
import type { InkImage, RgbImage, StoredPixels } from '../pixels.ts';

// No photo is decoded twice in a row: what libvips would keep of the last ones only takes memory.
sharp.cache(false);

/** Decoded pixels are held in memory: 200 million of them are 600 MB. */
export const mostPixels = 200_000_000;

export interface DecodedPhoto {
  /** Upright, at most `maxPixels` large. */
  readonly image: RgbImage;
  /** Pixels of the upright photo in full size. */
  readonly width: number;
  readonly height: number;
  /** Pixels of `image` per pixel of the photo, along each axis; 1 or less. */
  readonly scale: number;
  /** Percent of the rows, at the bottom, that a JPEG that ends too early lacks: they are grey. */
  readonly missing: number;
}

export interface PhotoHeader {
  /** Pixels of the upright photo. */
  readonly width: number;
  readonly height: number;
  readonly format: PhotoFormat;
  /** ISO 8601, in the camera's local time where it gave no zone; null where EXIF has none. */
  readonly takenAt: string | null;
  /** Number of pictures in the file; 1 for a TIFF, whose pages are apart (`tiff.ts`). */
  readonly pictures: number;
}

export interface RenderedPhoto {
  readonly jpeg: Buffer;
  readonly width: number;
  readonly height: number;
}

/**
 * Decodes a photo, turned upright by EXIF, as 8-bit sRGB without transparency (`underlayOf`); of an animation its first
 * frame.
 *
 * @param source a path, with what must stand there or without, or the bytes of a file
 * @throws InkdexError as `readPhotoFile`, and `image-format-unknown`, `image-damaged` (also for a
 *   file that lacks more than `mostMissing` at its end), `image-too-large`
 */
export async function decodePhoto(
  source: PhotoSource | Uint8Array,
  {
    maxPixels,
    page,
    mayLack = mostMissing,
  }: {
    readonly maxPixels: number | ((size: Size) => number);
    /** Of several pictures in the file, from 0 on, of a TIFF in its main chain; default: the primary one. */
    readonly page?: number | undefined;
    /** Percent of the rows of a JPEG that may be missing at its end. */
    readonly mayLack?: number;
  },
): Promise<DecodedPhoto> {
  const photo = await openPhoto(source, page);
  const { width, height } = photo;
  const most = typeof maxPixels === 'number' ? maxPixels : maxPixels({ width, height });
  const scale = Math.min(1, Math.sqrt(most / (width * height)));
  const through = (pipeline: Sharp): Sharp =>
    (scale < 1 ? shrink(pipeline, photo, scale) : pipeline).raw({ depth: 'uchar' });
  const { data, info, missing } = await decoded(photo, through, mayLack);
  return { image: { width: info.width, height: info.height, data }, width, height, scale, missing };
}

/**
 * Reads the header of a photo's bytes, not its pixels.
 *
 * @param path what messages call it
 * @throws InkdexError as `decodePhoto` does
 */
export async function inspectPhoto(bytes: Uint8Array, path: string): Promise<PhotoHeader> {
  const name = JSON.stringify(path);
  const { width, height, format, pictures } = await readHeader(bytes, name);
  const own = await takenAtOf(bytes);
  // Cameras that write no TIFF repeat the time in the preview.
  const preview = own === null && format === 'raw' ? rawPreview(bytes) : null;
  const takenAt = preview === null ? own : await takenAtOf(preview.jpeg);
  return { width, height, format, takenAt, pictures };
}

/**
 * The size and format of a photo, how many pictures its file has, and which of them is the primary one, from 0 on: `inspectPhoto`
 * without the time it was taken.
 *
 * @param path what messages call it
 * @throws InkdexError as `decodePhoto` does
 */
export async function photoHeader(
  bytes: Uint8Array,
  path: string,
): Promise<Omit<PhotoHeader, 'takenAt'> & { readonly page: number }> {
  const { width, height, format, pictures, page } = await readHeader(bytes, JSON.stringify(path));
  return { width, height, format, pictures, page };
}

/** How a JPEG, PNG, WebP or TIFF stores its picture: EXIF's orientation (CIPA DC-008), 1 to 8. */
export async function storedOrientation(bytes: Uint8Array): Promise<number> {
  return (await sharp(bytes).metadata()).orientation ?? 1;
}

/** The pixels of a photo as its file stores them, without its colour profile. @throws InkdexError as `decodePhoto` does */
export async function storedPixels(bytes: Uint8Array, path: string): Promise<StoredPixels> {
  const name = JSON.stringify(path);
  const { format, page } = await readHeader(bytes, name);
  const other = otherFormats[format];
  try {
    if (other !== undefined) return { ...(await other.decode(Buffer.from(bytes), page)), orientation: 1 };
    const opened = sharp(bytes, { page, ignoreIcc: true, failOn: 'error', limitInputPixels: mostPixels });
    const { data, info } = await run(opened.raw());
    return { ...info, data, orientation: await storedOrientation(bytes) };
  } catch (error) {
    throw damaged(name, error);
  }
}

/**
 * A photo as an upright JPEG whose longer side has at most `maxSide` pixels; never enlarged.
 *
 * @param quality 1 to 100
 * @param turn further than EXIF says
 * @throws InkdexError as `decodePhoto` does
 */
export async function renderPhoto(
  source: PhotoSource | Uint8Array,
  {
    maxSide,
    quality,
    turn = 0,
  }: { readonly maxSide: number; readonly quality: number; readonly turn?: Rotation },
): Promise<RenderedPhoto> {
  const photo = await openPhoto(source);
  const scale = Math.min(1, maxSide / Math.max(photo.width, photo.height));
  const { data, info } = await decoded(photo, (pipeline) =>
    (scale < 1 ? shrink(pipeline, photo, scale) : pipeline).rotate(turn).jpeg({ quality }),
  );
  return { jpeg: data, width: info.width, height: info.height };
}

/** @param quality 1 to 100 */
export async function encodeJpeg({ width, height, data }: RgbImage, quality: number): Promise<Buffer> {
  return await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
}

/** Ink as dark grey on white, as a PNG. */
export async function encodeInk({ width, height, data }: InkImage): Promise<Buffer> {
  const grey = data.map((value) => 255 - value);
  return await sharp(grey, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
}

/**
 * Frames as an animated WebP that repeats for ever.
 *
 * @param frames RGB pixels, row by row, all of one size
 * @param delay of each frame, in milliseconds
 */
export async function encodeAnimation(
  frames: readonly Uint8Array[],
  { width, height, delay }: { readonly width: number; readonly height: number; readonly delay: number },
): Promise<Buffer> {
  const raw = { width, height: height * frames.length, channels: 3, pageHeight: height } as const;
  const delays = frames.map(() => delay);
  return await sharp(Buffer.concat(frames), { raw }).webp({ delay: delays, loop: 0 }).toBuffer();
}

interface OpenPhoto {
  /** What messages call it. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Upright, sRGB, without transparency. */
  readonly pipeline: Sharp;
  /** The bytes of a JPEG, which may lack only its end; null for another format. */
  readonly jpeg: Uint8Array | null;
  /** The same picture, opened from the bytes of a JPEG in another way. */
  readonly plain: (opened: Sharp) => Sharp;
}

async function openPhoto(source: PhotoSource | Uint8Array, page?: number): Promise<OpenPhoto> {
  const { bytes: given, name } = await bytesOf(source);
  const header = await readHeader(given, name, page);
  const { width, height, format, hasAlpha, bytes } = header;
  const open = await opener(header, name);
  const background = hasAlpha ? await underlayOf(open) : '#fff';
  const plain = (pipeline: Sharp): Sharp => pipeline.flatten({ background }).toColourspace('srgb');
  const pipeline = plain(open({ failOn: 'error', limitInputPixels: mostPixels }));
  return { name, width, height, pipeline, jpeg: format === 'jpeg' ? bytes : null, plain };
}

/**
 * How much of a JPEG that ends too early is missing, in percent: libjpeg fills the rest with one grey. Null for a progressive
 * one, of which a part of each row is missing.
 */
async function missingPercent(bytes: Uint8Array): Promise<number | null> {
  const { isProgressive } = await sharp(bytes).metadata();
  if (isProgressive) return null;
  const [columns, rows] = [64, 100];
  const { data, info } = await run(lenient(bytes).resize(columns, rows, { fit: 'fill' }).raw());
  const last = data.subarray(-info.channels);
  let missing = 0;
  for (let at = data.length; at > 0 && missing < rows; missing += 1) {
    const start = at - columns * info.channels;
    for (; at > start; at -= info.channels) {
      if (!data.subarray(at - info.channels, at).equals(last)) return missing;
    }
  }
  return missing;
}

/** What there is of a photo that ends too early. */
function lenient(bytes: Uint8Array): Sharp {
  return sharp(bytes, { failOn: 'none', limitInputPixels: mostPixels });
}

type Open = (options: SharpOptions) => Sharp;

/** Opens a picture any number of times; what sharp does not decode is decoded once. */
async function opener({ bytes, format, page, isScaled }: PictureHeader, name: string): Promise<Open> {
  const other = otherFormats[format];
  const open: Open = (options) => sharp(bytes, { ...options, page }).autoOrient();
  if (other === undefined && !isScaled) return open;
  try {
    const pixels = await (other === undefined ? scaledGrey(open) : other.decode(Buffer.from(bytes), page));
    const { data, ...raw } = pixels;
    return (options) => sharp(data, { ...options, raw });
  } catch (error) {
    throw damaged(name, error);
  }
}

/** Measurements as grey pixels, from the least, black, to the greatest, white. */
async function scaledGrey(open: Open): Promise<RawPixels> {
  const pipeline = open({ failOn: 'error', limitInputPixels: mostPixels });
  const { data, info } = await pipeline
    .toColourspace('b-w')
    .raw({ depth: 'float' })
    .toBuffer({ resolveWithObject: true });
  const values = new Float32Array(data.buffer, data.byteOffset, data.length / 4);
  let [least, greatest] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  // Clamped: NaN becomes 0.
  const grey = Uint8ClampedArray.from(values, (value) => (255 * (value - least)) / (greatest - least || 1));
  return { width: info.width, height: info.height, data: grey, channels: 1 };
}

/** Enough pixels of a picture to tell its ink's colour. */
const inkSide = 128;

/**
 * What a picture with transparency lies on: white, but black under light ink on nothing. White, too, where the file
 * is damaged: decoding it says so.
 */
async function underlayOf(open: Open): Promise<'#fff' | '#000'> {
  try {
    const pixels = await open({ limitInputPixels: mostPixels })
      .resize({ width: inkSide, height: inkSide, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer();
    return isLightInk(pixels) ? '#000' : '#fff';
  } catch {
    return '#fff';
  }
}

async function bytesOf(source: PhotoSource | Uint8Array): Promise<{ bytes: Uint8Array; name: string }> {
  if (source instanceof Uint8Array) {
    if (source.length === 0) throw new InkdexError('file-empty', 'The picture has zero bytes.');
    return { bytes: source, name: 'The picture' };
  }
  const name = JSON.stringify(typeof source === 'string' ? source : source.path);
  return { bytes: await readPhotoFile(source), name };
}

/** What a file says of its picture. */
interface Header extends Size {
  /** Whether some of it may be transparent. */
  readonly hasAlpha: boolean;
  /** Which of the file's pictures, from 0 on. */
  readonly page: number;
  readonly pictures: number;
  /** Whether its pixels are measurements without a fixed white: floats, 32 bits. */
  readonly isScaled: boolean;
}

interface PictureHeader extends Header {
  readonly format: PhotoFormat;
  /** The picture's own: of a DNG or another raw photo, those of its preview. */
  readonly bytes: Uint8Array;
}

/** Refuses by the header alone what must not be decoded. */
async function readHeader(given: Uint8Array, name: string, page?: number): Promise<PictureHeader> {
  const format = photoFormatOf(given);
  if (format === null) throw new InkdexError('image-format-unknown', `${name} ${whyNoPicture(given)}`);
  const isSensor = format === 'dng' || format === 'raw';
  const parts = format === 'jpeg' ? mpoPictures(given) : [];
  const bytes = isSensor ? previewOf(given, name) : (parts.at(page ?? 0) ?? given);
  const found = await headerOf(bytes, format, name, parts.length > 0 ? 0 : page);
  const header = parts.length > 0 ? { ...found, pictures: parts.length } : found;
  const { width, height } = header;
  // A damaged HEIC may say so.
  if (!(width >= 1 && height >= 1)) throw damaged(name, new Error(`it has ${width} x ${height} pixels`));
  if (width * height > mostPixels) {
    throw new InkdexError(
      'image-too-large',
      `${name} has ${width} x ${height} pixels; at most ${mostPixels / 1e6} million ` +
        'are read. Save it smaller.',
    );
  }
  return { ...header, format, bytes };
}

function previewOf(bytes: Uint8Array, name: string): Uint8Array {
  const preview = rawPreview(bytes);
  if (preview !== null) return uprightPreview(preview);
  throw new InkdexError(
    'image-format-unknown',
    `${name} is a raw photo without a JPEG preview, and raw data is not developed. Export it as JPEG.`,
  );
}

async function headerOf(
  bytes: Uint8Array,
  format: PhotoFormat,
  name: string,
  page?: number,
): Promise<Header> {
  const other = otherFormats[format];
  try {
    if (other !== undefined) {
      const size = await other.size(Buffer.from(bytes), page);
      return { page: 0, pictures: 1, ...size, hasAlpha: other.hasAlpha, isScaled: false };
    }
    const found = await sharp(bytes, { limitInputPixels: false, page: page ?? 0 }).metadata();
    const { autoOrient, hasAlpha, pagePrimary = 0, depth, space } = found;
    // An AVIF may hold several pictures: viewers show the primary one.
    if (format === 'avif' && page === undefined && pagePrimary !== 0) {
      return await headerOf(bytes, format, name, pagePrimary);
    }
    const isWide = format === 'tiff' && depth !== 'uchar' && depth !== 'ushort' && space !== 'scrgb';
    if (isWide && space !== 'b-w') throw new Error(`unsupported pixels: ${depth} in ${space}`);
    const pictures = format === 'tiff' ? 1 : (found.pages ?? 1);
    return { ...autoOrient, hasAlpha, page: page ?? 0, pictures, isScaled: isWide };
  } catch (error) {
    throw damaged(name, error);
  }
}

function shrink(pipeline: Sharp, { width, height }: Size, scale: number): Sharp {
  const side = (length: number): number => Math.max(1, Math.floor(length * scale));
  return pipeline.resize({ width: side(width), height: side(height), fit: 'fill' });
}

/** A photo of which as much is missing is refused: little of its text would be found, and a search would not say so. */
const mostMissing = 50;

async function decoded(
  { name, pipeline, jpeg, plain }: OpenPhoto,
  through: (pipeline: Sharp) => Sharp,
  mayLack = mostMissing,
): Promise<Decoded & { readonly missing: number }> {
  try {
    return { ...(await run(through(pipeline))), missing: 0 };
  } catch (error) {
    if (jpeg === null) throw damaged(name, error);
    // Strict: a row that is missing is a warning before an end marker.
    const ended = sharp(withEnd(jpeg), { failOn: 'warning', limitInputPixels: mostPixels });
    const whole = await run(through(plain(ended.autoOrient()))).catch(() => null);
    if (whole !== null) return { ...whole, missing: 0 };
    const missing = await missingPercent(jpeg).catch(() => null);
    if (missing === null) throw damaged(name, error);
    if (missing >= mayLack) throw tooLittleLeft(name, missing, error);
    return { ...(await run(through(plain(lenient(jpeg).autoOrient())))), missing: Math.max(1, missing) };
  }
}

interface Decoded {
  readonly data: Buffer;
  readonly info: { readonly width: number; readonly height: number; readonly channels: number };
}

function run(pipeline: Sharp): Promise<Decoded> {
  return pipeline.toBuffer({ resolveWithObject: true });
}
