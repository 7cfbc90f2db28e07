import { z } from 'zod';
import { versionIdSchema, splitRuleSchema } from './dataset.ts';
import { contentsSchema, datasetIdSchema, datasetNameSchema, libraryQuerySchema } from './datasetContents.ts';
import { sha256Schema } from './photo.ts';

/** Jobs on datasets: their requests, as they are stored, and their results. */

const count = z.number().int().nonnegative();
const versionText = z.string().max(10_000);

/**
 * new: an error if a dataset has this name. add: adds to the existing samples; an existing key with another label
 * is an error. replace: replaces them. Null: creates a dataset, or replaces an existing one unless it was edited
 * since it was last frozen.
 */
const importModeSchema = z.enum(['new', 'add', 'replace']).nullable();
export type ImportMode = z.infer<typeof importModeSchema>;

export const importDatasetSchema = z.strictObject({
  name: datasetNameSchema,
  format: z.string(),
  /** Absolute path of a file or folder. */
  path: z.string().min(1),
  /** Null for the format's first recipe. */
  recipe: z.string().nullable(),
  /** For CSV and TSV: the column of each field. Null: by the names in the header line. */
  columns: z.record(z.string(), z.string()).nullable(),
  mode: importModeSchema,
  /** Skips invalid records instead of failing at the first one. */
  keepGood: z.boolean(),
  /** Null: the imported splits, or the dataset's rule if it exists. */
  splitRule: splitRuleSchema.nullable(),
  licence: z.string().max(1000).nullable(),
});
export type ImportDataset = z.infer<typeof importDatasetSchema>;

/** The files to import, and how they are read. */
export const filesToReadSchema = importDatasetSchema.pick({
  path: true,
  format: true,
  recipe: true,
  columns: true,
});
export type FilesToRead = z.infer<typeof filesToReadSchema>;

export const createDatasetSchema = z.strictObject({
  name: datasetNameSchema,
  /**
   * The dataset to update, even if it is renamed before the job runs. Null: the dataset with the name, or a new
   * one.
   */
  dataset: datasetIdSchema.nullable().default(null),
  query: libraryQuerySchema,
  mode: importModeSchema,
  splitRule: splitRuleSchema.nullable(),
  licence: z.string().max(1000).nullable(),
});
export type CreateDataset = z.infer<typeof createDatasetSchema>;

/** Texts drawn with handwriting fonts: the same fonts, texts, level and seed draw the same samples. */
export const drawingSchema = z.strictObject({
  /** Absolute path of a folder with font files. Null: the fonts that ship with Inkdex. */
  fonts: z.string().min(1).nullable(),
  /** A text file (absolute path, UTF-8), or the text itself. */
  texts: z.union([
    z.strictObject({ path: z.string().min(1) }),
    z.strictObject({ text: z.string().max(1_000_000) }),
  ]),
  /** word: every word is a text; line: every line is. */
  level: z.enum(['word', 'line']),
  seed: z.number().int().min(0).max(0xffffffff),
});
export type Drawing = z.infer<typeof drawingSchema>;

export const drawDatasetSchema = drawingSchema.extend({
  name: datasetNameSchema,
  /**
   * A dataset of characters, such as EMNIST: lines are composed of its pictures rather than drawn with fonts. One picture
   * for a character in each line.
   */
  glyphs: datasetNameSchema.optional(),
  /** Number of samples. The texts are drawn in random order, each equally often. */
  count: z.number().int().min(1).max(1_000_000),
  mode: importModeSchema,
  splitRule: splitRuleSchema.nullable(),
  licence: z.string().max(1000).nullable(),
});
export type DrawDataset = z.infer<typeof drawDatasetSchema>;

/**
 * Cuts the words of a version into single characters, each a sample with the split, writer and page of its word. Only
 * characters whose place is sure to the recogniser in use are cut.
 */
export const cutDatasetSchema = z.strictObject({ name: datasetNameSchema, version: versionIdSchema });
export type CutDataset = z.infer<typeof cutDatasetSchema>;

/** The first samples of a drawing. */
export const drawingPreviewSchema = z.object({
  samples: z.array(z.object({ text: z.string(), /** A PNG in base64. */ png: z.string() })),
  /** Number of different texts that can be drawn. */
  texts: count,
  /** Number of texts that cannot be drawn; `reasons` says why. */
  leftOut: count,
  reasons: z.array(z.string()),
});
export type DrawingPreview = z.infer<typeof drawingPreviewSchema>;

