import { z } from 'zod';
import { splitSchema, versionIdSchema, versionRecordSchema, splitRuleSchema } from './dataset.ts';
import {
  changeKindSchema,
  contentsSchema,
  datasetIdSchema,
  datasetNameSchema,
  datasetSchema,
  diffSchema,
  libraryQuerySchema,
  lookAlikesSchema,
  sampleFilterSchema,
  sampleIdSchema,
  samplePageSchema,
  splitCheckSchema,
  statisticsSchema,
  suspectsSchema,
} from './datasetContents.ts';
import {
  createDatasetSchema,
  datasetOutcomeSchema,
  drawDatasetSchema,
  drawingPreviewSchema,
  drawingSchema,
  exportVersionSchema,
  freezeDatasetSchema,
  importDatasetSchema,
} from './datasetWork.ts';
import { jobIdSchema, jobSchema } from './job.ts';
import { wordMarkSchema } from './word.ts';

/** The part of the contract that is about datasets and their versions. */

const oneDataset = z.object({ dataset: datasetIdSchema });
const oneVersion = z.object({ version: versionIdSchema });
const ofContents = z.object({ contents: contentsSchema });
const count = z.number().int().nonnegative();
const page = { offset: z.number().int().nonnegative(), limit: z.number().int().positive().max(500) };

/** A file format, as `main/exchange` knows it. */
const formatSchema = z.object({
  name: z.string(),
  /** For people. */
  title: z.string(),
  /** The first is the default. */
  recipes: z.array(z.string()),
  canRead: z.boolean(),
  canWrite: z.boolean(),
  /** What writing in it loses of a sample, for people. */
  losses: z.array(z.string()),
});
export type Format = z.infer<typeof formatSchema>;

/** The beginning of a table, for whoever says what its columns hold. */
const tablePreviewSchema = z.object({
  /** As its first line names them. */
  columns: z.array(z.string()),
  /** What a sample can have, and the column that it is taken from unless a person says otherwise. */
  fields: z.array(z.object({ field: z.string(), column: z.string().nullable() })),
  /** The first rows, a cell for each column. */
  rows: z.array(z.array(z.string())),
});
export type TablePreview = z.infer<typeof tablePreviewSchema>;

/** The full new label of one sample. */
const sampleEditSchema = z.strictObject({
  /** As the window knows it. */
  sample: sampleIdSchema,
  text: z.string().max(100_000),
  mark: wordMarkSchema,
  split: splitSchema.nullable(),
  writer: z.string().min(1).max(200).nullable(),
});
export type SampleEdit = z.infer<typeof sampleEditSchema>;

export const datasetCalls = {
  /** Last changed first. */
  listDatasets: { args: z.object({}), result: z.array(datasetSchema) },
  /** @throws `not-found` */
  getDataset: { args: oneDataset, result: datasetSchema },
  renameDataset: { args: oneDataset.extend({ name: datasetNameSchema }), result: datasetSchema },
  /** With its versions, but for those that another dataset has too. */
  deleteDataset: { args: oneDataset, result: z.null() },

  listFormats: { args: z.object({}), result: z.array(formatSchema) },
  /** Formats that a path looks like, the likeliest first; none where it looks like none. */
  recogniseFormat: {
    args: z.object({ path: z.string() }),
    result: z.array(z.object({ format: z.string(), likelihood: z.number() })),
  },
  /** What a dataset made from the library would hold now, images that are gone left aside. */
  countLibrary: {
    args: z.object({ query: libraryQuerySchema }),
    result: z.object({ samples: count, photos: count }),
  },
  /** Null for a format without columns. @throws `data-invalid`, `file-missing` */
  previewTable: {
    args: z.object({ path: z.string(), format: z.string() }),
    result: tablePreviewSchema.nullable(),
  },

  /** Long work is a job; once that is done, what came of it is `datasetOutcome`. */
  importDataset: { args: importDatasetSchema, result: jobSchema },
  createDataset: { args: createDatasetSchema, result: jobSchema },
  drawDataset: { args: drawDatasetSchema, result: jobSchema },
  /** The first dozen samples of a drawing. @throws `file-missing`, `data-invalid`, `bad-arguments` */
  previewDrawing: { args: drawingSchema, result: drawingPreviewSchema },
  /** Fetches the samples of a dataset that was made from the library anew. */
  refreshDataset: { args: oneDataset, result: jobSchema },
  freezeDataset: { args: freezeDatasetSchema, result: jobSchema },
  verifyVersion: { args: oneVersion, result: jobSchema },
  exportVersion: { args: exportVersionSchema, result: jobSchema },
  /** Looks at every picture that has not been looked at, so that near-duplicates are known. */
  comparePictures: { args: ofContents, result: jobSchema },
  /** Reads every word that the recogniser in use has not read, so that wrong labels can be suspected. */
  readSamples: { args: ofContents, result: jobSchema },
  /** Null until the job is done. */
  datasetOutcome: { args: z.object({ job: jobIdSchema }), result: datasetOutcomeSchema.nullable() },

  /** All or none. Refused with `conflict` when a sample is no longer what the window knows. Gives the new samples' ids. */
  editSamples: {
    args: oneDataset.extend({ edits: z.array(sampleEditSchema).min(1).max(1000) }),
    result: z.array(sampleIdSchema),
  },
  /** Takes samples out of the dataset; versions keep them. */
  removeSamples: {
    args: oneDataset.extend({ samples: z.array(sampleIdSchema).min(1).max(10_000) }),
    result: datasetSchema,
  },
  /** Deals all samples anew, and those that come later by the same rule. */
  splitDataset: { args: oneDataset.extend({ rule: splitRuleSchema }), result: splitCheckSchema },
  checkSplits: { args: ofContents, result: splitCheckSchema },

  /** Newest first. */
  listVersions: { args: oneDataset, result: z.array(versionRecordSchema) },
  /** The version's records, one for each dataset that has it. */
  getVersion: { args: oneVersion, result: z.array(versionRecordSchema).min(1) },
  /** Makes the dataset's samples what they were in one of its versions. */
  restoreVersion: { args: oneDataset.extend(oneVersion.shape), result: datasetSchema },

  getStatistics: { args: ofContents, result: statisticsSchema },
  /** In the order of their keys. */
  listSamples: {
    args: ofContents.extend({ filter: sampleFilterSchema, ...page }),
    result: samplePageSchema,
  },
  diffContents: {
    args: z.object({
      before: contentsSchema,
      after: contentsSchema,
      /** Null: of any kind. */
      kind: changeKindSchema.nullable(),
      ...page,
    }),
    result: diffSchema,
  },
  listLookAlikes: { args: ofContents.extend(page), result: lookAlikesSchema },
  listSuspects: { args: ofContents.extend(page), result: suspectsSchema },
};

export const datasetEvents = {
  /** Datasets came, went or changed: ask again for what is on screen. */
  datasetsChanged: z.object({ datasets: z.array(datasetIdSchema) }),
};
