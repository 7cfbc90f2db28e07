import { z } from 'zod';
import { quadSchema } from '../geometry.ts';
import { failureSchema } from '../result.ts';
import { rotationSchema } from '../rotation.ts';
import { photoCollectionSchema } from './collection.ts';
import { languageSharesSchema, pageLanguageSchema } from './pageLanguage.ts';

export const photoIdSchema = z.number().int().positive().brand<'PhotoId'>();
export type PhotoId = z.infer<typeof photoIdSchema>;

/**
 * waiting: imported, not read yet. no-writing: not read, because the import was to read only photos with writing. failed: not
 * readable, see `error`. missing: its file no longer exists.
 */
export const photoStatusSchema = z.enum(['waiting', 'reading', 'read', 'no-writing', 'failed', 'missing']);
export type PhotoStatus = z.infer<typeof photoStatusSchema>;

/** new: not read yet. read: not edited yet. in-work: edited. done: marked as done by a person. */
export const photoProgressSchema = z.enum(['new', 'read', 'in-work', 'done']);
export type PhotoProgress = z.infer<typeof photoProgressSchema>;

/** What a photo is: a board or a wall, handwriting on paper, print, or nothing that is read. */
export const photoKindSchema = z.enum(['board', 'note', 'document', 'none']);
export type PhotoKind = z.infer<typeof photoKindSchema>;

/** taken: newest first, by the date taken or else added. added: last added first. name, folder: from A to Z. */
export const photoSortSchema = z.enum(['taken', 'added', 'name', 'folder']);
export type PhotoSort = z.infer<typeof photoSortSchema>;

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/u, 'expected 64 lower-case hex digits');

/** Percent of a photo's rows that its file lacks. */
export const missingSchema = z.number().int().min(0).max(100);

export function missingText(missing: number): string {
  return `about ${missing} % of the picture, at the bottom, is missing from the file. Copy it again from where it came from.`;
}

export const photoSchema = z.object({
  id: photoIdSchema,
  path: z.string(),
  /** The last part of the path. It is text, never HTML. */
  name: z.string(),
  sha256: sha256Schema,
  bytes: z.number().int().nonnegative(),
  /** In pixels, after the EXIF rotation and `turn`. */
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** Rotation in addition to EXIF, by a reading or a person. */
  turn: rotationSchema,
  /** ISO 8601, from EXIF; null if there is none. */
  takenAt: z.string().nullable(),
  addedAt: z.string(),
  status: photoStatusSchema,
  error: failureSchema.nullable(),
  /** Number of words, without those marked as not text. */
  wordCount: z.number().int().nonnegative(),
  progress: photoProgressSchema,
  /** Number of changes of its words: edits, undo, redo, readings. */
  revision: z.number().int().nonnegative(),
  /** By id. */
  collections: z.array(photoCollectionSchema),
  /** The language that a person chose for reading; null: the reader finds it. */
  language: pageLanguageSchema.nullable(),
  /** The languages that the last reading found by itself; null if there was none, or no words. */
  languages: languageSharesSchema.nullable(),
  /** What it shows, as Inkdex took it or a person said; null until it is known, and where words stand on one without writing. */
  kind: photoKindSchema.nullable(),
  /** Percent of its rows that the last reading did not find in the file: a JPEG that ends too early. */
  missing: missingSchema,
  /** Number of pictures in its file, of which it is the primary one: a burst, the frames of an animation. */
  pictures: z.number().int().positive(),
});
export type Photo = z.infer<typeof photoSchema>;

/** A photo that was removed from the library and can be restored. */
export const removedPhotoSchema = z.object({
  id: photoIdSchema,
  path: z.string(),
  name: z.string(),
  removedAt: z.string(),
  words: z.number().int().nonnegative(),
  /** The number of words that a person confirmed, typed or marked. */
  confirmed: z.number().int().nonnegative(),
});
export type RemovedPhoto = z.infer<typeof removedPhotoSchema>;

/** Number of days of use (`daysOfUse.ts`) for which removed photos can be restored. */
export const removedDays = 30;

/** A file that could not be imported. It is reported once. */
export const failedFileSchema = z.object({
  id: z.number().int().positive(),
  path: z.string(),
  name: z.string(),
  error: failureSchema,
  failedAt: z.string(),
});
export type FailedFile = z.infer<typeof failedFileSchema>;

