import {
  versionIdSchema,
  versionRecordSchema,
  type VersionId,
  type VersionRecord,
} from '../../shared/contract/dataset.ts';
import {
  datasetIdSchema,
  datasetSchema,
  heldSampleSchema,
  type Dataset,
  type DatasetId,
  type HeldSample,
} from '../../shared/contract/datasetContents.ts';
import { jobSchema, type Job } from '../../shared/contract/job.ts';
import { bareLabel } from '../../main/exchange/records.ts';

/** Datasets and what is in them as the house would send it, for tests of what the renderer makes of it. */
export function datasetId(id: number): DatasetId {
  return datasetIdSchema.parse(id);
}

/** A version's id that begins with a letter from a to f. */
export function versionId(letter: string): VersionId {
  return versionIdSchema.parse(letter.repeat(64));
}

export function datasetFixture(id: number, changes: Partial<Dataset> = {}): Dataset {
  const dataset = datasetSchema.parse({
    id,
    name: `dataset ${id}`,
    samples: 3,
    images: 2,
    origin: { kind: 'import', format: 'csv', recipe: 'plain', path: '/data/words' },
    licence: '',
    splitRule: { kind: 'given' },
    head: null,
    isChanged: true,
    versions: 0,
    madeAt: '2026-11-20T10:00:00Z',
    changedAt: '2026-11-20T10:00:00Z',
  });
  return { ...dataset, ...changes };
}

export function recordFixture(letter: string, changes: Partial<VersionRecord> = {}): VersionRecord {
  const record = versionRecordSchema.parse({
    version: versionId(letter),
    dataset: 'words',
    number: 1,
    parent: null,
    author: 'anna',
    note: '',
    tags: [],
    licence: '',
    frozenAt: '2026-11-20T10:00:00Z',
    samples: 3,
    images: 2,
    models: [],
  });
  return { ...record, ...changes };
}

export function sampleFixture(id: number, changes: Partial<HeldSample> = {}): HeldSample {
  const sample = heldSampleSchema.parse({
    ...bareLabel,
    id,
    key: `word-${String(id).padStart(6, '0')}`,
    level: 'word',
    file: `${id}.png`,
    text: `text ${id}`,
    image: id.toString(16).padStart(64, '0'),
    source: { kind: 'import', name: 'csv' },
    width: 100,
    height: 40,
  });
  return { ...sample, ...changes };
}

export function jobFixture(id: number, changes: Partial<Job> = {}): Job {
  const job = jobSchema.parse({
    id,
    kind: 'dataset',
    state: 'queued',
    title: 'Freeze words',
    done: 0,
    total: null,
    failed: 0,
    duplicates: 0,
    passedOver: 0,
    unshown: 0,
    scaledDown: 0,
    leftOut: 0,
    hasDownload: false,
    etaSeconds: null,
    error: null,
    createdAt: '2026-11-20T10:00:00Z',
    finishedAt: null,
  });
  return { ...job, ...changes };
}
