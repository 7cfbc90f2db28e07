import sharp from 'sharp';
import type { Sharp, SharpOptions } from 'sharp';
import { photoFormats } from '../../shared/contract/photo.ts';
import type { Size } from '../../shared/geometry.ts';
import { InkdexError } from '../../shared/result.ts';
import type { Rotation } from '../../shared/rotation.ts';
import { headOf } from './photoHead.ts';
import { otherFormats, type RawPixels } from './otherFormats.ts';
import { takenAtOf, photoFormatOf, readPhotoFile, type PhotoFormat, type PhotoSource } from './photoFile.ts';
import { damaged, withEnd } from './damagedPhoto.ts';
import { isLightInk } from './lightInk.ts';
import { isCr3, rawPreview, uprightPreview } from './raw.ts';
import type { InkImage, RgbImage } from './pixels.ts';

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
}

export interface PhotoHeader {
  /** Pixels of the upright photo. */
  readonly width: number;
  readonly height: number;
  readonly format: PhotoFormat;
  /** ISO 8601, in the camera's local time where it gave no zone; null where EXIF has none. */
  readonly takenAt: string | null;
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
 *   file that ends too early), `image-too-large`
 */
export async function decodePhoto(
  source: PhotoSource | Uint8Array,
  {
    maxPixels,
    page,
  }: {
    readonly maxPixels: number | ((size: Size) => number);
    /** The directory of a TIFF in its main chain; default: the first. */
    readonly page?: number | undefined;
  },
): Promise<DecodedPhoto> {
  const photo = await openPhoto(source, page);
  const { width, height } = photo;
  const most = typeof maxPixels === 'number' ? maxPixels : maxPixels({ width, height });
  const scale = Math.min(1, Math.sqrt(most / (width * height)));
  const { data, info } = await decoded(photo, (pipeline) =>
    (scale < 1 ? shrink(pipeline, photo, scale) : pipeline).raw({ depth: 'uchar' }),
  );
  return { image: { width: info.width, height: info.height, data }, width, height, scale };
}

/**
 * Reads the header of a photo's bytes, not its pixels.
 *
 * @param path what messages call it
 * @throws InkdexError as `decodePhoto` does
 */
export async function inspectPhoto(bytes: Uint8Array, path: string): Promise<PhotoHeader> {
  const name = JSON.stringify(path);
  const { width, height, format } = await readHeader(bytes, name);
  const own = await takenAtOf(bytes);
  // Cameras that write no TIFF repeat the time in the preview.
  const preview = own === null && format === 'raw' ? rawPreview(bytes) : null;
  const takenAt = preview === null ? own : await takenAtOf(preview.jpeg);
  return { width, height, format, takenAt };
}

/**
 * The size and format of a photo by its header: `inspectPhoto` without the time it was taken.
 *
 * @param path what messages call it
 * @throws InkdexError as `decodePhoto` does
 */
export async function photoSize(
  bytes: Uint8Array,
  path: string,
): Promise<Pick<PhotoHeader, 'width' | 'height' | 'format'>> {
  const { width, height, format } = await readHeader(bytes, JSON.stringify(path));
  return { width, height, format };
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
  /** The same picture of the bytes of a JPEG with its end marker. */
  readonly ended: (bytes: Uint8Array) => Sharp;
}

async function openPhoto(source: PhotoSource | Uint8Array, page = 0): Promise<OpenPhoto> {
  const { bytes: given, name } = await bytesOf(source);
  const header = await readHeader(given, name, page);
  const { width, height, format, hasAlpha, bytes } = header;
  const open = await opener(header, name);
  const background = hasAlpha ? await underlayOf(open) : '#fff';
  const plain = (pipeline: Sharp): Sharp => pipeline.flatten({ background }).toColourspace('srgb');
  const pipeline = plain(open({ failOn: 'error', limitInputPixels: mostPixels }));
  // Strict: a row that is missing is a warning before an end marker.
  const strict = { failOn: 'warning', limitInputPixels: mostPixels } as const;
  const ended = (jpeg: Uint8Array): Sharp => plain(sharp(withEnd(jpeg), strict).autoOrient());
  return { name, width, height, pipeline, jpeg: format === 'jpeg' ? bytes : null, ended };
}

/**
 * How much of a JPEG that ends too early is missing, in percent, by the rows that can be decoded: half of them, then half of
 * the rest. Null where that is all, as in a progressive one, whose rows come together.
 */
async function missingPercent(bytes: Uint8Array): Promise<number | null> {
  const { width, height } = await sharp(bytes).metadata();
  let [whole, cut] = [0, height];
  while (cut - whole > Math.max(1, height / 100)) {
    const rows = Math.ceil((whole + cut) / 2);
    const top = sharp(bytes, { failOn: 'error', limitInputPixels: mostPixels });
    const isWhole = await run(top.extract({ left: 0, top: 0, width, height: rows }).raw()).then(
      () => true,
      () => false,
    );
    if (isWhole) whole = rows;
    else cut = rows;
  }
  return whole === 0 ? null : Math.ceil(100 * (1 - whole / height));
}