export const freezeDatasetSchema = z.strictObject({
  dataset: datasetIdSchema,
  /** Null for the user name on this machine. */
  author: z.string().max(200).nullable(),
  note: versionText,
  tags: z.array(z.string().min(1).max(100)).max(100),
});
export type FreezeDataset = z.infer<typeof freezeDatasetSchema>;

export const exportVersionSchema = z.strictObject({
  version: versionIdSchema,
  /**
   * The dataset that a package names, if several have this version. Null: the only one. Jobs of earlier versions
   * have none.
   */
  dataset: datasetIdSchema.nullable().default(null),
  format: z.string(),
  /** One of the format's variants; its first where none is given. */
  variant: z.string().optional(),
  /** Absolute path of a file or folder that does not exist yet. Null: a file to download, see `downloadPath`. */
  path: z.string().min(1).nullable(),
  /** The URL of the published package, for `metadata.toml` and Croissant. Null for relative paths. */
  url: z.url().nullable(),
});
export type ExportVersion = z.infer<typeof exportVersionSchema>;

export const datasetRequestSchema = z.discriminatedUnion('work', [
  z.object({ work: z.literal('import'), ask: importDatasetSchema }),
  z.object({ work: z.literal('create'), ask: createDatasetSchema }),
  z.object({ work: z.literal('draw'), ask: drawDatasetSchema }),
  z.object({ work: z.literal('cut'), ask: cutDatasetSchema }),
  z.object({ work: z.literal('freeze'), ask: freezeDatasetSchema }),
  z.object({ work: z.literal('verify'), ask: z.object({ version: versionIdSchema }) }),
  z.object({ work: z.literal('export'), ask: exportVersionSchema }),
  z.object({ work: z.literal('compare'), ask: contentsSchema }),
  z.object({ work: z.literal('read'), ask: contentsSchema }),
]);
export type DatasetRequest = z.infer<typeof datasetRequestSchema>;

/** A skipped record, and its position. */
const leftOutSchema = z.object({ reason: z.string(), place: z.string() });

const takenInSchema = z.object({
  dataset: datasetIdSchema,
  name: z.string(),
  /** Number of imported samples. */
  samples: count,
  /** Samples that the dataset has now, and had before; older jobs did not count them. */
  total: count.optional(),
  before: count.optional(),
  images: count,
  /** Number of outlines that exceeded their image and were cut to it; older jobs did not count them. */
  cut: count.default(0),
  /** Number of skipped records by reason. */
  skipped: z.record(z.string(), count),
  /** The first skipped records. */
  leftOut: z.array(leftOutSchema),
});
export type TakenIn = z.infer<typeof takenInSchema>;

const frozenSchema = z.object({
  version: versionIdSchema,
  parent: versionIdSchema.nullable(),
  samples: count,
  images: count,
  /** False if the dataset already had this version. */
  isNew: z.boolean(),
});
export type Frozen = z.infer<typeof frozenSchema>;

/** A damaged part of a version. */
const badPartSchema = z.object({
  kind: z.enum(['manifest', 'object', 'index']),
  /** The expected SHA-256. */
  name: sha256Schema,
  /** Relative to the library folder. */
  path: z.string(),
  problem: z.string(),
});
export type BadPart = z.infer<typeof badPartSchema>;

const verifiedSchema = z.object({
  version: versionIdSchema,
  /** Number of objects checked. */
  objects: count,
  bad: z.array(badPartSchema),
});
export type Verified = z.infer<typeof verifiedSchema>;

const exportedSchema = z.object({
  version: versionIdSchema,
  format: z.string(),
  /** Null: a file to download. */
  path: z.string().nullable(),
  samples: count,
  images: count,
  /** What the export lost, for people. */
  losses: z.array(z.string()),
});
export type Exported = z.infer<typeof exportedSchema>;

export const datasetOutcomeSchema = z.discriminatedUnion('work', [
  z.object({ work: z.enum(['import', 'create', 'draw', 'cut']), outcome: takenInSchema }),
  z.object({ work: z.literal('freeze'), outcome: frozenSchema }),
  z.object({ work: z.literal('verify'), outcome: verifiedSchema }),
  z.object({ work: z.literal('export'), outcome: exportedSchema }),
  z.object({ work: z.enum(['compare', 'read']), outcome: z.object({ samples: count }) }),
]);
export type DatasetOutcome = z.infer<typeof datasetOutcomeSchema>;
