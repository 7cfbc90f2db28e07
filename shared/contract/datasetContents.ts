import { z } from 'zod';
import { sampleLevelSchema, sampleSchema, splitSchema, versionIdSchema, splitRuleSchema } from './dataset.ts';
import { photoIdSchema, photoProgressSchema, photoStatusSchema, sha256Schema } from './photo.ts';
import { modelIdSchema } from './model.ts';
import { wordMarkSchema } from './word.ts';

/** Datasets and versions as the window shows them. */

const count = z.number().int().nonnegative();

export const datasetIdSchema = z.number().int().positive().brand<'DatasetId'>();
export type DatasetId = z.infer<typeof datasetIdSchema>;

/** Id of an immutable sample: a changed label is a new sample with the same key. */
export const sampleIdSchema = z.number().int().positive().brand<'SampleId'>();
export type SampleId = z.infer<typeof sampleIdSchema>;

export const datasetNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^/\\\p{Cc}]+$/u, 'a name has no slashes and no control characters');

/** Selects the part of the library for a dataset. Null means no condition. */
export const libraryQuerySchema = z.strictObject({
  level: sampleLevelSchema,
  /** Photos in this folder or below it. */
  folder: z.string().nullable(),
  status: photoStatusSchema.nullable(),
  progress: photoProgressSchema.nullable(),
  /** Photos that match this search query. */
  search: z.string().max(1000).nullable(),
  /**
   * Photos whose text is mostly in this language, recognised by its most frequent words: "en", "fr", "de", "es",
   * "it".
   */
  language: z.string().max(35).nullable(),
  /** Empty for no condition. */
  photos: z.array(photoIdSchema),
  /** Only labels that a person typed or confirmed; lines and pages only if all of their words are. */
  confirmedOnly: z.boolean(),
  /** The minimum confidence of unconfirmed readings; null for no limit. */
  leastConfidence: z.number().min(0).max(1).nullable().default(null),
  /** The writer of all samples. */
  writer: z.string().min(1).max(200).nullable(),
});
export type LibraryQuery = z.infer<typeof libraryQuerySchema>;

/** The source of a dataset's samples, from which they can be updated. */
export const datasetOriginSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('library'), query: libraryQuerySchema }),
  z.object({ kind: z.literal('import'), format: z.string(), recipe: z.string(), path: z.string() }),
  /** Single characters cut from the words of a version. `model`: SHA-256 of the recogniser that said where they stand. */
  z.object({ kind: z.literal('characters'), version: versionIdSchema, model: sha256Schema }),
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
  /** The version that its samples equal or were edited from. */
  head: versionIdSchema.nullable(),
  /** Whether the samples differ from `head`, or the dataset was never frozen. */
  isChanged: z.boolean(),
  versions: count,
  madeAt: z.string(),
  changedAt: z.string(),
});
export type Dataset = z.infer<typeof datasetSchema>;

/** The current samples of a dataset, or those of a version. */
export const contentsSchema = z.union([
  z.strictObject({ dataset: datasetIdSchema }),
  z.strictObject({ version: versionIdSchema }),
]);
export type Contents = z.infer<typeof contentsSchema>;

/** A sample with its id, by which its picture is requested: kind `sample`, `v` the SHA-256 of its image. */
export const heldSampleSchema = sampleSchema.extend({
  id: sampleIdSchema,
  /** Size of the upright image in pixels. */
  width: z.number().int().positive(),
  height: z.number().int().positive(),
});
export type HeldSample = z.infer<typeof heldSampleSchema>;

/** The kind of a text's source. */
const sourceKindSchema = z.enum(['person', 'import', 'model']);

/** Null means no condition. `none` in `split` and `writer` selects samples without a split or writer. */
export const sampleFilterSchema = z.strictObject({
  split: z.union([splitSchema, z.literal('none')]).nullable(),
  level: sampleLevelSchema.nullable(),
  mark: wordMarkSchema.nullable(),
  source: sourceKindSchema.nullable(),
  writer: z.union([z.object({ name: z.string() }), z.literal('none')]).nullable(),
  page: z.string().nullable(),
  language: z.string().nullable(),
  /** Substring of the text, with case and accents. */
  text: z.string().max(1000).nullable(),
  /** Substring of the key. */
  key: z.string().max(500).nullable(),
  /** Length of the text in code points. */
  shortest: count.nullable(),
  longest: count.nullable(),
});
export type SampleFilter = z.infer<typeof sampleFilterSchema>;