type Open = (options: SharpOptions) => Sharp;

/** Opens a picture any number of times; what sharp does not decode is decoded once. */
async function opener({ bytes, format, page, isScaled }: PictureHeader, name: string): Promise<Open> {
  const other = otherFormats[format];
  const open: Open = (options) => sharp(bytes, { ...options, page }).autoOrient();
  if (other === undefined && !isScaled) return open;
  try {
    const pixels = await (other === undefined ? scaledGrey(open) : other.decode(Buffer.from(bytes)));
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
  /** Of the pictures that sharp finds in the file. */
  readonly page: number;
  /** Whether its pixels are measurements without a fixed white: floats, 32 bits. */
  readonly isScaled: boolean;
}

interface PictureHeader extends Header {
  readonly format: PhotoFormat;
  /** The picture's own: of a DNG or another raw photo, those of its preview. */
  readonly bytes: Uint8Array;
}

/** Refuses by the header alone what must not be decoded. */
async function readHeader(given: Uint8Array, name: string, page = 0): Promise<PictureHeader> {
  const format = photoFormatOf(given);
  if (format === null) throw new InkdexError('image-format-unknown', `${name} ${whyNoPicture(given)}`);
  const bytes = format === 'dng' || format === 'raw' ? previewOf(given, name) : given;
  const header = await headerOf(bytes, format, name, page);
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

function whyNoPicture(bytes: Uint8Array): string {
  if (headOf(bytes) === 'pdf') {
    return 'is a PDF, and no picture. Add it to a library under a name that ends in .pdf: its pages become photos.';
  }
  if (isCr3(bytes)) {
    return 'is a CR3, a raw photo whose preview is not read. Export it as JPEG, or convert it to DNG.';
  }
  return (
    `is not a picture that Inkdex can read, although its name may say so: expected ${photoFormats}. ` +
    'Save it as one of these.'
  );
}

function previewOf(bytes: Uint8Array, name: string): Uint8Array {
  const preview = rawPreview(bytes);
  if (preview !== null) return uprightPreview(preview);
  throw new InkdexError(
    'image-format-unknown',
    `${name} is a raw photo without a JPEG preview, and raw data is not developed. Export it as JPEG.`,
  );
}

async function headerOf(bytes: Uint8Array, format: PhotoFormat, name: string, page: number): Promise<Header> {
  const other = otherFormats[format];
  try {
    if (other !== undefined) {
      return { ...(await other.size(Buffer.from(bytes))), hasAlpha: other.hasAlpha, page, isScaled: false };
    }
    const found = await sharp(bytes, { limitInputPixels: false, page }).metadata();
    const { autoOrient, hasAlpha, pagePrimary, depth, space } = found;
    // An AVIF may hold several pictures: viewers show the primary one.
    if (format === 'avif' && pagePrimary !== undefined && pagePrimary !== page) {
      return await headerOf(bytes, format, name, pagePrimary);
    }
    const isWide = format === 'tiff' && depth !== 'uchar' && depth !== 'ushort' && space !== 'scrgb';
    if (isWide && space !== 'b-w') throw new Error(`unsupported pixels: ${depth} in ${space}`);
    return { ...autoOrient, hasAlpha, page, isScaled: isWide };
  } catch (error) {
    throw damaged(name, error);
  }
}

function shrink(pipeline: Sharp, { width, height }: Size, scale: number): Sharp {
  const side = (length: number): number => Math.max(1, Math.floor(length * scale));
  return pipeline.resize({ width: side(width), height: side(height), fit: 'fill' });
}

async function decoded(
  { name, pipeline, jpeg, ended }: OpenPhoto,
  through: (pipeline: Sharp) => Sharp,
): ReturnType<typeof run> {
  try {
    return await run(through(pipeline));
  } catch (error) {
    if (jpeg === null) throw damaged(name, error);
    const whole = await run(through(ended(jpeg))).catch(() => null);
    if (whole !== null) return whole;
    const missing = await missingPercent(jpeg).catch(() => null);
    if (missing === null) throw damaged(name, error);
    throw new InkdexError(
      'image-damaged',
      `${name} is damaged or incomplete: about ${missing} % of the picture is missing. Copy it again from where it came ` +
        'from. If that is all there is, open it in an image editor and save it: what is left is then read.',
      { cause: error },
    );
  }
}

function run(pipeline: Sharp): Promise<{ data: Buffer; info: { width: number; height: number } }> {
  return pipeline.toBuffer({ resolveWithObject: true });
}
