import { z } from 'zod';
import type { CallTable, EventTable } from './call.ts';
import {
  sampleLevelSchema,
  splitSchema,
  versionIdSchema,
  versionRecordSchema,
  splitRuleSchema,
} from './dataset.ts';
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
  cutDatasetSchema,
  drawDatasetSchema,
  drawingPreviewSchema,
  drawingSchema,
  exportVersionSchema,
  freezeDatasetSchema,
  filesToReadSchema,
  importDatasetSchema,
} from './datasetWork.ts';
import { jobIdSchema, jobSchema } from './job.ts';
import { wordMarkSchema } from './word.ts';

/** The calls and events about datasets and their versions. */

const oneDataset = z.object({ dataset: datasetIdSchema });
const oneVersion = z.object({ version: versionIdSchema });
const ofContents = z.object({ contents: contentsSchema });
const count = z.number().int().nonnegative();
const page = { offset: z.number().int().nonnegative(), limit: z.number().int().positive().max(500) };

/** A file format of `main/exchange`. */
const formatSchema = z.object({
  name: z.string(),
  /** For people. */
  title: z.string(),
  /** Ways to read it, and what each takes, for people. The first is the default. */
  recipes: z.record(z.string(), z.string()),
  /** Ways to write it. The first is the default. */
  variants: z.array(z.string()),
  canRead: z.boolean(),
  canWrite: z.boolean(),
  /** What an export in this format loses, for people. */
  losses: z.array(z.string()),
});
export type Format = z.infer<typeof formatSchema>;

/** The first rows of a table, for mapping its columns to fields. */
const tablePreviewSchema = z.object({
  /** Names of the columns, from the first line. */
  columns: z.array(z.string()),
  /** The fields of a sample, and the default column of each. */
  fields: z.array(z.object({ field: z.string(), column: z.string().nullable() })),
  /** The first rows, a cell for each column. */
  rows: z.array(z.array(z.string())),
});
export type TablePreview = z.infer<typeof tablePreviewSchema>;

