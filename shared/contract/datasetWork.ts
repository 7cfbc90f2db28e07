import { z } from 'zod';
import { versionIdSchema, splitRuleSchema } from './dataset.ts';
import { contentsSchema, datasetIdSchema, datasetNameSchema, libraryQuerySchema } from './datasetContents.ts';
import { sha256Schema } from './photo.ts';

/** Long work on datasets: what is asked, as jobs keep it, and what came of it. */

const count = z.number().int().nonnegative();
const versionText = z.string().max(10_000);

/**
 * new: refused where there is a dataset of that name. add: to what it holds; a key that is there with
 * another label is an error. replace: in place of it. Null: a new one, or in place of an old one unless
 * that has been edited since it was last frozen.
 */
const importModeSchema = z.enum(['new', 'add', 'replace']).nullable();
export type ImportMode = z.infer<typeof importModeSchema>;

export const importDatasetSchema = z.strictObject({
  name: datasetNameSchema,
  format: z.string(),
  /** Absolute path of a file or folder. */
  path: z.string().min(1),
  /** Null: the format's first. */
  recipe: z.string().nullable(),
  /** Of CSV and TSV: a sample's field to the column that holds it. Null: as the header line says. */
  columns: z.record(z.string(), z.string()).nullable(),
  mode: importModeSchema,
  /** Leaves out records that are wrong, instead of failing at the first one. */
  keepGood: z.boolean(),
  /** How the samples are split; null: as they come, or as the dataset's rule says. */
  splitRule: splitRuleSchema.nullable(),
  licence: z.string().max(1000).nullable(),
});
export type ImportDataset = z.infer<typeof importDatasetSchema>;

export const createDatasetSchema = z.strictObject({
  name: datasetNameSchema,
  /** To be made anew, whatever it is called when its turn comes. Null: the one of the name, or a new one. */
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
  /** How many samples: the texts are drawn in random order, each as often as the others. */
  count: z.number().int().min(1).max(1_000_000),
  mode: importModeSchema,
  splitRule: splitRuleSchema.nullable(),
  licence: z.string().max(1000).nullable(),
});
export type DrawDataset = z.infer<typeof drawDatasetSchema>;

/** The first samples that a drawing gives. */
export const drawingPreviewSchema = z.object({
  samples: z.array(z.object({ text: z.string(), /** A PNG in base64. */ png: z.string() })),
  /** Different texts that can be drawn. */
  texts: count,
  /** Texts that cannot be drawn, and why. */
  leftOut: count,
  reasons: z.array(z.string()),
});
export type DrawingPreview = z.infer<typeof drawingPreviewSchema>;

export const freezeDatasetSchema = z.strictObject({
  dataset: datasetIdSchema,
  /** Null: the name of the account on this machine. */
  author: z.string().max(200).nullable(),
  note: versionText,
  tags: z.array(z.string().min(1).max(100)).max(100),
});
export type FreezeDataset = z.infer<typeof freezeDatasetSchema>;

export const exportVersionSchema = z.strictObject({
  version: versionIdSchema,
  /** Which of the datasets that have it: a package says whose it is. Null: the only one. Jobs of before name none. */
  dataset: datasetIdSchema.nullable().default(null),
  format: z.string(),
  /** Absolute path of a file or folder that does not exist yet. */
  path: z.string().min(1),
  /** Where it will be found, for `metadata.toml` and Croissant. Null: beside them. */
  url: z.url().nullable(),
});
export type ExportVersion = z.infer<typeof exportVersionSchema>;

/** What a job about datasets was asked. */
export const datasetRequestSchema = z.discriminatedUnion('work', [
  z.object({ work: z.literal('import'), ask: importDatasetSchema }),
  z.object({ work: z.literal('create'), ask: createDatasetSchema }),
  z.object({ work: z.literal('draw'), ask: drawDatasetSchema }),
  z.object({ work: z.literal('freeze'), ask: freezeDatasetSchema }),
  z.object({ work: z.literal('verify'), ask: z.object({ version: versionIdSchema }) }),
  z.object({ work: z.literal('export'), ask: exportVersionSchema }),
  z.object({ work: z.literal('compare'), ask: contentsSchema }),
  z.object({ work: z.literal('read'), ask: contentsSchema }),
]);
export type DatasetRequest = z.infer<typeof datasetRequestSchema>;

/** A record that was left out, and where it stands. */
const leftOutSchema = z.object({ reason: z.string(), place: z.string() });

const takenInSchema = z.object({
  dataset: datasetIdSchema,
  name: z.string(),
  /** Taken in. */
  samples: count,
  images: count,
  /** Left out, by reason. */
  skipped: z.record(z.string(), count),
  /** The first of those left out. */
  leftOut: z.array(leftOutSchema),
});
export type TakenIn = z.infer<typeof takenInSchema>;

const frozenSchema = z.object({
  version: versionIdSchema,
  parent: versionIdSchema.nullable(),
  samples: count,
  images: count,
  /** False where the dataset had this version already. */
  isNew: z.boolean(),
});
export type Frozen = z.infer<typeof frozenSchema>;

/** Something of a version that is not what it was: which, where, what was found. */
const badPartSchema = z.object({
  kind: z.enum(['manifest', 'object', 'index']),
  /** SHA-256 that it goes by. */
  name: sha256Schema,
  /** Within the library folder. */
  path: z.string(),
  problem: z.string(),
});
export type BadPart = z.infer<typeof badPartSchema>;

const verifiedSchema = z.object({
  version: versionIdSchema,
  /** Objects looked at. */
  objects: count,
  bad: z.array(badPartSchema),
});
export type Verified = z.infer<typeof verifiedSchema>;

const exportedSchema = z.object({
  version: versionIdSchema,
  format: z.string(),
  path: z.string(),
  samples: count,
  images: count,
  /** What the format cannot hold. */
  losses: z.array(z.string()),
});
export type Exported = z.infer<typeof exportedSchema>;

export const datasetOutcomeSchema = z.discriminatedUnion('work', [
  z.object({ work: z.enum(['import', 'create', 'draw']), outcome: takenInSchema }),
  z.object({ work: z.literal('freeze'), outcome: frozenSchema }),
  z.object({ work: z.literal('verify'), outcome: verifiedSchema }),
  z.object({ work: z.literal('export'), outcome: exportedSchema }),
  z.object({ work: z.enum(['compare', 'read']), outcome: z.object({ samples: count }) }),
]);
export type DatasetOutcome = z.infer<typeof datasetOutcomeSchema>;