/** Matches every sample. */
export const noFilter: SampleFilter = {
  split: null,
  level: null,
  mark: null,
  source: null,
  writer: null,
  page: null,
  language: null,
  text: null,
  key: null,
  shortest: null,
  longest: null,
};

export const samplePageSchema = z.object({ total: count, samples: z.array(heldSampleSchema) });

const bySplit = z.object({ train: count, validation: count, test: count, none: count });
export type BySplit = z.infer<typeof bySplit>;

/** For tables and charts. */
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
    /** The writers with the most samples, most first; null is no writer. */
    most: z.array(z.object({ writer: z.string().nullable(), samples: count, splits: bySplit })),
  }),
  pages: count,
  /** Number of samples by length of the text in code points, shortest first. */
  lengths: z.array(z.object({ length: count, samples: count })),
  /**
   * Most frequent first. `training` counts legible samples of the training split, or all if there are no splits.
   */
  letters: z.array(z.object({ letter: z.string(), count, training: count })),
  /** Characters that are too rare to learn: they occur fewer than `learnableFrom` times in the training split. */
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

/**
 * A sample with several changes counts under each kind. A changed image counts as one removed and one added sample.
 */
const changeCountsSchema = z.record(changeKindSchema, count);
export type ChangeCounts = z.infer<typeof changeCountsSchema>;

export const diffSchema = z.object({
  counts: changeCountsSchema,
  /** Number of changes of the requested kind, or of any kind. */
  total: count,
  /** In the order of their keys. */
  changes: z.array(sampleChangeSchema),
});
export type Diff = z.infer<typeof diffSchema>;

/** A group of duplicates or near-duplicates. */
const lookAlikeGroupSchema = z.object({
  /** same: the same region of the same image. near: similar pictures. */
  kind: z.enum(['same', 'near']),
  /** Whether they are in more than one split, which is leakage. */
  isAcrossSplits: z.boolean(),
  samples: z.array(heldSampleSchema),
  /** Size of the group; `samples` contains the first ones. */
  size: count,
});
export type LookAlikeGroup = z.infer<typeof lookAlikeGroupSchema>;

/** How many pictures of a dataset have a perceptual hash; the job `comparePictures` computes them. */
const comparedSchema = z.object({ compared: count, pictures: count });

export const lookAlikesSchema = comparedSchema.extend({
  total: count,
  /** Groups across splits first, then the largest. */
  groups: z.array(lookAlikeGroupSchema),
});
export type DatasetLookAlikes = z.infer<typeof lookAlikesSchema>;

/** Writers or pages in several splits. `file`: one of their images, by which a photo of the library is named. */
const straddling = z.array(z.object({ name: z.string(), file: z.string(), splits: bySplit }));

/** Leakage: writers, pages and near-duplicates in more than one split. Samples without a split are ignored. */
export const splitCheckSchema = comparedSchema.extend({
  splits: bySplit,
  writers: straddling,
  pages: straddling,
  /** Number of groups of near-duplicates across splits; `listLookAlikes` returns them first. */
  lookAlikes: count,
});
export type SplitCheck = z.infer<typeof splitCheckSchema>;

/** A label that the recogniser in use contradicts. */
const suspectSchema = z.object({
  sample: heldSampleSchema,
  reading: z.string(),
  /** Confidence of the reading, and of the label if it was among the readings; 0 to 1. */
  confidence: z.number().min(0).max(1),
  labelConfidence: z.number().min(0).max(1),
  /**
   * form: differs in case, accents or punctuation. part: one contains the other, so the box may be wrong. letters:
   * other differences.
   */
  kind: z.enum(['form', 'part', 'letters']),
});
export type Suspect = z.infer<typeof suspectSchema>;

export const suspectsSchema = z.object({
  /** Words that the recogniser in use has read so far; the job `readSamples` reads them. */
  read: count,
  words: count,
  model: modelIdSchema.nullable(),
  total: count,
  /** The most confident contradictions first. */
  suspects: z.array(suspectSchema),
});
export type Suspects = z.infer<typeof suspectsSchema>;
