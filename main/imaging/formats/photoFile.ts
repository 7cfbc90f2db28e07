import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { InkdexError } from '../../../shared/result.ts';
import { headOf, type FileHead } from './photoHead.ts';
import { sensorFormatOf } from './raw.ts';
import { z } from 'zod';

export type PhotoFormat = Exclude<FileHead, 'pdf'> | 'dng';

/** A file larger than this is no photo; it would be held in memory whole. */
const mostBytes = 1024 ** 3;

/** A path alone stands for whatever is there. */
export type PhotoSource = string | PhotoFile;

export interface PhotoFile {
  readonly path: string;
  /** SHA-256 that the file's bytes must have: another photo may stand there by now. Any will do where it is left out. */
  readonly sha256?: string | undefined;
}

/**
 * The bytes of a photo's file.
 *
 * @throws InkdexError `file-missing` (also for another file than was asked for), `permission-denied`, `file-empty`,
 *   `image-too-large` or `file-unreadable`
 */
export async function readPhotoFile(source: PhotoSource): Promise<Buffer> {
  const { path, sha256 } = typeof source === 'string' ? { path: source } : source;
  const name = JSON.stringify(path);
  try {
    const found = await stat(path);
    // A pipe or a device would be waited for, or read without an end.
    if (!found.isFile()) {
      throw new InkdexError(
        'file-unreadable',
        `${name} is ${found.isDirectory() ? 'a folder' : 'a pipe or a device'}, no file. Choose the photo's own file.`,
      );
    }
    const { size } = found;
    if (size > mostBytes) {
      throw new InkdexError(
        'image-too-large',
        `${name} has ${size} bytes; photos of at most ${mostBytes} bytes are read. Save it smaller.`,
      );
    }
    // Before it is read: the files of /proc have zero bytes, too, and reading some of them blocks.
    if (size === 0) {
      throw new InkdexError('file-empty', `${name} has zero bytes. Copy it again from where it came from.`);
    }
    const bytes = await readFile(path);
    if (sha256 !== undefined && sha256 !== createHash('sha256').update(bytes).digest('hex')) {
      throw new InkdexError(
        'file-missing',
        `Another picture stands at ${name} than when it was imported. Put the old one back anywhere and import it ` +
          'again, or import what stands there now: it becomes a photo of its own.',
      );
    }
    return bytes;
  } catch (error) {
    throw fileError(name, error);
  }
}

function fileError(name: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof InkdexError) return error;
  const options = { cause: error };
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new InkdexError(
        'file-missing',
        `${name} is not there. It may have been moved or deleted, or its drive is not connected.`,
        options,
      );
    case 'EACCES':
    case 'EPERM':
      return new InkdexError(
        'permission-denied',
        `${name} may not be read by this user. Change its permissions, or copy it to a folder of yours.`,
        options,
      );
    default:
      return new InkdexError(
        'file-unreadable',
        `${name} could not be read (${error.message}). Check the drive that it is on.`,
        options,
      );
  }
}

/** The format that a file's first bytes announce, whatever its name says; null for any other, and for a PDF. */
export function photoFormatOf(bytes: Uint8Array): PhotoFormat | null {
  const head = headOf(bytes);
  if (head === 'pdf') return null;
  return head === 'tiff' ? (sensorFormatOf(bytes) ?? head) : head;
}

/** The times of EXIF, each with its zone; the first sound one counts. Scanners write only the last. */
const timeTags = [
  ['DateTimeOriginal', 'OffsetTimeOriginal'],
  ['CreateDate', 'OffsetTimeDigitized'],
  ['ModifyDate', 'OffsetTime'],
] as const;

const timesSchema = z.record(z.string(), z.string().catch(''));

/**
 * When a photo was taken, in ISO 8601: the camera's local time, with its zone where EXIF gives one.
 * Null where EXIF is absent or holds no sound time.
 */
export async function takenAtOf(bytes: Uint8Array): Promise<string | null> {
  const times = timesSchema.safeParse(await readTimes(bytes)).data ?? {};
  for (const [tag, zoneTag] of timeTags) {
    const local = localTime(times[tag] ?? '');
    if (local === null) continue;
    const zone = /^[+-]\d{2}:\d{2}$/u.exec(times[zoneTag] ?? '')?.[0] ?? '';
    return `${local}${zone}`;
  }
  return null;
}

