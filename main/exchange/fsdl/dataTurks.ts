import { z } from 'zod';
import { pointSchema } from '../../../shared/geometry.ts';

/** A page and its annotations in DataTurks' export: one object per line. */
export const pageSchema = z.object({
  /** Address or path of the image; its last part is the page's name. */
  content: z.string().min(1),
  /** Null: the page has not been annotated. */
  annotation: z
    .array(
      z.object({
        /** The kind of the region: `line`. */
        label: z.array(z.string()),
        shape: z.string(),
        /**
         * Fractions of the image's width and height. A rectangle's: top left, top right, bottom right, bottom left.
         */
        points: z.array(pointSchema).min(1).max(500),
        /** The transcription; empty when there is none. */
        notes: z.string().nullish(),
        imageWidth: z.number().positive(),
        imageHeight: z.number().positive(),
      }),
    )
    .nullable(),
});
export type DataTurksPage = z.infer<typeof pageSchema>;
export type Annotation = NonNullable<DataTurksPage['annotation']>[number];

/** The last part of an address or path: the page's name. */
export function pageName(content: string): string {
  const path = isAddress(content) ? (URL.parse(content)?.pathname ?? content) : content;
  const last = path.split(/[/\\]/u).at(-1) ?? path;
  try {
    return isAddress(content) ? decodeURIComponent(last) : last;
  } catch {
    return last;
  }
}

export function isAddress(content: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//iu.test(content);
}
