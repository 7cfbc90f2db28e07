import { z } from 'zod';

/**
 * pdf: a searchable PDF of all photos. typed-pdf, docx: the typed text as a document. markdown: a file and a picture for each
 * photo. text: one file for all. png: a picture of each photo, with the hits of a search highlighted.
 */
export const photoExportFormatSchema = z.enum(['pdf', 'typed-pdf', 'docx', 'markdown', 'text', 'png']);
export type PhotoExportFormat = z.infer<typeof photoExportFormatSchema>;

/** Documents with the typed text, which may have the photos above it, and of which each photo may have its own. */
export const typedFormatSchema = photoExportFormatSchema.extract(['docx', 'typed-pdf']);
export type TypedFormat = z.infer<typeof typedFormatSchema>;

export function isTyped(format: PhotoExportFormat): boolean {
  return typedFormatSchema.safeParse(format).success;
}

/** Of the file of a format; null: each photo has several files. */
export const fileEndings = {
  pdf: '.pdf',
  'typed-pdf': '.pdf',
  docx: '.docx',
  markdown: null,
  text: '.txt',
  png: '.png',
} as const satisfies Record<PhotoExportFormat, string | null>;

/**
 * The ending of the file to which photos are exported; null for a folder or an archive.
 *
 * @param isOne whether there is only one photo
 * @param each whether each photo gets a typed document of its own
 */
export function exportEnding(
  format: PhotoExportFormat,
  { isOne, each }: { readonly isOne: boolean; readonly each: boolean },
): string | null {
  const isFolder = (each && isTyped(format)) || (format === 'png' && !isOne);
  return isFolder ? null : fileEndings[format];
}
