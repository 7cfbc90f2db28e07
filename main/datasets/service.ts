import type { DatasetParts } from './parts.ts';
import { owner, type Caller } from '../../shared/contract/account.ts';
import type { Announce, Serves } from '../../shared/contract/contract.ts';
import type { VersionId } from '../../shared/contract/dataset.ts';
import type { datasetCalls } from '../../shared/contract/datasetCalls.ts';
import type { Contents, DatasetId } from '../../shared/contract/datasetContents.ts';
import {
  datasetOutcomeSchema,
  type CreateDataset,
  type CutDataset,
  type DrawDataset,
  type DatasetRequest,
  type Exported,
  type ExportVersion,
  type FreezeDataset,
  type Frozen,
  type ImportDataset,
  type TakenIn,
  type Verified,
} from '../../shared/contract/datasetWork.ts';
import type { Job } from '../../shared/contract/job.ts';
import { recipesOf } from '../exchange/exchangeFormat.ts';
import { countSetSamples, listSetSamples } from '../store/datasets/datasetSamples.ts';
import { listVersionRecords } from '../store/datasets/datasetVersions.ts';
import { findJobOutcome } from '../store/jobs/jobs.ts';
import { listDatasets, removeDataset } from '../store/datasets/datasets.ts';
import type { HostLock } from '../store/library/hostLock.ts';
import { splitDataset } from './assignSplits.ts';
import { comparePictures, readSamples } from './crops.ts';
import { diffSets, statisticsOf } from './describeSets.ts';
import { cutDataset } from './cutDataset.ts';
import { drawDataset, previewDrawing } from './drawDataset.ts';
import { editSamples, removeSamples, renameDataset, restoreVersion } from './editDataset.ts';
import { exportVersion, isWritable } from './exportVersion.ts';
import { manifestPath } from './files.ts';
import { pathKind } from '../files/pathKind.ts';
import { freezeDataset } from './freezeDataset.ts';
import { countLibrary, createDataset } from './fromLibrary.ts';
import { previewImport } from './previewImport.ts';
import { importDataset } from './importDataset.ts';
import { datasetSteps, discardSent, nameOfExported, titleOf } from './jobs.ts';
import type { Downloads } from '../jobs/downloads.ts';
import type { PreparedWork, WorkOptions } from '../jobs/steps.ts';
import { createDatasetLocks, finish } from './locks.ts';
import { checkSplits, listLookAlikes } from './lookAlikes.ts';
import { packageFormat } from './package/packageFormat.ts';
import {
  nameOfContents,
  requireDataset,
  requireRecords,
  requireSet,
  resolveDataset,
  resolveHeldVersion,
  resolveVersion,
} from './resolveNames.ts';
import { listSuspects } from './suspects.ts';
import { verifyVersion } from './verifyVersion.ts';

export type { WorkOptions } from '../jobs/steps.ts';

export interface DatasetsParts extends Omit<DatasetParts, 'locks'> {
  readonly lock: HostLock;
  readonly announce: Announce;
  readonly downloads: Downloads;
  readonly queue: (title: string, request: DatasetRequest) => Job;
}

export type DatasetsService = ReturnType<typeof createDatasets>;
/** The long-running work on datasets, for jobs, commands and other services. */
export type DatasetWork = ReturnType<typeof createDatasetWork>;
type WorkParts = DatasetParts & Pick<DatasetsParts, 'lock'>;
type DatasetCalls = Serves<typeof datasetCalls>;

