import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Announce, CallArgs, CallResult, PictureKind } from '../../shared/contract/contract.ts';
import type { LibraryInfo } from '../../shared/contract/library.ts';
import type { Job } from '../../shared/contract/job.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { InkdexError } from '../../shared/result.ts';
import { formatCount } from '../../shared/text.ts';
import { countConfirmedWords } from '../store/corrections.ts';
import { transaction, type Database } from '../store/database.ts';
import { countFailedFiles, listFailedFiles, removeFailedFiles } from '../store/failedFiles.ts';
import type { HostLock } from '../store/hostLock.ts';
import { libraryPaths } from '../store/open.ts';
import { countPhotos, countWords, listPhotoIds, listPhotos, requirePhoto } from '../store/photos.ts';
import { countRemovedPhotos } from '../store/removedPhotos.ts';
import { listWords } from '../store/words.ts';
import type { FileListener, FileOutcomes } from './fileOutcomes.ts';
import type { ImportRequest } from './importSteps.ts';
import type { JobRunner, QueuedJob } from './jobRunner.ts';
import type { Picture, Pictures } from './pictures.ts';
import { createRemoval, type Removal } from './removal.ts';
import { collectSent, createSentFolder } from './sentFiles.ts';
import { turnPhotos } from './turnPhotos.ts';

/** The service for the photos of a library. */
export interface LibraryJourney extends Removal {
  info(): Omit<LibraryInfo, 'door'>;
  importPaths(args: CallArgs<'importPaths'>, onFile?: FileListener): Promise<Job>;
  importSamples(): Promise<Job>;
  listPhotos(args: CallArgs<'listPhotos'>): CallResult<'listPhotos'>;
  listPhotoIds(args: CallArgs<'listPhotoIds'>): PhotoId[];
  /** @throws InkdexError `not-found` */
  getPhoto(args: CallArgs<'getPhoto'>): CallResult<'getPhoto'>;
  turnPhotos(args: CallArgs<'turnPhotos'>): Promise<Job | null>;
  countConfirmed(args: CallArgs<'countConfirmed'>): number;
  listFailures(): CallResult<'listFailures'>;
  retryFailures(args: CallArgs<'retryFailures'>): Promise<Job>;
  dismissFailures(args: CallArgs<'dismissFailures'>): void;
  /** @param id the id of the photo, or of the word if `kind` is `word` */
  picture(kind: PictureKind, id: number): Promise<Picture>;
  /** Creates a new folder for files that are dropped into a browser: `<library>/inbox/<batch>`. */
  createInbox(): Promise<string>;
}

export interface LibraryParts {
  readonly db: Database;
  readonly folder: string;
  /** Version of the app. */
  readonly version: string;
  /** Paths of the sample photos. */
  readonly samples: readonly string[];
  readonly lock: HostLock;
  readonly announce: Announce;
  readonly runner: JobRunner;
  readonly outcomes: FileOutcomes;
  readonly pictures: Pictures;
}

export function createLibrary(parts: LibraryParts): LibraryJourney {
  const { db, folder, lock, runner, pictures } = parts;
  const { inbox } = libraryPaths(folder);
  lock.whenTaken(() => {
    // If another program has a file open, the next start tries again.
    collectSent(db, inbox, Date.now()).catch(() => undefined);
  });
  return {
    info: () => ({
      path: folder,
      version: parts.version,
      photos: countPhotos(db, null),
      words: countWords(db),
      failures: countFailedFiles(db),
      removed: countRemovedPhotos(db),
      samples: parts.samples.length,
    }),
    importPaths: ({ paths, read }, onFile) =>
      promised(() => queueImport(parts, { paths: paths.map((path) => resolve(path)), read }, onFile)),
    importSamples: async () => {
      lock.require();
      return queueImport(parts, { paths: [await copySamples(parts)], read: true });
    },
    listPhotos: (args) => ({ total: countPhotos(db, args.status), photos: listPhotos(db, args) }),
    listPhotoIds: ({ status }) => listPhotoIds(db, status),
    getPhoto({ photo: id }) {
      const photo = requirePhoto(db, id);
      return { photo, words: listWords(db, id).filter(({ mark }) => mark !== 'not-text') };
    },
    async turnPhotos(args) {
      lock.require();
      return await turnPhotos(parts, args);
    },
    countConfirmed: ({ photos }) => countConfirmedWords(db, photos),
    ...createRemoval(parts),
    listFailures: () => listFailedFiles(db),
    retryFailures: ({ failures }) => promised(() => retry(parts, failures)),
    dismissFailures({ failures }) {
      lock.require();
      removeFailedFiles(db, failures);
      runner.progress.failuresChanged();
    },
    picture: (kind, id) => pictures.find(kind, id),
    createInbox: () => createSentFolder(inbox),
  };
}

function retry(parts: LibraryParts, failures: readonly number[]): Job {
  parts.lock.require();
  const job = transaction(parts.db, () => {
    const files = removeFailedFiles(parts.db, failures);
    if (files.length === 0)
      throw new InkdexError('not-found', 'None of these files is in the list of failed files any more.');
    return parts.runner.insert(importJob({ paths: files.map(({ path }) => path), read: true }));
  });
  parts.runner.progress.failuresChanged();
  return parts.runner.begin(job);
}

function queueImport(parts: LibraryParts, request: ImportRequest, onFile?: FileListener): Job {
  const job = parts.runner.queue(importJob(request));
  if (onFile !== undefined) parts.outcomes.listen(job.id, onFile, request.read);
  return job;
}

function importJob(request: ImportRequest): QueuedJob {
  const { paths } = request;
  const [only] = paths;
  const what =
    paths.length === 1 && only !== undefined
      ? basename(only)
      : `${formatCount(paths.length)} files and folders`;
  return { kind: 'import', title: `Import ${what}`, request };
}

/** Copies the sample photos into the library, because the app's folder changes with every update. */
async function copySamples({ folder, samples }: LibraryParts): Promise<string> {
  const target = join(libraryPaths(folder).inbox, 'samples');
  await mkdir(target, { recursive: true });
  const present = new Set(await readdir(target));
  for (const sample of samples) {
    if (!present.has(basename(sample))) await copyFile(sample, join(target, basename(sample)));
  }
  return target;
}

/** The result of `work` as a promise, rejected if `work` throws. */
function promised<Value>(work: () => Value): Promise<Value> {
  return new Promise((settle) => {
    settle(work());
  });
}
