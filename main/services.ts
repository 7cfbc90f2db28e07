import { join } from 'node:path';
import type { Announce, CallArgs } from '../shared/contract/contract.ts';
import type { Job, JobId } from '../shared/contract/job.ts';
import type { Model } from '../shared/contract/model.ts';
import { InkdexError } from '../shared/result.ts';
import { counted } from '../shared/text.ts';
import { startWorker, type WorkerOptions, type Reader, type Trainer } from './workers/client.ts';
import { createDatasets, type DatasetsJourney } from './datasets/service.ts';
import { exchangeFormats } from './exchange/formats.ts';
import { createFileOutcomes } from './library/fileOutcomes.ts';
import { createJobLanes } from './library/jobLanes.ts';
import { JobRunner } from './library/jobRunner.ts';
import { createLibrary, type LibraryJourney } from './library/service.ts';
import { createPictures } from './library/pictures.ts';
import { createWatching, type WatchingJourney } from './library/watch/service.ts';
import { createLabels, type Labels } from './labels/service.ts';
import { nearTerms } from './search/correction.ts';
import { createModels, type Models } from './models/service.ts';
import { createModelShelf, type ModelShelf } from './models/registry.ts';
import { createRunner, datasetEngine, overlookedReader, quadReader } from './readerServices.ts';
import { composeTraining } from './trainingServices.ts';
import { codeVersion } from './training/machine.ts';
import type { TrainingJourney } from './training/service.ts';
import { listSamples, packageFolder, readAppVersion, resourcesFolder } from './resources.ts';
import { createReading, type ReadingJourney } from './reading/service.ts';

import { everyPhotoFound } from './search/service.ts';
import { createSearch, type Search } from './search/service.ts';
import { createBackups } from './store/backups.ts';
import { createFileCheck, createHostLock } from './store/hostLock.ts';
import { libraryPaths, openLibrary } from './store/open.ts';
import { findPhoto } from './store/photos.ts';

export type { WordReading } from './workers/client.ts';
export type { DatasetsJourney, WorkOptions } from './datasets/service.ts';
export type { FileListener, FileOutcome } from './library/fileOutcomes.ts';
export type { LibraryJourney } from './library/service.ts';
export type { Picture } from './library/pictures.ts';
export type { ReadingJourney, ReadOptions } from './reading/service.ts';
export type { TrainingJourney } from './training/service.ts';

export interface JobsJourney {
  /** Unfinished jobs first, then the latest. */
  list(): Job[];
  pause(args: CallArgs<'pauseJob'>): Job;
  resume(args: CallArgs<'resumeJob'>): Job;
  cancel(args: CallArgs<'cancelJob'>): Job;
  /**
   * Resolves when the job and the reading job that it queued are done, failed, cancelled or paused. Returns
   * the job, or the reading job if that is not done.
   */
  finished(job: JobId): Promise<Job>;
}

/** An open library and everything that can be done with it. */
export interface Services {
  readonly library: LibraryJourney;
  readonly watching: WatchingJourney;
  readonly jobs: JobsJourney;
  readonly reading: ReadingJourney;
  readonly search: Search;
  readonly labels: Labels;
  readonly models: Models;
  readonly datasets: DatasetsJourney;
  readonly training: TrainingJourney;
  /**
   * Continues unfinished jobs and runs, and starts the daily backups. Called by the desktop app and the server. A command
   * that only reads the library does not call it.
   */
  start(): void;
  /** Keeps unfinished jobs for the next start and ends the worker processes. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Folder of the library; created if it does not exist. */
  readonly library: string;
  readonly announce: Announce;
  /** Starts a worker process. Default: Node's fork. */
  readonly spawn?: WorkerOptions<'reader'>['spawn'];
}

/** @throws InkdexError `library-newer`, `library-damaged`, `permission-denied`, `disk-full` */
export function openServices(options: OpenOptions): Promise<Services> {
  const worker = options.spawn === undefined ? {} : { spawn: options.spawn };
  return new Promise((resolve) => {
    const reader = startWorker({ kind: 'reader', ...worker });
    const trainer = startWorker({ kind: 'trainer', ...worker });
    resolve(compose(options, reader, trainer));
  });
}

