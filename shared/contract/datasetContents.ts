import { z } from 'zod';
import { sampleLevelSchema, sampleSchema, splitSchema, versionIdSchema, splitRuleSchema } from './dataset.ts';
import { photoIdSchema, photoProgressSchema, photoStatusSchema } from './photo.ts';
import { modelIdSchema } from './model.ts';
import { wordMarkSchema } from './word.ts';

/** What a person sees of datasets and versions. */

const count = z.number().int().nonnegative();

export const datasetIdSchema = z.number().int().positive().brand<'DatasetId'>();
export type DatasetId = z.infer<typeof datasetIdSchema>;

/** Names one sample as it is for good: a label that changes is another sample under the same key. */
export const sampleIdSchema = z.number().int().positive().brand<'SampleId'>();
export type SampleId = z.infer<typeof sampleIdSchema>;

export const datasetNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^/\\\p{Cc}]+$/u, 'a name has no slashes and no control characters');

/** Which of the library goes into a dataset. What is null is no condition. */
export const libraryQuerySchema = z.strictObject({
  level: sampleLevelSchema,
  /** Photos in this folder or below it. */
  folder: z.string().nullable(),
  status: photoStatusSchema.nullable(),
  progress: photoProgressSchema.nullable(),
  /** Photos that this search finds. */
  search: z.string().max(1000).nullable(),
  /** Photos whose text is mostly in this language, by its commonest words: "en", "fr", "de", "es", "it". */
  language: z.string().max(35).nullable(),
  /** Empty: no condition. */
  photos: z.array(photoIdSchema),
  /** Only what a person typed or confirmed; a line or page counts when all of its words do. */
  confirmedOnly: z.boolean(),
  /** Of what nobody confirmed, only what a model read at least so surely; null: all of it. */
  leastConfidence: z.number().min(0).max(1).nullable().default(null),
  /** Written into every sample. */
  writer: z.string().min(1).max(200).nullable(),
});
export type LibraryQuery = z.infer<typeof libraryQuerySchema>;

/** Where a dataset's samples came from, so that they can be fetched anew. */
export const datasetOriginSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('library'), query: libraryQuerySchema }),
  z.object({ kind: z.literal('import'), format: z.string(), recipe: z.string(), path: z.string() }),
  z.object({ kind: z.literal('mixed') }),
]);
export type DatasetOrigin = z.infer<typeof datasetOriginSchema>;

export const datasetSchema = z.object({
  id: datasetIdSchema,
  name: z.string(),
  samples: count,
  images: count,
  origin: datasetOriginSchema,
  licence: z.string(),
  splitRule: splitRuleSchema,
  /** The version that its samples are, or became from by changes. */
  head: versionIdSchema.nullable(),
  /** Whether its samples differ from `head`, or it was never frozen. */
  isChanged: z.boolean(),
  versions: count,
  madeAt: z.string(),
  changedAt: z.string(),
});
export type Dataset = z.infer<typeof datasetSchema>;

/** The samples of a dataset as they are now, or those of a version. */
export const contentsSchema = z.union([
  z.strictObject({ dataset: datasetIdSchema }),
  z.strictObject({ version: versionIdSchema }),
]);
export type Contents = z.infer<typeof contentsSchema>;

/** A sample with the id of its picture: kind `sample`, `v` its image's SHA-256. */
export const heldSampleSchema = sampleSchema.extend({
  id: sampleIdSchema,
  /** Of the upright image, in pixels. */
  width: z.number().int().positive(),
  height: z.number().int().positive(),
});
export type HeldSample = z.infer<typeof heldSampleSchema>;

/** Who made a text, without saying which model or import. */
const sourceKindSchema = z.enum(['person', 'import', 'model']);

/** What is null is no condition; in `split` and `writer`, `none` asks for those that have none. */
export const sampleFilterSchema = z.strictObject({
  split: z.union([splitSchema, z.literal('none')]).nullable(),
  level: sampleLevelSchema.nullable(),
  mark: wordMarkSchema.nullable(),
  source: sourceKindSchema.nullable(),
  writer: z.union([z.object({ name: z.string() }), z.literal('none')]).nullable(),
  page: z.string().nullable(),
  language: z.string().nullable(),
  /** Somewhere in the text; case and accents count. */
  text: z.string().max(1000).nullable(),
  /** Somewhere in the key. */
  key: z.string().max(500).nullable(),
  /** Of the text, in code points. */
  shortest: count.nullable(),
  longest: count.nullable(),
});
export type SampleFilter = z.infer<typeof sampleFilterSchema>;

export const samplePageSchema = z.object({ total: count, samples: z.array(heldSampleSchema) });

