import { z } from 'zod';
import { boxSchema, pointSchema, quadSchema } from '../geometry.ts';
import { packedLatticeSchema } from '../letterLattice.ts';
import { photoIdSchema, sha256Schema } from './photo.ts';
import { turnSchema } from '../turn.ts';

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
  /** Best first; the first is `text`, where a model read it. */
  alternatives: z.array(alternativeSchema),
  /** What the reader saw, where its alternatives leave doubt: search finds the word by it. */
  lattice: packedLatticeSchema.optional(),
});
export type ReadWord = z.infer<typeof readWordSchema>;

/** illegible: writing that nobody can read. not-text: no writing at all. Neither can be found by search. */
export const wordMarkSchema = z.enum(['text', 'illegible', 'not-text']);
export type WordMark = z.infer<typeof wordMarkSchema>;

/** Who made a word's text: a model (by its file's SHA-256), a person, or an import (by its name). */
export const madeBySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('model'), sha256: sha256Schema }),
  z.object({ kind: z.literal('person') }),
  z.object({ kind: z.literal('import'), name: z.string() }),
]);
export type MadeBy = z.infer<typeof madeBySchema>;

/** The outline of a word that no quad fits, in order around it. */
export const polygonSchema = z.array(pointSchema).min(3).max(500).readonly();
export type Polygon = z.infer<typeof polygonSchema>;

export const wordSchema = readWordSchema.omit({ lattice: true }).extend({
  id: wordIdSchema,
  photo: photoIdSchema,
  /** Place in reading order within the photo, from 0. */
  position: z.number().int().nonnegative(),
  /** Whose the text (or the mark) is: a model's, or a person's, who typed or confirmed it: no reading changes that. */
  source: z.enum(['model', 'human']),
  /** Whose the quad is: where a model found it, or where a person put it: no reading moves that. */
  boxSource: z.enum(['model', 'human']),
  mark: wordMarkSchema,
  madeBy: madeBySchema,
  /** ISO 8601: when the word became what it is. */
  changedAt: z.string(),
  /** For odd shapes; the quad around it is always there too. */
  polygon: polygonSchema.nullable(),
  /** The photo's revision with which the word last changed. */
  revision: z.number().int().nonnegative(),
});
export type Word = z.infer<typeof wordSchema>;

/** A word of a text in reading order: one that is to be read, by its number, or what is known of it, best first. */
export const wordOfTextSchema = z.union([
  z.object({ read: z.number().int().nonnegative() }),
  z.object({ known: z.array(alternativeSchema) }),
]);
export type WordOfText = z.infer<typeof wordOfTextSchema>;

/** What a person says stands in a place of a photo. */
export const typedWordSchema = z.object({ box: boxSchema, text: z.string() });
export type TypedWord = z.infer<typeof typedWordSchema>;

/** A place of a photo that may be a word, although a reading took it for none. */
export const overlookedReadingSchema = z.object({
  quad: quadSchema,
  /** How probably it is a word at all. */
  likelihood: z.number().min(0).max(1),
  /** Best first, at least one. */
  alternatives: z.array(alternativeSchema).min(1),
  lattice: packedLatticeSchema.nullable(),
});
export type OverlookedReading = z.infer<typeof overlookedReadingSchema>;

/** Everything a reader says of one photo, in pixels of the photo as it was turned to be read. */
export const pageReadingSchema = z.object({
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** After EXIF. */
  turn: turnSchema,
  words: z.array(readWordSchema),
  ms: z.number().nonnegative(),
  /** SHA-256 of the two model files that read it. */
  detector: z.string(),
  recogniser: z.string(),
});
export type PageReading = z.infer<typeof pageReadingSchema>;