function compose({ library: folder, announce }: OpenOptions, reader: Reader, trainer: Trainer): Services {
  const db = openLibrary(folder);
  const paths = libraryPaths(folder);
  const lock = createHostLock(paths.lock);
  lock.whenTaken(createFileCheck(paths.database));
  const version = readAppVersion();
  const shelf = createModelShelf(db, [join(resourcesFolder, 'models'), paths.models], async (path) => {
    return (await reader.call('inspectModel', { path })).metadata;
  });
  const pictures = createPictures(db, paths, async (request, signal) => {
    await reader.call('render', request, signal === undefined ? {} : { signal });
  });
  const backups = createBackups({ db, path: paths.database, folder: paths.backups, lock });
  const outcomes = createFileOutcomes((photo) => findPhoto(db, photo));
  const runner = createRunner({
    db,
    lock,
    announce,
    reader,
    shelf,
    pictures,
    outcomes,
    paths,
    removePhotos: (photos) => library.removePhotos({ photos: [...photos] }),
  });
  const library = createLibrary({
    db,
    folder,
    version,
    samples: listSamples(),
    lock,
    announce,
    runner,
    outcomes,
    pictures,
  });
  const datasets = createDatasets({
    db,
    lock,
    announce,
    folders: paths,
    formats: exchangeFormats,
    engine: datasetEngine(reader, shelf, paths.objects),
    recogniser: () => recogniserInUse(shelf),
    searchPhotos: (query) => everyPhotoFound(db, query),
    queue: (title, request) => datasetRunner.queue({ kind: 'dataset', title, request }),
  });
  const datasetRunner: JobRunner = new JobRunner({
    db,
    lock,
    announce,
    onItem: () => undefined,
    steps: { dataset: datasets.steps },
  });
  const lanes = createJobLanes(db, lock, { import: runner, read: runner, dataset: datasetRunner });
  const watching = createWatching({ db, lock, announce, runner, folder });
  const models = createModels({ db, lock, shelf, folder: paths.models, reader, trainer, announce });
  const training = composeTraining({
    db,
    lock,
    announce,
    trainer,
    shelf,
    models,
    datasets,
    folder,
    resources: resourcesFolder,
    code: codeVersion(version, packageFolder),
    readPhotos(photos) {
      const title = `Read ${counted(photos.length, 'photo')} with uncertain words again`;
      runner.queue({ kind: 'read', title, request: { photos } });
    },
  });
  return {
    library,
    watching,
    jobs: {
      list: () => lanes.list(),
      pause: ({ job }) => lanes.runnerOf(job).pause(job),
      resume: ({ job }) => lanes.runnerOf(job).resume(job),
      cancel: ({ job }) => lanes.runnerOf(job).cancel(job),
      async finished(job) {
        const ended = await lanes.runnerOf(job).finished(job);
        outcomes.end(job);
        return ended;
      },
    },
    reading: createReading({
      reader,
      findModels: (recogniser) => shelf.readingModels(recogniser),
      queue: (title, request) => runner.queue({ kind: 'read', title, request }),
    }),
    search: createSearch({ db, readOverlooked: overlookedReader(reader, shelf) }),
    labels: createLabels({
      db,
      lock,
      announce,
      readQuads: quadReader(reader, shelf),
      nearTerms: (term) => nearTerms(db, term),
      photosChanged: (photos) => {
        runner.progress.photosChanged(photos);
      },
    }),
    models,
    datasets,
    training,
    start() {
      lanes.start();
      watching.start();
      training.start();
      backups.start();
    },
    async close() {
      try {
        await backups.close();
        await watching.close();
        await training.close();
        await lanes.close();
        await datasets.settled();
      } finally {
        await Promise.all([reader.close(), trainer.close()]);
        lock.release();
        db.close();
      }
    },
  };
}

/** @throws InkdexError `model-unknown` */
async function recogniserInUse(shelf: ModelShelf): Promise<Pick<Model, 'id' | 'sha256'>> {
  const models = await shelf.listModels();
  const model = models.find(({ kind, promoted }) => kind === 'recogniser' && promoted);
  if (model !== undefined) return model;
  throw new InkdexError('model-unknown', 'No recogniser is in use. Reinstall Inkdex.');
}
