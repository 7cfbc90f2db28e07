import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Announce, CallArgs, CallResult } from '../shared/contract.ts';
import type { Job, JobId } from '../shared/job.ts';
import type { PageReading } from '../shared/word.ts';
import { startEngine, type EngineOptions, type Reader, type Trainer } from './engine/client.ts';
import { createFileOutcomes, type FileOutcomes } from './library/fileOutcomes.ts';
import { importSteps } from './library/importSteps.ts';
import { JobRunner } from './library/jobRunner.ts';
import { createLibrary, type LibraryJourney } from './library/libraryJourney.ts';
import { createPictures, type Pictures } from './library/pictures.ts';
import { createModels, type ModelsJourney } from './models/modelsJourney.ts';
import { createModelShelf, type ModelShelf } from './models/modelShelf.ts';
import { createReading, type ReadingJourney } from './reading/readingJourney.ts';
import { readSteps } from './reading/readSteps.ts';
import { search } from './search/search.ts';
import type { Database } from './store/database.ts';
import { createHostLock, type HostLock } from './store/hostLock.ts';
import { libraryPaths, openLibrary } from './store/open.ts';
import { findPhoto } from './store/photos.ts';

export type { WordReading } from './engine/client.ts';
export type { FileListener, FileOutcome } from './library/fileOutcomes.ts';
export type { LibraryJourney } from './library/libraryJourney.ts';
export type { Picture } from './library/pictures.ts';
export type { InstallOptions, ModelsJourney } from './models/modelsJourney.ts';
export type { ReadingJourney, ReadOptions } from './reading/readingJourney.ts';

export interface JobsJourney {
  /** Unfinished first, then the latest. */
  list(): Job[];
  pause(args: CallArgs<'pauseJob'>): Job;
  resume(args: CallArgs<'resumeJob'>): Job;
  cancel(args: CallArgs<'cancelJob'>): Job;
  /**
   * Resolves when the job, and the reading that it queued, is done, failed, cancelled or paused. Gives
   * the job, or that reading where it is not done.
   */
  finished(job: JobId): Promise<Job>;
}

export interface SearchJourney {
  search(args: CallArgs<'search'>): CallResult<'search'>;
}

/** An open library and everything that can be done with it. */
export interface Services {
  readonly library: LibraryJourney;
  readonly jobs: JobsJourney;
  readonly reading: ReadingJourney;
  readonly search: SearchJourney;
  readonly models: ModelsJourney;
  /** Leaves unfinished jobs for the next time and ends the engine processes. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Folder of the library; made when absent. */
  readonly library: string;
  readonly announce: Announce;
  /** How an engine's process starts; Node's fork unless told otherwise. */
  readonly spawn?: EngineOptions<'reader'>['spawn'];
}

/** How many readings of a word the index keeps. */
const storedAlternatives = 10;

/** @throws InkdexError `library-newer`, `library-damaged`, `permission-denied`, `disk-full` */
export function openServices(options: OpenOptions): Promise<Services> {
  const engine = options.spawn === undefined ? {} : { spawn: options.spawn };
  return new Promise((resolve) => {
    const reader = startEngine({ kind: 'reader', ...engine });
    const trainer = startEngine({ kind: 'trainer', ...engine });
    resolve(compose(options, reader, trainer));
  });
}

function compose({ library: folder, announce }: OpenOptions, reader: Reader, trainer: Trainer): Services {
  const db = openLibrary(folder);
  const paths = libraryPaths(folder);
  const lock = createHostLock(paths.lock);
  const resources = findResources();
  const shelf = createModelShelf(db, [join(resources, 'models'), paths.models], async (path) => {
    return (await reader.call('inspectModel', { path })).metadata;
  });
  const pictures = createPictures(db, paths.cache, async (request, signal) => {
    await reader.call('render', request, signal === undefined ? {} : { signal });
  });
  const outcomes = createFileOutcomes((photo) => findPhoto(db, photo));
  const runner = createRunner({ db, lock, announce, reader, shelf, pictures, outcomes, cache: paths.cache });
  runner.start();
  return {
    library: createLibrary({
      db,
      folder,
      version: appVersion(resources),
      samples: listSamples(resources),
      lock,
      runner,
      outcomes,
      pictures,
    }),
    jobs: {
      list: () => runner.list(),
      pause: ({ job }) => runner.pause(job),
      resume: ({ job }) => runner.resume(job),
      cancel: ({ job }) => runner.cancel(job),
      async finished(job) {
        const ended = await runner.finished(job);
        outcomes.end(job);
        return ended;
      },
    },
    reading: createReading({
      reader,
      findModels: (recogniser) => shelf.readingModels(recogniser),
      queue: (title, request) => runner.queue({ kind: 'read', title, request }),
    }),
    search: { search: (args) => search(db, args) },
    models: createModels(shelf, trainer),
    async close() {
      await runner.close();
      await Promise.all([reader.close(), trainer.close()]);
      lock.release();
      db.close();
    },
  };
}

interface RunnerParts {
  readonly db: Database;
  readonly lock: HostLock;
  readonly announce: Announce;
  readonly reader: Reader;
  readonly shelf: ModelShelf;
  readonly pictures: Pictures;
  readonly outcomes: FileOutcomes;
  readonly cache: string;
}

/** Gives the jobs their engine: importing inspects and draws, reading reads. */
function createRunner({
  db,
  lock,
  announce,
  reader,
  shelf,
  pictures,
  outcomes,
  cache,
}: RunnerParts): JobRunner {
  const read = async (path: string, signal: AbortSignal): Promise<PageReading> => {
    const models = await shelf.readingModels();
    return await reader.call('read', { path, alternatives: storedAlternatives, ...models }, { signal });
  };
  const runner: JobRunner = new JobRunner({
    db,
    lock,
    announce,
    onItem: outcomes.onItem,
    steps: {
      import: importSteps({
        db,
        except: [cache],
        inspect: (path, signal) => reader.call('inspect', { path }, { signal }),
        makeThumbnail: (path, sha256, signal) => pictures.makeThumbnail(path, sha256, signal),
      }),
      read: readSteps({
        db,
        read,
        onReading: (photo) => {
          runner.progress.photosChanged([photo]);
        },
      }),
    },
  });
  return runner;
}

/** The folder beside package.json, from the sources as from a build. */
function findResources(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return join(folder, 'resources');
}

function appVersion(resources: string): string {
  const text = readFileSync(join(resources, '..', 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

function listSamples(resources: string): string[] {
  const folder = join(resources, 'samples');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jpg'))
    .sort()
    .map((name) => join(folder, name));
}
