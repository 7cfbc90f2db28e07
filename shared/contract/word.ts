import { z } from 'zod';
import { boxSchema, pointSchema, quadSchema } from '../geometry.ts';
import { packedPosteriorsSchema } from '../prunedPosteriors.ts';
import { failureSchema } from '../result.ts';
import { languageSharesSchema } from './pageLanguage.ts';
import { missingSchema, photoIdSchema, sha256Schema } from './photo.ts';
import { rotationSchema } from '../rotation.ts';

export const wordIdSchema = z.number().int().positive().brand<'WordId'>();
export type WordId = z.infer<typeof wordIdSchema>;

export const alternativeSchema = z.object({ text: z.string(), confidence: z.number().min(0).max(1) });
export type Alternative = z.infer<typeof alternativeSchema>;
/** A reading with a lower confidence is shown as uncertain: of these, more are wrong than right. */
export const uncertainBelow = 0.4;

/** A word as it was read, before it is stored. */
const readWordSchema = z.object({
  box: boxSchema,
  quad: quadSchema,
  /** Number of its line in reading order, from 0. */
  line: z.number().int().nonnegative(),
  text: z.string(),
  /** That it is one whole word and reads so; its first alternative tells of the text alone. */
  confidence: z.number().min(0).max(1),
  /** Best first; the first is `text` if a model read it. */
  alternatives: z.array(alternativeSchema),
  /** Pruned CTC posteriors of an uncertain word, for search. */
  lattice: packedPosteriorsSchema.optional(),
  /** Whether a stroke runs below it. */
  underlined: z.literal(true).optional(),
});
export type ReadWord = z.infer<typeof readWordSchema>;

/** illegible: people cannot read it. not-text: it is not writing. Search finds neither. */
export const wordMarkSchema = z.enum(['text', 'illegible', 'not-text']);
export type WordMark = z.infer<typeof wordMarkSchema>;

/** The origin of a word's text: a model (by the SHA-256 of its file), a person, or an import (by its name). */
export const madeBySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('model'), sha256: sha256Schema }),
  z.object({ kind: z.literal('person') }),
  z.object({ kind: z.literal('import'), name: z.string() }),
]);
export type MadeBy = z.infer<typeof madeBySchema>;

/** The outline of a word that no quad fits, corner by corner. */
export const polygonSchema = z.array(pointSchema).min(3).max(500).readonly();
export type Polygon = z.infer<typeof polygonSchema>;

export const wordSchema = readWordSchema.omit({ lattice: true }).extend({
  id: wordIdSchema,
  photo: photoIdSchema,
  /** Position in the photo's reading order, from 0. */
  position: z.number().int().nonnegative(),
  /** Whether a model read the text, or a person typed, confirmed or marked it. Readings do not change the latter. */
  source: z.enum(['model', 'human']),
  /** Whether a model found the quad, or a person placed it or said that it holds text. Readings neither move nor drop the latter. */
  boxSource: z.enum(['model', 'human']),
  mark: wordMarkSchema,
  madeBy: madeBySchema,
  /** ISO 8601: the time of its last change. */
  changedAt: z.string(),
  /** Name of the person who made it; null for a model, an import, or the owner of the library. */
  changedBy: z.string().nullable(),
  /** For irregular shapes, in addition to the quad around it. */
  polygon: polygonSchema.nullable(),
  /** The photo's revision at the word's last change. */
  revision: z.number().int().nonnegative(),
});
export type Word = z.infer<typeof wordSchema>;

/** Whether a word is shown as uncertain: a model read it, and is not sure. */
export function isUncertain({ source, confidence }: Pick<Word, 'source' | 'confidence'>): boolean {
  return source === 'model' && confidence < uncertainBelow;
}

/** The text of a word and its readings. */
export interface ReadText {
  readonly text: string;
  /** That box and text are right, 0 to 1. */
  readonly confidence: number;
  /** Best first. */
  readonly alternatives: readonly Alternative[];
}

/** How probably the text is what the box shows, 0 to 1, be that a whole word or not. */
export function readingConfidence({ confidence, alternatives }: ReadText): number {
  return alternatives[0]?.confidence ?? confidence;
}

/** A word of a text in reading order: the number of a word to read, or the known readings, best first. */
export const wordOfTextSchema = z.union([
  z.object({ read: z.number().int().nonnegative() }),
  z.object({ known: z.array(alternativeSchema) }),
]);
export type WordOfText = z.infer<typeof wordOfTextSchema>;

/** A text that a person typed, and its place. */
export const typedWordSchema = z.object({ box: boxSchema, text: z.string() });
export type TypedWord = z.infer<typeof typedWordSchema>;

/** A place of a photo that may be a word, although none was detected there. */
export const overlookedReadingSchema = z.object({
  quad: quadSchema,
  /** The probability that it is a word. */
  likelihood: z.number().min(0).max(1),
  /** Best first, at least one. */
  alternatives: z.array(alternativeSchema).min(1),
  lattice: packedPosteriorsSchema.nullable(),
});
export type OverlookedReading = z.infer<typeof overlookedReadingSchema>;

/** The reading of one photo, in pixels of the photo as it was rotated for reading. */
export const pageReadingSchema = z.object({
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** After EXIF. */
  turn: rotationSchema,
  words: z.array(readWordSchema),
  /** Boxes that hold no text but a drawing, an arrow or a stain. `before`: the word that follows in reading order. */
  notText: z.array(readWordSchema.extend({ before: z.number().int().nonnegative() })).default([]),
  /** The languages of its words; null where too few words tell. */
  languages: languageSharesSchema.nullable().default(null),
  /** Percent of the photo's rows that its file lacks: a JPEG that ends too early. */
  missing: missingSchema.default(0),
  ms: z.number().nonnegative(),
  /** SHA-256 of the two model files that read it. */
  detector: z.string(),
  recogniser: z.string(),
  /** SHA-256 of the second reader that was asked for words in doubt; null where none was. */
  second: z.string().nullable().default(null),
});
export type PageReading = z.infer<typeof pageReadingSchema>;

/** What is read of an image that is one word or one line. */
export const wordReadingSchema = z.object({
  text: z.string(),
  confidence: z.number().min(0).max(1),
  /** Best first; the first is `text`. */
  alternatives: z.array(alternativeSchema),
  ms: z.number().nonnegative(),
});
export type WordReading = z.infer<typeof wordReadingSchema>;

export const wordResultSchema = z.discriminatedUnion('ok', [
  z.object({ path: z.string().min(1), ok: z.literal(true), value: wordReadingSchema }),
  z.object({ path: z.string().min(1), ok: z.literal(false), error: failureSchema }),
]);
export type WordResult = z.infer<typeof wordResultSchema>;