/** Datasets, their versions, import and export. */
export function createDatasets(given: DatasetsParts) {
  const { db, lock, folders, announce } = given;
  const locks = createDatasetLocks(db, lock, folders);
  const parts = { ...given, locks, formats: [packageFormat, ...given.formats] };
  const work = createDatasetWork(parts);

  /** Notifies the windows that datasets have changed. */
  function onChanged(...datasets: readonly DatasetId[]): void {
    announce('datasetsChanged', { datasets: [...datasets] });
  }
  /** Notifies the windows also of work outside jobs: a training run creates datasets while they are open. */
  async function finished(prepared: Promise<PreparedWork<TakenIn>>): Promise<TakenIn> {
    const outcome = await finish(db, prepared);
    onChanged(outcome.dataset);
    return outcome;
  }

  return {
    /** The contract's calls: long work is queued as a job. */
    calls: { ...readingCalls(parts), ...changingCalls(parts, onChanged) } satisfies DatasetCalls,
    /** The steps of those jobs. */
    steps: datasetSteps({ db, work, downloads: given.downloads, inbox: folders.inbox, onChanged }),

    // The same work without a job. All throw InkdexErrors `library-busy`.
    importNow: (ask: ImportDataset, options: WorkOptions) => finished(work.import(ask, options)),
    createNow: (ask: CreateDataset, options: WorkOptions) => finished(work.create(ask, options)),
    drawNow: (ask: DrawDataset, options: WorkOptions) => finished(work.draw(ask, options)),
    cutNow: (ask: CutDataset, options: WorkOptions) => finished(work.cut(ask, options)),
    async freezeNow(ask: FreezeDataset, options: WorkOptions): Promise<Frozen> {
      const frozen = await finish(db, work.freeze(ask, options));
      onChanged(ask.dataset);
      return frozen;
    },
    verifyNow: work.verify,
    exportNow: work.export,
    compareNow: work.compare,
    readNow: work.read,

    /** @throws InkdexError `not-found` */
    datasetNamed: (name: string) => resolveDataset(db, name),
    /** Finds a version by its id, the beginning of its id, or a dataset's name: see `resolveVersion`. */
    versionNamed: (text: string) => resolveVersion(db, text),
    /** Finds a version in a dataset: see `resolveHeldVersion`. */
    heldVersionNamed: (text: string, dataset: string | null) => resolveHeldVersion(db, text, dataset),
    /** The path of a version's manifest, and the folder of the objects it names (`shared/fileNames.ts`). */
    filesOf: (version: VersionId) => ({
      manifest: manifestPath(folders, version),
      objects: folders.objects,
    }),
    /** Deletes an uploaded file when nothing needs it any more. Files elsewhere belong to the user and stay. */
    discardSent: (path: string) => discardSent(db, folders.inbox, path),
    /** Resolves when no garbage collection is running. */
    settled: () => locks.settled(),
  };
}

function createDatasetWork(parts: WorkParts) {
  const { db, folders, locks } = parts;

  /** Keeps the objects that are being read, even if their dataset is deleted meanwhile. */
  async function reading<Value>(work: () => Promise<Value>): Promise<Value> {
    const leave = await locks.startReading();
    try {
      return await work();
    } finally {
      leave();
    }
  }

  return {
    import: (ask: ImportDataset, options: WorkOptions) => importDataset(parts, ask, options),
    create: (ask: CreateDataset, options: WorkOptions) => createDataset(parts, ask, options),
    draw: (ask: DrawDataset, options: WorkOptions) => drawDataset(parts, ask, options),
    cut: (ask: CutDataset, options: WorkOptions) => cutDataset(parts, ask, options),
    freeze: (ask: FreezeDataset, options: WorkOptions) => freezeDataset(parts, ask, options),
    verify: (version: VersionId, options: WorkOptions): Promise<Verified> =>
      reading(() => verifyVersion(db, folders, version, options)),
    /** The name of a file or folder to download. */
    exportName: (ask: ExportVersion): string =>
      `${nameOfExported(ask, (contents) => nameOfContents(db, contents))} ${ask.format}`,
    export: (ask: ExportVersion & { readonly path: string }, options: WorkOptions): Promise<Exported> =>
      reading(() => exportVersion(parts, ask, options)),
    /** Returns the number of pictures compared. */
    compare: (contents: Contents, options: WorkOptions): Promise<number> =>
      reading(() => comparePictures(parts, requireSet(db, contents), options)),
    /** Returns the number of words read. */
    read: (contents: Contents, options: WorkOptions): Promise<number> =>
      reading(async () => {
        const { sha256 } = await parts.recogniser();
        return await readSamples(parts, requireSet(db, contents), sha256, options);
      }),
  };
}