/** A time of EXIF in ISO 8601; null for what is no time: a camera without a set clock writes zeros or spaces. */
function localTime(text: string): string | null {
  // "2021:05:06 10:11:12", by CIPA DC-008 (EXIF 2.32); some programs write other separators.
  const match = /^(\d{4})[:/-](\d{2})[:/-](\d{2})[ T](\d{2}:\d{2}:\d{2})/u.exec(text);
  if (match === null) return null;
  const [, year = '', month = '', day = '', time = ''] = match;
  const local = `${year}-${month}-${day}T${time}`;
  const at = new Date(`${local}Z`);
  // The 30th of February would become the 2nd of March.
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(local) ? local : null;
}

async function readTimes(bytes: Uint8Array): Promise<unknown> {
  // Loaded here, since many processes import this file and only a new photo is asked for its times.
  const { default: exifr } = await import('exifr');
  try {
    const parsed: unknown = await exifr.parse(bytes, {
      pick: timeTags.flat(),
      reviveValues: false,
    });
    return parsed;
  } catch {
    // A format that has no EXIF, or a broken block of it: the photo itself may be sound.
    return undefined;
  }
}

/** Points (72 in an inch) for each pixel of a file. */
const inch = 72;
/** Dots in an inch with which screens fill a field that must have a number. */
const screens: ReadonlySet<number> = new Set([72, 96]);
const [fewestDots, mostDots] = [50, 4_800];

const densitySchema = z.object({
  XResolution: z.number(),
  YResolution: z.number(),
  ResolutionUnit: z.number().default(2),
  ExposureTime: z.unknown().optional(),
});

/**
 * How large a JPEG, PNG or TIFF is to be printed, in points for each pixel, by EXIF or TIFF, JFIF or pHYs; null where it does not say,
 * or says what stands there by habit: cameras know no size, screens write 72 or 96 dots in an inch.
 */
export async function pointsPerPixelOf(bytes: Buffer): Promise<number | null> {
  const head = headOf(bytes);
  if (head !== 'jpeg' && head !== 'png' && head !== 'tiff') return null;
  const { default: exifr } = await import('exifr');
  const pick = ['XResolution', 'YResolution', 'ResolutionUnit', 'ExposureTime'];
  const options = { pick, reviveValues: false, translateValues: false };
  const exif: unknown = await exifr.parse(bytes, options).catch(() => undefined);
  const { data } = densitySchema.safeParse(exif);
  if (data?.ExposureTime !== undefined) return null;
  const own = data && inInches([data.XResolution, data.YResolution], { 2: 1, 3: 2.54 }[data.ResolutionUnit]);
  const dots = own ?? (head === 'jpeg' ? jfifDots(bytes) : head === 'png' ? physDots(bytes) : null);
  return dots === null ? null : inch / dots;
}

/** @returns null where there is no unit, both directions differ, or no page is printed so */
function inInches([x = 0, y = 0]: readonly number[], perInch = 0): number | null {
  const [dots, whole] = [x * perInch, Math.round(x * perInch)];
  const isSquare = Math.abs(x - y) <= 0.01 * x;
  if (!isSquare || dots < fewestDots || dots > mostDots || screens.has(whole)) return null;
  // 150 dots in an inch are 5905.5 in a metre, which a PNG cannot say.
  return Math.abs(dots - whole) < 0.02 ? whole : dots;
}

/** The density in the header of JFIF (ECMA TR/98, 10.1), which is the first segment. */
function jfifDots(jpeg: Buffer): number | null {
  if (jpeg.length < 18 || jpeg.toString('latin1', 6, 11) !== 'JFIF\0') return null;
  return inInches([jpeg.readUInt16BE(14), jpeg.readUInt16BE(16)], [0, 1, 2.54][jpeg.readUInt8(13)]);
}

/** The density in the chunk pHYs, in dots in a metre (PNG, 11.3.4.3); it comes before the picture. */
function physDots(png: Buffer): number | null {
  for (let at = 8; at + 20 <= png.length; at += 12 + png.readUInt32BE(at)) {
    const kind = png.toString('latin1', at + 4, at + 8);
    if (kind === 'IDAT') break;
    if (kind !== 'pHYs') continue;
    return inInches(
      [png.readUInt32BE(at + 8), png.readUInt32BE(at + 12)],
      [0, 0.0254][png.readUInt8(at + 16)],
    );
  }
  return null;
}
