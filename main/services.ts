import { join } from 'node:path';
import type { Announce } from '../shared/contract/contract.ts';
import type { BrokerSettings } from '../shared/contract/broker.ts';
import {
  startWorker,
  type PdfReader,
  type Reader,
  type Trainer,
  type WorkerOptions,
} from './workers/client.ts';
import { handedIn } from './annex.ts';
import { createSessions, type Sessions } from './store/library/sessions.ts';
import { readOnlyLock, type HostLock } from './store/library/hostLock.ts';
import { createTokens, type Tokens } from './store/library/tokens.ts';
import { createDatasets, type DatasetsService } from './datasets/service.ts';
import type { ExchangeFormat } from './exchange/exchangeFormat.ts';
import { exchangeFormats } from './exchange/formats.ts';
import { createDownloads, type Downloads } from './jobs/downloads.ts';
import { createJobs, type Jobs } from './jobs/service.ts';
import { createLibrary, type LibraryService } from './library/service.ts';
import { createWatching, type WatchingService } from './library/watch/service.ts';
import { createLabels, type Labels } from './labels/service.ts';
import { nearTerms } from './search/correction.ts';
import { createModels, type Models } from './models/service.ts';
import { keepMetadata } from './models/knownMetadata.ts';
import { createModelRegistry, type ModelRegistry } from './models/registry.ts';
import { datasetsForTraining } from './datasets/trainingDatasets.ts';
import { codeVersion } from './training/machine.ts';
import { createTraining, type TrainingService } from './training/service.ts';
import {
  hasRoomForTwoReaders,
  listSamples,
  threadsBeside,
  packageFolder,
  readAppVersion,
  resourcesFolder,
} from './installation.ts';
import { createReadingEngine } from './reading/readingEngine.ts';
import { noBroker, type BrokerParts, type BrokerService } from './reading/broker.ts';
import { createReading, type ReadingService } from './reading/service.ts';
import { bestPhotosFound, createSearch, everyPhotoFound, findHits, type Search } from './search/service.ts';
import { createBackups } from './store/library/backups.ts';
import { openPlace, type OpenPlace } from './store/library/readOnly.ts';
import { libraryPaths } from './store/library/libraryPaths.ts';

export type { DatasetsService, WorkOptions } from './datasets/service.ts';
export type { FileListener, FileOutcome } from './library/fileOutcomes.ts';
export type { LibraryService } from './library/service.ts';
export type { Picture } from './library/pictures.ts';
export type { ReadingService, ReadOptions } from './reading/service.ts';
export type { TrainingService } from './training/service.ts';

/** An open library and everything that can be done with it. */
export interface Services {
  readonly library: LibraryService;
  readonly watching: WatchingService;
  readonly jobs: Jobs;
  readonly downloads: Downloads;
  readonly reading: ReadingService;
  readonly search: Search;
  readonly labels: Labels;
  readonly models: Models;
  readonly datasets: DatasetsService;
  readonly training: TrainingService;
  readonly tokens: Tokens;
  /** Null while nothing can be stored. */
  readonly sessions: Sessions | null;
  readonly broker: BrokerService;
  /** The folder of the database and of pictures: the library's, or a temporary one while a read-only library is open. */
  readonly folder: string;
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
  /** Readers on other machines, instead of those in the library's settings. */
  readonly broker?: BrokerSettings | undefined;
  /** Changes of the usual limits of the workers, for tests. */
  readonly limits?: WorkerOptions<'reader'>['limits'];
}

const hourMs = 3_600_000;

/** What annexes may hand in, and the workers. */
interface Given {
  readonly createBroker: (parts: BrokerParts) => BrokerService;
  readonly formats: readonly ExchangeFormat[];
  readonly reader: Reader;
  readonly readerBeside: Reader;
  readonly hasRoomForTwo: () => boolean;
  readonly pdf: PdfReader;
  readonly trainer: Trainer;
}

/** @throws InkdexError `library-newer`, `library-damaged`, `permission-denied`, `disk-full`; as `OpenBroker` */
export async function openServices(options: OpenOptions): Promise<Services> {
  const [openBroker = noBroker] = await handedIn('broker');
  const createBroker = openBroker(options.broker);
  const worker = {
    ...(options.spawn !== undefined && { spawn: options.spawn }),
    ...(options.limits !== undefined && { limits: options.limits }),
  };
  return compose(options, {
    createBroker,
    formats: exchangeFormats(await handedIn('formats')),
    reader: startWorker({ kind: 'reader', ...worker }),
    readerBeside: startWorker({
      kind: 'reader',
      environment: () => ({ INKDEX_THREADS: String(threadsBeside()) }),
      ...worker,
      limits: { idleMs: 10_000, ...worker.limits },
    }),
    hasRoomForTwo: hasRoomForTwoReaders,
    pdf: startWorker({ kind: 'pdf', ...worker }),
    trainer: startWorker({ kind: 'trainer', ...worker }),
  });
}