/** What an import would bring. */
const importPreviewSchema = z.object({
  /** Samples of each level that occurs. */
  levels: z.array(z.object({ level: sampleLevelSchema, count })),
  images: count,
  /** The first texts. */
  texts: z.array(z.string()),
  /** Records that would not become samples, by reason. `isFatal`: the import stops there, unless they are skipped. */
  problems: z.array(
    z.object({
      reason: z.string(),
      count,
      /** The place or the message of the first. */
      first: z.string(),
      isFatal: z.boolean(),
    }),
  ),
  /** False where reading takes longer than a preview may: there is more. */
  isWhole: z.boolean(),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;

/** The full new label of one sample. */
const sampleEditSchema = z.strictObject({
  /** Id of the sample, by which a conflict is detected. */
  sample: sampleIdSchema,
  text: z.string().max(100_000),
  mark: wordMarkSchema,
  split: splitSchema.nullable(),
  writer: z.string().min(1).max(200).nullable(),
});
export type SampleEdit = z.infer<typeof sampleEditSchema>;

export const datasetCalls = {
  /** Sorted by the time of the last change, newest first. */
  listDatasets: { role: 'read', args: z.object({}), result: z.array(datasetSchema) },
  /** @throws `not-found` */
  getDataset: { role: 'read', args: oneDataset, result: datasetSchema },
  renameDataset: {
    role: 'label',
    args: oneDataset.extend({ name: datasetNameSchema }),
    result: datasetSchema,
  },
  /** Also deletes its versions, except those that another dataset has, too. */
  deleteDataset: { role: 'admin', args: oneDataset, result: z.null() },

  listFormats: { role: 'read', args: z.object({}), result: z.array(formatSchema) },
  /** The formats that a file or folder may have, most likely first; empty if none was recognised. */
  recogniseFormat: {
    role: 'admin',
    args: z.object({ path: z.string() }),
    result: z.array(z.object({ format: z.string(), likelihood: z.number() })),
  },
  /** The size that a dataset created from the library would have now, without missing images. */
  countLibrary: {
    role: 'read',
    args: z.object({ query: libraryQuerySchema }),
    result: z.object({ samples: count, photos: count }),
  },
  /** Null for a format without columns. @throws `data-invalid`, `file-missing` */
  previewTable: {
    role: 'admin',
    args: z.object({ path: z.string(), format: z.string() }),
    result: tablePreviewSchema.nullable(),
  },

  /** By the records that can be read in two seconds. @throws `data-invalid`, `file-missing`, `bad-arguments` */
  previewImport: {
    role: 'admin',
    args: filesToReadSchema,
    result: importPreviewSchema,
  },

  /** Long work is a job. When it is done, `datasetOutcome` returns its result. */
  importDataset: { role: 'admin', args: importDatasetSchema, result: jobSchema },
  createDataset: { role: 'label', args: createDatasetSchema, result: jobSchema },
  drawDataset: { role: 'admin', args: drawDatasetSchema, result: jobSchema },
  cutDataset: { role: 'label', args: cutDatasetSchema, result: jobSchema },
  /** The first twelve samples of a drawing. @throws `file-missing`, `data-invalid`, `bad-arguments` */
  previewDrawing: { role: 'admin', args: drawingSchema, result: drawingPreviewSchema },
  freezeDataset: { role: 'label', args: freezeDatasetSchema, result: jobSchema },
  verifyVersion: { role: 'label', args: oneVersion, result: jobSchema },
  exportVersion: { role: 'admin', args: exportVersionSchema, result: jobSchema },
  /** Computes the missing perceptual hashes, by which near-duplicates are found. */
  comparePictures: { role: 'label', args: ofContents, result: jobSchema },
  /** Reads every word that the recogniser in use has not read yet, to find labels that it contradicts. */
  readSamples: { role: 'label', args: ofContents, result: jobSchema },
  /** Null until the job is done. */
  datasetOutcome: {
    role: 'read',
    args: z.object({ job: jobIdSchema }),
    result: datasetOutcomeSchema.nullable(),
  },

  /**
   * Applies all edits or none. Returns the ids of the new samples. @throws `conflict` if a sample was changed since
   * the window loaded it
   */
  editSamples: {
    role: 'label',
    args: oneDataset.extend({ edits: z.array(sampleEditSchema).min(1).max(1000) }),
    result: z.array(sampleIdSchema),
  },
  /** Removes samples from the dataset; its versions do not change. */
  removeSamples: {
    role: 'label',
    args: oneDataset.extend({ samples: z.array(sampleIdSchema).min(1).max(10_000) }),
    result: datasetSchema,
  },
  /** Reassigns the splits of all samples; later samples are assigned by the same rule. */
  splitDataset: {
    role: 'label',
    args: oneDataset.extend({ rule: splitRuleSchema }),
    result: splitCheckSchema,
  },
  checkSplits: { role: 'read', args: ofContents, result: splitCheckSchema },

  /** Newest first. */
  listVersions: { role: 'read', args: oneDataset, result: z.array(versionRecordSchema) },
  /** The version's records, one for each dataset that has it. */
  getVersion: { role: 'read', args: oneVersion, result: z.array(versionRecordSchema).min(1) },
  /** Replaces the dataset's samples by those of one of its versions. */
  restoreVersion: { role: 'admin', args: oneDataset.extend(oneVersion.shape), result: datasetSchema },

  getStatistics: { role: 'read', args: ofContents, result: statisticsSchema },
  /** Sorted by key. */
  listSamples: {
    role: 'read',
    args: ofContents.extend({ filter: sampleFilterSchema, ...page }),
    result: samplePageSchema,
  },
  diffContents: {
    role: 'read',
    args: z.object({
      before: contentsSchema,
      after: contentsSchema,
      /** Null for changes of any kind. */
      kind: changeKindSchema.nullable(),
      ...page,
    }),
    result: diffSchema,
  },
  listLookAlikes: { role: 'read', args: ofContents.extend(page), result: lookAlikesSchema },
  listSuspects: { role: 'read', args: ofContents.extend(page), result: suspectsSchema },
} satisfies CallTable;

export const datasetEvents = {
  /** Datasets were added, deleted or changed. Windows load what they show again. */
  datasetsChanged: { role: 'read', payload: z.object({ datasets: z.array(datasetIdSchema) }) },
} satisfies EventTable;
