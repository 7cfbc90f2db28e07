import { z } from 'zod';
import { quadSchema } from '../geometry.ts';
import { failureSchema } from '../result.ts';
import { sha256Schema, photoIdentitySchema } from './photo.ts';
import { alternativeSchema, madeBySchema, polygonSchema, wordMarkSchema } from './word.ts';

/** Rules that assign a dataset's samples to train, validation and test. */

/** Fractions of the samples; the rest is for training. */
const sharesSchema = z
  .strictObject({ validation: z.number().min(0).max(1), test: z.number().min(0).max(1) })
  .refine(({ validation, test }) => validation + test <= 1, {
    message: 'validation and test together are more than 100 %',
  });
export type Shares = z.infer<typeof sharesSchema>;

/** Seeds the random assignment, so that two datasets can be split differently. */
const salt = z.string().max(100);
const names = z.array(z.string()).max(1_000_000);

export const splitRuleSchema = z.discriminatedUnion('kind', [
  /** Every sample keeps its imported split, or has none. */
  z.strictObject({ kind: z.literal('given') }),
  /**
   * All samples of a writer (or page) get the same split. A writer whose samples already have one split keeps it.
   * New writers are assigned in random order, each to the split that lacks most of its share. A sample without a
   * writer (or page) counts as a writer of its own.
   */
  z.strictObject({ kind: z.enum(['writer', 'page']), shares: sharesSchema, salt }),
  /** Lists of writers, pages or samples (by key) for validation and test; all others are for training. */
  z.strictObject({
    kind: z.literal('lists'),
    unit: z.enum(['writer', 'page', 'key']),
    validation: names,
    test: names,
  }),
  /**
   * By the hash of the key (or of the writer's or page's name) only: the split of a sample does not depend on other
   * samples. The shares are reached on average.
   */
  z.strictObject({
    kind: z.literal('hash'),
    unit: z.enum(['key', 'page', 'writer']),
    shares: sharesSchema,
    salt,
  }),
]);
export type SplitRule = z.infer<typeof splitRuleSchema>;

/**
 * Labelled handwriting. A dataset can be edited; a version is a frozen copy of it. The version's manifest lists
 * every label and every image by SHA-256, and the SHA-256 of the manifest is the version's id.
 */

export const splitSchema = z.enum(['train', 'validation', 'test']);
export type Split = z.infer<typeof splitSchema>;

export const sampleLevelSchema = z.enum(['word', 'line', 'page']);
export type SampleLevel = z.infer<typeof sampleLevelSchema>;

const place = z.number().int().nonnegative().nullable();

/** A label, as in a dataset and in the files of every format. */
export const sampleLabelSchema = z.strictObject({
  /** The sample's id within its dataset, from its source. It does not depend on other samples. */
  key: z.string().min(1).max(500),
  level: sampleLevelSchema,
  /** The image's relative path in its source, with slashes. Only a name: Inkdex never writes to it. */
  file: z.string().min(1).max(1000),
  /** In pixels of the upright image; null for the whole image. */
  quad: quadSchema.nullable(),
  polygon: polygonSchema.nullable(),
  /** As written, in NFC. The lines of a page are separated by line feeds. */
  text: z.string().max(100_000),
  /** Evaluation ignores regions marked illegible or not-text: they are neither true nor false positives. */
  mark: wordMarkSchema,
  split: splitSchema.nullable(),
  writer: z.string().min(1).max(200).nullable(),
  /** The page or form that contains it. */
  page: z.string().min(1).max(500).nullable(),
  /** Index of its line on the page, and its index in the line, from 0. */
  line: place,
  position: place,
  /** BCP 47, such as "en" or "fr-CA". */
  language: z.string().min(1).max(35).nullable(),
  /** Alternative readings from the source, best first. */
  alternatives: z.array(alternativeSchema).max(100),
});
export type SampleLabel = z.infer<typeof sampleLabelSchema>;

/** One sample of a dataset or of a version's manifest. */
export const sampleSchema = sampleLabelSchema.extend({
  /** SHA-256 of the image file, which is the name of its object. */
  image: sha256Schema,
  /** Who made the text. */
  source: madeBySchema,
});
export type Sample = z.infer<typeof sampleSchema>;

/** SHA-256 of the manifest's bytes. */
export const versionIdSchema = sha256Schema.brand<'VersionId'>();
export type VersionId = z.infer<typeof versionIdSchema>;

/**
 * The first line of a manifest. Each further line is a sample, as `canonicalSample` in `manifest.ts` writes it,
 * sorted by key (UTF-16 code units). Every line ends with a line feed.
 */
export const manifestHeaderSchema = z.strictObject({
  format: z.literal('inkdex-dataset'),
  version: z.literal(1),
});

/**
 * Who froze a version, when and why. It is not part of the manifest, so that the same data has the same id
 * everywhere.
 */
export const versionRecordSchema = z.object({
  version: versionIdSchema,
  dataset: z.string(),
  /** Counted from 1 within the dataset, in the order of freezing. */
  number: z.number().int().positive(),
  parent: versionIdSchema.nullable(),
  author: z.string(),
  note: z.string(),
  tags: z.array(z.string()),
  licence: z.string(),
  /** ISO 8601. */
  frozenAt: z.string(),
  samples: z.number().int().nonnegative(),
  images: z.number().int().nonnegative(),
  /** SHA-256 of the models that pre-labelled samples. */
  models: z.array(sha256Schema),
});
export type VersionRecord = z.infer<typeof versionRecordSchema>;

/** An image file that is in the object store now. */
const storedObjectSchema = photoIdentitySchema.omit({ takenAt: true, pictures: true });
export type StoredImage = z.infer<typeof storedObjectSchema>;
export const keptImageSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), image: storedObjectSchema }),
  z.object({ ok: z.literal(false), error: failureSchema }),
]);
export type KeptImage = z.infer<typeof keptImageSchema>;

/** The sure characters of a word by their places in its text, each in a file; and why there are none. */
export const wordCutSchema = z.object({
  letters: z.array(z.object({ place: z.number().int().nonnegative(), file: z.string() })),
  reason: z.string().nullable(),
});
export type WordCut = z.infer<typeof wordCutSchema>;