const bySplit = z.object({ train: count, validation: count, test: count, none: count });
export type BySplit = z.infer<typeof bySplit>;

/** For people and plots. */
export const statisticsSchema = z.object({
  samples: count,
  images: count,
  splits: bySplit,
  levels: z.object({ word: count, line: count, page: count }),
  marks: z.object({ text: count, illegible: count, 'not-text': count }),
  sources: z.array(z.object({ source: z.string(), kind: sourceKindSchema, samples: count })),
  languages: z.array(z.object({ language: z.string().nullable(), samples: count })),
  writers: z.object({
    total: count,
    /** Those with most samples, most first; null stands for no writer. */
    most: z.array(z.object({ writer: z.string().nullable(), samples: count, splits: bySplit })),
  }),
  pages: count,
  /** Code points of the texts, shortest first. */
  lengths: z.array(z.object({ length: count, samples: count })),
  /** Most frequent first. `training` counts only samples marked text that train, or all where nothing is split. */
  letters: z.array(z.object({ letter: z.string(), count, training: count })),
  /** Letters that occur, but fewer than `learnableFrom` times where it trains: too rare to learn. */
  rare: z.array(z.string()),
  learnableFrom: count,
});
export type Statistics = z.infer<typeof statisticsSchema>;

/** text: text or mark; box: quad or polygon; other: anything else, such as the writer. */
export const changeKindSchema = z.enum(['added', 'removed', 'text', 'box', 'split', 'other']);
export type ChangeKind = z.infer<typeof changeKindSchema>;

const sampleChangeSchema = z.object({
  key: z.string(),
  kinds: z.array(changeKindSchema).min(1),
  before: heldSampleSchema.nullable(),
  after: heldSampleSchema.nullable(),
});
export type SampleChange = z.infer<typeof sampleChangeSchema>;

/** A sample whose text and split changed counts under both. An image that changed is one removed and one added. */
const changeCountsSchema = z.record(changeKindSchema, count);
export type ChangeCounts = z.infer<typeof changeCountsSchema>;

export const diffSchema = z.object({
  counts: changeCountsSchema,
  /** Changes of the kind asked for, or of any. */
  total: count,
  /** In the order of their keys. */
  changes: z.array(sampleChangeSchema),
});
export type Diff = z.infer<typeof diffSchema>;

/** Samples that show the same, or nearly. */
const lookAlikeGroupSchema = z.object({
  /** same: the same place of the same image. near: the pictures hardly differ. */
  kind: z.enum(['same', 'near']),
  /** Whether they stand in more than one split: what is tested was trained on. */
  isAcrossSplits: z.boolean(),
  samples: z.array(heldSampleSchema),
  /** In all; `samples` holds the first ones. */
  size: count,
});
export type LookAlikeGroup = z.infer<typeof lookAlikeGroupSchema>;

/** How far the pictures of a dataset have been compared: a job does it, `comparePictures`. */
const comparedSchema = z.object({ compared: count, pictures: count });

export const lookAlikesSchema = comparedSchema.extend({
  total: count,
  /** Those across splits first, then the largest. */
  groups: z.array(lookAlikeGroupSchema),
});
export type DatasetLookAlikes = z.infer<typeof lookAlikesSchema>;

/** What stands on more than one side of the splits. Samples without a split stand on none. */
export const splitCheckSchema = comparedSchema.extend({
  splits: bySplit,
  writers: z.array(z.object({ name: z.string(), splits: bySplit })),
  pages: z.array(z.object({ name: z.string(), splits: bySplit })),
  /** Groups of same or nearly same pictures; the first of them in `listLookAlikes`. */
  lookAlikes: count,
});
export type SplitCheck = z.infer<typeof splitCheckSchema>;

/** A label that the recogniser in use contradicts. */
const suspectSchema = z.object({
  sample: heldSampleSchema,
  reading: z.string(),
  /** Of the reading and, where it was among the readings, of the label; 0 to 1. */
  confidence: z.number().min(0).max(1),
  labelConfidence: z.number().min(0).max(1),
  /** form: case, accents or signs; part: one holds the other, so the box may be cut; letters: anything else. */
  kind: z.enum(['form', 'part', 'letters']),
});
export type Suspect = z.infer<typeof suspectSchema>;

export const suspectsSchema = z.object({
  /** Words read so far by the recogniser in use: a job does it, `readSamples`. */
  read: count,
  words: count,
  model: modelIdSchema.nullable(),
  total: count,
  /** The firmest contradictions first. */
  suspects: z.array(suspectSchema),
});
export type Suspects = z.infer<typeof suspectsSchema>;
