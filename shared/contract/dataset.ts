import { z } from 'zod';
import { quadSchema } from '../geometry.ts';
import { sha256Schema } from './photo.ts';
import { alternativeSchema, madeBySchema, polygonSchema, wordMarkSchema } from './word.ts';

/** How a dataset's samples are dealt to train, validation and test: by a rule, never by accident. */

/** Shares of the samples; the rest is for training. */
const sharesSchema = z
  .strictObject({ validation: z.number().min(0).max(1), test: z.number().min(0).max(1) })
  .refine(({ validation, test }) => validation + test <= 1, {
    message: 'validation and test together take more than everything',
  });
export type Shares = z.infer<typeof sharesSchema>;

/** Names sequences of chance, so that two datasets need not be dealt alike. */
const salt = z.string().max(100);
const names = z.array(z.string()).max(1_000_000);

export const splitRuleSchema = z.discriminatedUnion('kind', [
  /** Every sample keeps the split that it came with, or none. */
  z.strictObject({ kind: z.literal('given') }),
  /**
   * All of a writer (or page) goes to one side. One whose samples are all on one side stays there; new
   * ones go, in an order of chance, to the side that lacks most of its share. Samples without a writer
   * (or page) count as a writer each.
   */
  z.strictObject({ kind: z.enum(['writer', 'page']), shares: sharesSchema, salt }),
  /** Names of writers, pages or samples (by key) for validation and test; everything else trains. */
  z.strictObject({
    kind: z.literal('lists'),
    unit: z.enum(['writer', 'page', 'key']),
    validation: names,
    test: names,
  }),
  /**
   * By the hash of the key (or of the writer's or page's name) alone: a sample never changes sides,
   * whatever else is in the dataset. The shares hold on average.
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
 * Labelled handwriting. A dataset is worked on; a version is what it was at one time, frozen: its
 * manifest names every image by SHA-256 and every label, and is itself named by its SHA-256.
 */

export const splitSchema = z.enum(['train', 'validation', 'test']);
export type Split = z.infer<typeof splitSchema>;

export const sampleLevelSchema = z.enum(['word', 'line', 'page']);
export type SampleLevel = z.infer<typeof sampleLevelSchema>;

const place = z.number().int().nonnegative().nullable();

/** What every labelled thing has, in a dataset as in the files of any format. */
export const sampleLabelSchema = z.strictObject({
  /** Names the sample within its dataset, whatever happens to others: the id that its source gave it. */
  key: z.string().min(1).max(500),
  level: sampleLevelSchema,
  /** Where the image stands in its source: a relative path with slashes. A name, not a place to write to. */
  file: z.string().min(1).max(1000),
  /** In pixels of the upright image; null: the whole image. */
  quad: quadSchema.nullable(),
  polygon: polygonSchema.nullable(),
  /** As written, in NFC. A page's lines are parted by line feeds. */
  text: z.string().max(100_000),
  /** illegible and not-text are regions that count for nothing: neither hit nor false alarm. */
  mark: wordMarkSchema,
  split: splitSchema.nullable(),
  writer: z.string().min(1).max(200).nullable(),
  /** The page or form that it was cut from or stands on. */
  page: z.string().min(1).max(500).nullable(),
  /** Number of its line on the page, and its place in that line, from 0. */
  line: place,
  position: place,
  /** BCP 47, such as "en" or "fr-CA". */
  language: z.string().min(1).max(35).nullable(),
  /** Other readings, where the source has them, best first. */
  alternatives: z.array(alternativeSchema).max(100),
});
export type SampleLabel = z.infer<typeof sampleLabelSchema>;

/** One sample of a dataset or of a version's manifest. */
export const sampleSchema = sampleLabelSchema.extend({
  /** SHA-256 of the image file's bytes, by which its object is found. */
  image: sha256Schema,
  /** Who made the text. */
  source: madeBySchema,
});
export type Sample = z.infer<typeof sampleSchema>;

/** SHA-256 of the manifest's bytes. */
export const versionIdSchema = sha256Schema.brand<'VersionId'>();
export type VersionId = z.infer<typeof versionIdSchema>;

/**
 * A manifest's first line. After it one sample a line, as `canonicalSample` in `manifest.ts` writes it, in
 * the order of their keys by UTF-16 code units, each line ended by a line feed.
 */
export const manifestHeaderSchema = z.strictObject({
  format: z.literal('inkdex-dataset'),
  version: z.literal(1),
});

/** Who froze a version, when and why: beside the manifest, so that the same data has the same id everywhere. */
export const versionRecordSchema = z.object({
  version: versionIdSchema,
  dataset: z.string(),
  parent: versionIdSchema.nullable(),
  author: z.string(),
  note: z.string(),
  tags: z.array(z.string()),
  licence: z.string(),
  /** ISO 8601. */
  frozenAt: z.string(),
  samples: z.number().int().nonnegative(),
  images: z.number().int().nonnegative(),
  /** SHA-256 of the models that pre-labelled any of it. */
  models: z.array(sha256Schema),
});
export type VersionRecord = z.infer<typeof versionRecordSchema>;