/** The calls that only look. */
function readingCalls(parts: WorkParts) {
  const { db, formats, recogniser } = parts;
  const set = (contents: Contents): number => requireSet(db, contents);
  return {
    listDatasets: () => listDatasets(db),
    getDataset: ({ dataset }) => requireDataset(db, dataset),
    datasetOutcome: ({ job }) => findJobOutcome(db, job, datasetOutcomeSchema) ?? null,
    listVersions: ({ dataset }) => listVersionRecords(db, requireDataset(db, dataset).id),
    getVersion: ({ version }) => requireRecords(db, version),

    listFormats: () =>
      formats.map((format) => ({
        name: format.name,
        title: format.title,
        recipes: recipesOf(format),
        variants: [...(format.variants ?? ['plain'])],
        canRead: format.read !== null,
        canWrite: isWritable(format),
        losses: [...(format.losses ?? [])],
      })),
    recogniseFormat: async ({ path }) => {
      await pathKind(path);
      const readable = formats.filter(({ read }) => read !== null);
      const guesses = await Promise.all(
        readable.map(async ({ name, recognise }) => ({ format: name, likelihood: await recognise(path) })),
      );
      return guesses
        .filter(({ likelihood }) => likelihood > 0)
        .sort((a, b) => b.likelihood - a.likelihood || (a.format < b.format ? -1 : 1));
    },
    countLibrary: ({ query }) => countLibrary(parts, query),
    previewDrawing: (ask) => previewDrawing(parts, ask),
    previewImport: (ask) => previewImport(parts, ask),
    previewTable: async ({ path, format: name }) => {
      await pathKind(path);
      const format = formats.find((each) => each.name === name);
      return (await format?.previewTable?.(path)) ?? null;
    },

    getStatistics: ({ contents }) => statisticsOf(db, set(contents)),
    listSamples: ({ contents, filter, offset, limit }) => ({
      total: countSetSamples(db, set(contents), filter),
      samples: listSetSamples(db, set(contents), filter, { offset, limit }),
    }),
    diffContents: ({ before, after, ...page }) => diffSets(db, set(before), set(after), page),
    checkSplits: ({ contents }) => checkSplits(db, set(contents)),
    listLookAlikes: ({ contents, ...page }) => listLookAlikes(db, set(contents), page),
    listSuspects: async ({ contents, ...page }) => listSuspects(db, set(contents), await recogniser(), page),
  } satisfies Partial<DatasetCalls>;
}

/** The calls that change a dataset, at once or through a job. */
function changingCalls(
  parts: WorkParts & Pick<DatasetsParts, 'queue'>,
  onChanged: (dataset: DatasetId) => void,
) {
  const { db, lock, locks } = parts;

  function queue(request: DatasetRequest): Job {
    return parts.queue(
      titleOf(request, (contents) => nameOfContents(db, contents)),
      request,
    );
  }

  function changed<Value>(dataset: DatasetId, change: () => Value): Value {
    lock.require();
    const value = change();
    onChanged(dataset);
    return value;
  }

  return {
    importDataset: (ask) => queue({ work: 'import', ask }),
    createDataset: (ask) => queue({ work: 'create', ask }),
    drawDataset: (ask) => queue({ work: 'draw', ask }),
    cutDataset: (ask) => queue({ work: 'cut', ask }),
    // A person signs with their own name; the owner may give another one.
    freezeDataset(ask, { name }: Caller = owner) {
      return queue({ work: 'freeze', ask: { ...ask, author: name ?? ask.author } });
    },
    verifyVersion: (ask) => queue({ work: 'verify', ask }),
    exportVersion: (ask) => queue({ work: 'export', ask }),
    comparePictures: ({ contents }) => queue({ work: 'compare', ask: contents }),
    readSamples: ({ contents }) => queue({ work: 'read', ask: contents }),

    renameDataset: ({ dataset, name }) => changed(dataset, () => renameDataset(db, dataset, name)),
    deleteDataset: ({ dataset }) => {
      changed(dataset, () => {
        requireDataset(db, dataset);
        removeDataset(db, dataset);
        locks.collectSoon();
      });
      return null;
    },
    editSamples: ({ dataset, edits }) =>
      changed(dataset, () => editSamples(db, dataset, edits, locks.isPinned)),
    removeSamples: ({ dataset, samples }) =>
      changed(dataset, () => removeSamples(db, dataset, samples, locks.isPinned)),
    splitDataset: async ({ dataset, rule }) => {
      await splitDataset(db, locks, dataset, rule, new AbortController().signal);
      onChanged(dataset);
      return checkSplits(db, requireSet(db, { dataset }));
    },
    restoreVersion: ({ dataset, version }) => changed(dataset, () => restoreVersion(db, dataset, version)),
  } satisfies Partial<DatasetCalls>;
}
