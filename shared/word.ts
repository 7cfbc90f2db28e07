import { z } from 'zod';
import { boxSchema, quadSchema } from './geometry.ts';
import { photoIdSchema } from './photo.ts';

export const wordIdSchema = z.number().int().positive().brand<'WordId'>();
export type WordId = z.infer<typeof wordIdSchema>;

export const alternativeSchema = z.object({ text: z.string(), confidence: z.number().min(0).max(1) });
export type Alternative = z.infer<typeof alternativeSchema>;

/** A word as a reader found it, before it has a place in a library. */
export const readWordSchema = z.object({
  box: boxSchema,
  quad: quadSchema,
  /** Number of its line in reading order, from 0. */
  line: z.number().int().nonnegative(),
  text: z.string(),
  confidence: z.number().min(0).max(1),
  /** Best first; the first is `text`. */
  alternatives: z.array(alternativeSchema),
});
export type ReadWord = z.infer<typeof readWordSchema>;

export const wordSchema = readWordSchema.extend({
  id: wordIdSchema,
  photo: photoIdSchema,
  /** Place in reading order within the photo, from 0. */
  position: z.number().int().nonnegative(),
  /** Who made the text: a model, or a person, whose text no reading may change. */
  source: z.enum(['model', 'human']),
});
export type Word = z.infer<typeof wordSchema>;

/** Everything a reader says of one photo, in pixels of the upright image. */
export const pageReadingSchema = z.object({
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  words: z.array(readWordSchema),
  ms: z.number().nonnegative(),
  /** SHA-256 of the two model files that read it. */
  detector: z.string(),
  recogniser: z.string(),
});
export type PageReading = z.infer<typeof pageReadingSchema>;