/** What a photo's file says of itself. */
export const photoIdentitySchema = z.object({
  sha256: sha256Schema,
  bytes: z.number().int().positive(),
  /** Of the upright photo. */
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** As in main/imaging, such as "png". */
  format: z.string(),
  /** ISO 8601, where EXIF says. */
  takenAt: z.string().nullable(),
  /** Number of pictures in the file, see `Photo`; default: 1. */
  pictures: z.number().int().positive().optional(),
});
export type PhotoIdentity = z.infer<typeof photoIdentitySchema>;

/** The longer side of a photo as it is shown and exported, in pixels, at most. */
export const longestDisplay = 4096;

/** A picture as the contract's `pictureKinds` name them, or for an export; `word` is the straightened crop of a quad. */
export const pictureSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('display') }),
  z.object({ kind: z.literal('thumbnail') }),
  /** As large as an icon. */
  z.object({ kind: z.literal('preview') }),
  z.object({ kind: z.literal('word'), quad: quadSchema }),
  /** A PNG with words highlighted. `width`: of the upright photo. */
  z.object({ kind: z.literal('lit'), quads: z.array(quadSchema), width: z.number().int().positive() }),
]);
export type Picture = z.infer<typeof pictureSchema>;

export const photoExtensions: readonly string[] = [
  'jpg',
  'jpeg',
  'jpe',
  'jif',
  'jfif',
  'mpo',
  'png',
  'webp',
  'tif',
  'tiff',
  'avif',
  'gif',
  'heic',
  'heif',
  'hif',
  'avci',
  'bmp',
  'dib',
  'jp2',
  'j2k',
  'j2c',
  'jpc',
  'jpf',
  'jpx',
  'jxl',
  'dng',
  'cr2',
  'nef',
  'nrw',
  'arw',
  'rw2',
  'raw',
  'orf',
  'pef',
  'raf',
  'srw',
];

/** The formats of `photoExtensions`, for people. */
export const photoFormats =
  'JPEG, PNG, WebP, TIFF, AVIF, GIF, HEIC, BMP, JPEG 2000, JPEG XL, DNG, CR2, NEF, ARW, RW2, ORF, PEF, RAF, SRW';

/** Files that can be imported: photos, and PDFs, whose pages become photos. */
export const importExtensions: readonly string[] = [...photoExtensions, 'pdf'];

/** Whether a file can be imported, by the ending of its name in upper or lower case. */
export function isImportName(name: string): boolean {
  return isPhotoName(name) || isPdfName(name);
}

export function isPdfName(name: string): boolean {
  return extensionOf(name) === 'pdf';
}

/** In lower case, without its dot; some programs leave a space behind it. */
function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0
    ? ''
    : name
        .slice(dot + 1)
        .trimEnd()
        .toLowerCase();
}

/** Whether a file may have several pages, by its name or path: a PDF, a TIFF, or a file without an ending. */
export function mayHavePages(path: string): boolean {
  return /\.(?:pdf|tiff?)\s*$|(?:^|[/\\])[^./\\]+$/iu.test(path);
}

/** Whether a file is a photo, by the ending of its name in upper or lower case. */
export function isPhotoName(name: string): boolean {
  return photoExtensions.includes(extensionOf(name));
}

/**
 * Whether an entry of a folder is of a system or a tool, and so never a person's: `.git`, `._list.csv`, thumbnails and
 * bins of storage devices and systems, previews inside the libraries of Lightroom and Photos.
 *
 * @param folder that has the entry: its name or path
 */
export function isSystemName(name: string, folder = ''): boolean {
  return name.startsWith('.') || systemNames.test(name) || (library.test(folder) && ofLibrary.test(name));
}

/** Of Synology and QNAP with their snapshots, Windows, archives of macOS, Linux, Lightroom, and of Inkdex's notes. */
const systemNames =
  /^(?:@eaDir|#recycle|@Recycle|@Recently-Snapshot|#snapshot|\$RECYCLE\.BIN|RECYCLER|System Volume Information|__MACOSX|lost\+found|inkdex-pictures)$|\.lrdata$/iu;
/** Of Photos, iPhoto and Aperture: their originals are photos, the rest is copies of these. */
const library = /\.(?:photoslibrary|photolibrary|aplibrary)$/iu;
const ofLibrary = /^(?:resources|previews|thumbnails)$/iu;

/** The photo for which iCloud keeps only a mark in a folder: `.IMG_1.HEIC.icloud`; null for any other name. */
export function notDownloaded(name: string): string | null {
  const photo = /^\.(.+)\.icloud$/u.exec(name)?.[1] ?? '';
  return isImportName(photo) ? photo : null;
}
