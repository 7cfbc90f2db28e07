import { z } from 'zod';
import { pointSchema } from '../../../shared/geometry.ts';

/** A page and what was drawn on it, as DataTurks exports it: one such object a line. */
export const pageSchema = z.object({
  /** Address or path of the image; its last part names the page. */
  content: z.string().min(1),
  /** Null: nobody has looked at the page. */
  annotation: z
    .array(
      z.object({
        /** What it is: `line`. */
        label: z.array(z.string()),
        shape: z.string(),
        /** As shares of the image's width and height. A rectangle's: top left, top right, bottom right, bottom left. */
        points: z.array(pointSchema).min(1).max(500),
        /** The transcription; empty where nobody has written one. */
        notes: z.string().nullish(),
        imageWidth: z.number().positive(),
        imageHeight: z.number().positive(),
      }),
    )
    .nullable(),
});
export type DataTurksPage = z.infer<typeof pageSchema>;
export type Annotation = NonNullable<DataTurksPage['annotation']>[number];

/** The last part of an address or path, which names the page. */
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
