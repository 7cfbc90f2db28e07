import { z } from 'zod';
import { failureSchema } from '../result.ts';
import { turnSchema } from '../turn.ts';

export const photoIdSchema = z.number().int().positive().brand<'PhotoId'>();
export type PhotoId = z.infer<typeof photoIdSchema>;

/** waiting: imported, not read yet. failed: set aside with a reason. missing: its file is gone. */
export const photoStatusSchema = z.enum(['waiting', 'reading', 'read', 'failed', 'missing']);
export type PhotoStatus = z.infer<typeof photoStatusSchema>;

/** new: not read yet. read: nobody has edited it. in-work: from the first edit on. done: the person says so. */
export const photoProgressSchema = z.enum(['new', 'read', 'in-work', 'done']);
export type PhotoProgress = z.infer<typeof photoProgressSchema>;

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/u, 'expected 64 lower-case hex digits');

export const photoSchema = z.object({
  id: photoIdSchema,
  path: z.string(),
  /** The last part of the path: text to show, never HTML. */
  name: z.string(),
  sha256: sha256Schema,
  bytes: z.number().int().nonnegative(),
  /** Pixels of the photo as it stands here: upright by EXIF, then turned. */
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** How much further than EXIF says: by its reading, or by a person. */
  turn: turnSchema,
  /** ISO 8601, from EXIF, where there is one. */
  takenAt: z.string().nullable(),
  addedAt: z.string(),
  status: photoStatusSchema,
  error: failureSchema.nullable(),
  /** Words but for those marked not-text. */
  wordCount: z.number().int().nonnegative(),
  progress: photoProgressSchema,
  /** Counts every change of its words: edits, undo and redo, readings. */
  revision: z.number().int().nonnegative(),
});
export type Photo = z.infer<typeof photoSchema>;

/** A photo that was taken out of the library and can be put back. */
export const removedPhotoSchema = z.object({
  id: photoIdSchema,
  path: z.string(),
  name: z.string(),
  removedAt: z.string(),
  words: z.number().int().nonnegative(),
  /** How many of them a person confirmed, typed or marked. */
  confirmed: z.number().int().nonnegative(),
});
export type RemovedPhoto = z.infer<typeof removedPhotoSchema>;

/** How long removed photos are kept. */
export const removedDays = 30;

/** A file that an import could not take. It is set aside once, until the person tries it again. */
export const failedFileSchema = z.object({
  id: z.number().int().positive(),
  path: z.string(),
  name: z.string(),
  error: failureSchema,
  failedAt: z.string(),
});
export type FailedFile = z.infer<typeof failedFileSchema>;

export const photoExtensions: readonly string[] = [
  'jpg',
  'jpeg',
  'png',
  'webp',
  'tif',
  'tiff',
  'avif',
  'gif',
  'heic',
  'heif',
];

/** What an import takes: photos, and PDFs, whose pages become photos. */
export const importExtensions: readonly string[] = [...photoExtensions, 'pdf'];

/** Whether an import looks at a file: by its name's ending, in any case. */
export function isImportName(name: string): boolean {
  return isPhotoName(name) || isPdfName(name);
}

export function isPdfName(name: string): boolean {
  return name.toLowerCase().endsWith('.pdf');
}

/** Whether a file is looked at as a photo: by its name's ending, in any case. */
export function isPhotoName(name: string): boolean {
  const dot = name.lastIndexOf('.');
  return dot >= 0 && photoExtensions.includes(name.slice(dot + 1).toLowerCase());
}
