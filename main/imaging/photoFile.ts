import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { InkdexError } from '../../shared/result.ts';
import { rawFormatOf } from './raw.ts';
import { isTiff } from './tiffDirectories.ts';
import { z } from 'zod';

export type PhotoFormat =
  | 'jpeg'
  | 'png'
  | 'gif'
  | 'webp'
  | 'tiff'
  | 'dng'
  | 'raw'
  | 'avif'
  | 'heic'
  | 'bmp'
  | 'jp2'
  | 'jxl';

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

/** Whether a file's first bytes announce a PDF; some programs write a line of their own before it. */
export function isPdf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-');
}

/** The format that a file's first bytes announce, whatever its name says; null for any other. */
export function photoFormatOf(bytes: Uint8Array): PhotoFormat | null {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (head.startsWith('GIF8')) return 'gif';
  if (head.startsWith('RIFF') && head.endsWith('WEBP')) return 'webp';
  const raw = rawFormatOf(bytes);
  if (raw !== null || isTiff(bytes)) return raw ?? 'tiff';
  if (isBmp(bytes)) return 'bmp';
  if (head.startsWith('\xff\x4f\xff\x51') || head === '\0\0\0\x0cjP  \r\n\x87\n') return 'jp2';
  if (head.startsWith('\xff\x0a') || head === '\0\0\0\x0cJXL \r\n\x87\n') return 'jxl';
  return head.slice(4, 8) === 'ftyp' ? heifFormatOf(bytes) : null;
}

/** Texts begin with "BM", too: the size of its header tells a bitmap. */
function isBmp(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 18));
  return (
    head.length === 18 && head.toString('latin1', 0, 2) === 'BM' && bmpHeaders.has(head.readUInt32LE(14))
  );
}

/** OS/2 1 and 2, Windows 3, with masks for colours or for transparency, 4 and 5. */
const bmpHeaders: ReadonlySet<number> = new Set([12, 16, 40, 52, 56, 64, 108, 124]);

/** AVIF and HEIC share a container; its list of brands tells them apart (ISO/IEC 23008-12). */
function heifFormatOf(bytes: Uint8Array): PhotoFormat | null {
  const header = Buffer.from(bytes.subarray(0, 64));
  const length = Math.min(header.readUInt32BE(0), header.length);
  const brands = header.toString('latin1', 8, length).match(/.{4}/gsu) ?? [];
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return 'avif';
  return brands.some((brand) => /^(?:he[iv][cmxs]|mif1|msf1)$/u.test(brand)) ? 'heic' : null;
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