function compose(
  { library: folder, announce }: OpenOptions,
  { createBroker, formats, reader, pdf, trainer, ...beside }: Given,
): Services {
  const paths = libraryPaths(folder);
  const place = openPlace(folder);
  const [{ db, lock }, version] = [place, readAppVersion()];
  const registry = openModels(place, paths.models, reader);
  const backups = createBackups({ ...paths, lock });
  const jobs = createJobs({ db, lock, announce });
  const samples = listSamples();
  const findModels = () => registry.readingModels();
  const engine = createReadingEngine({ db, reader, announce, findModels, photo: samples[0] });
  const broker = createBroker({ db, lock, announce, version, models: registry });
  const reading = createReading({ db, jobs, reader, ...beside, pdf, engine, broker, models: registry });
  const downloads = createDownloads(db, place.folder);
  const shared = { db, lock, announce, jobs, downloads, reader };
  const models = createModels({
    ...shared,
    registry,
    folder: paths.models,
    trainer,
    readingEngine: engine,
    stopReadingAgain: () => reading.stopReadingAgain(),
  });
  const labels = createLabels({
    db,
    lock,
    announce,
    readQuads: reading.readQuads,
    nearTerms: (term) => nearTerms(db, term),
    photosChanged: (photos) => {
      jobs.progress.photosChanged(photos);
    },
  });
  const library = createLibrary({
    ...shared,
    folder,
    ownFolder: place.folder,
    version,
    samples,
    pdf,
    searchPhotos: (query) => bestPhotosFound(db, query),
    findHits: (query, photos) => findHits(db, query, photos),
    exportModel: (asked) => models.calls.exportModel(asked),
    editLabels: (args) => labels.calls.editLabels(args),
  });
  const datasets = createDatasets({
    ...shared,
    folders: paths,
    formats,
    reading,
    recogniser: () => models.findBase(null),
    searchPhotos: (query) => everyPhotoFound(db, query),
    queue: (title, request) => jobs.queue({ kind: 'dataset', title, request }),
  });
  jobs.define('dataset', datasets.steps);
  const watching = createWatching({ db, lock, announce, jobs, folder });
  const training = createTraining({
    ...shared,
    trainer,
    models,
    datasets: datasetsForTraining({ db, datasets }),
    runsFolder: join(folder, 'runs'),
    evaluationsFolder: join(folder, 'evaluations'),
    rehearsal: join(resourcesFolder, 'rehearsal', 'words.bin'),
    code: codeVersion(version, packageFolder),
    readUncertainAgain: () => {
      reading.readUncertainAgain();
    },
  });
  const sessions = openSessions(place);
  const age = removingOld(lock, [library, sessions]);
  return {
    library,
    watching,
    jobs,
    reading,
    search: createSearch({ ...shared, readOverlooked: (...asked) => reading.readOverlooked(...asked) }),
    labels,
    models,
    datasets,
    training,
    downloads,
    tokens: createTokens(db),
    sessions,
    broker,
    folder: place.folder,
    start() {
      for (const part of [jobs, broker, watching, library.followers, backups, age]) part.start();
    },
    async close() {
      age.close();
      const parts = { backups, watching, followers: library.followers, broker, jobs, datasets };
      await closeParts(parts, [reader, beside.readerBeside, pdf, trainer]).finally(() => {
        place.close();
      });
    },
  };
}

function openSessions({ db, lock }: OpenPlace): Sessions | null {
  return lock === readOnlyLock ? null : createSessions(db);
}

/** Deletes what is old when this process becomes the host, and every hour, by which the days of use are known. */
function removingOld(lock: HostLock, parts: readonly ({ removeOld(): void } | null)[]) {
  const removeAll = (): void => {
    for (const part of parts) part?.removeOld();
  };
  let timer: NodeJS.Timeout | undefined;
  lock.whenTaken(removeAll);
  return {
    start(): void {
      timer = setInterval(() => {
        if (lock.claim()) removeAll();
      }, hourMs).unref();
    },
    close(): void {
      clearInterval(timer);
    },
  };
}

function openModels({ db, folder }: OpenPlace, own: string, reader: Reader): ModelRegistry {
  const shipped = join(resourcesFolder, 'models');
  const kept = join(libraryPaths(folder).cache, 'models.json');
  const understand = keepMetadata(join(shipped, 'metadata.json'), kept, (path) =>
    reader.call('inspectModel', { path }),
  );
  return createModelRegistry(db, [shipped, own], understand);
}

/** Ends the work of a library, in an order in which nothing waits for what has ended, and in any case the processes. */
async function closeParts(
  parts: Record<'backups' | 'watching' | 'followers', Closing> &
    Pick<Services, 'broker' | 'jobs' | 'datasets'>,
  processes: readonly Closing[],
): Promise<void> {
  try {
    for (const part of [parts.backups, parts.watching, parts.followers]) await part.close();
    parts.broker.leave();
    await parts.jobs.close();
    await parts.broker.close();
    await parts.datasets.settled();
  } finally {
    await Promise.all(processes.map((each) => each.close()));
  }
}

interface Closing {
  close(): Promise<void>;
}
