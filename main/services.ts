import type { Announce, CallArgs, CallResult, LibraryInfo, PictureKind } from '../shared/contract.ts';
import type { Job, JobId } from '../shared/job.ts';
import type { Model, ModelId, TrainingEngine, TrainingEngineName } from '../shared/model.ts';
import type { PhotoId } from '../shared/photo.ts';
import { InkdexError, type Failure } from '../shared/result.ts';
import type { PageReading } from '../shared/word.ts';

/** What became of one file that an import was given. */
export interface FileOutcome {
  readonly path: string;
  readonly status: 'added' | 'duplicate' | 'failed';
  /** Null when the file failed. */
  readonly photo: PhotoId | null;
  /** Null when the file could not even be hashed. */
  readonly sha256: string | null;
  /** Words found, once the photo has been read. */
  readonly words?: number;
  /** Why it failed, or why a photo that was added could not be read. */
  readonly error?: Failure;
}

/**
 * Called once a file, when everything asked for it is done: with `read`, after its photo has been
 * read.
 */
export type FileListener = (outcome: FileOutcome) => void;

/** A picture ready to send: a JPEG in the cache. */
export interface Picture {
  readonly path: string;
  /** Changes when the picture does. */
  readonly etag: string;
}

export interface ReadOptions {
  /** How many readings a word, 1 to 10. */
  readonly alternatives: number;
  /** A recogniser to use instead of the promoted one. */
  readonly model?: ModelId;
}

/** One cropped word, read. */
export interface WordReading {
  readonly text: string;
  readonly confidence: number;
  readonly alternatives: readonly { readonly text: string; readonly confidence: number }[];
  readonly ms: number;
}

export interface LibraryJourney {
  info(): Omit<LibraryInfo, 'door'>;
  importPaths(args: CallArgs<'importPaths'>, onFile?: FileListener): Promise<Job>;
  importSamples(): Promise<Job>;
  listPhotos(args: CallArgs<'listPhotos'>): CallResult<'listPhotos'>;
  getPhoto(args: CallArgs<'getPhoto'>): CallResult<'getPhoto'>;
  removePhotos(args: CallArgs<'removePhotos'>): number;
  listFailures(): CallResult<'listFailures'>;
  retryFailures(args: CallArgs<'retryFailures'>): Promise<Job>;
  dismissFailures(args: CallArgs<'dismissFailures'>): void;
  /** @param id of the photo; of the word when `kind` is `word` */
  picture(kind: PictureKind, id: number): Promise<Picture>;
  /** A fresh folder for files dropped into a browser: `<library>/inbox/<batch>`. */
  createInbox(): Promise<string>;
}

export interface JobsJourney {
  /** Unfinished first, then the latest. */
  list(): Job[];
  pause(args: CallArgs<'pauseJob'>): Job;
  resume(args: CallArgs<'resumeJob'>): Job;
  cancel(args: CallArgs<'cancelJob'>): Job;
  /** Resolves when the job, and the reading that it queued, is done, failed, cancelled or paused. */
  finished(job: JobId): Promise<Job>;
}

export interface ReadingJourney {
  readPhotos(args: CallArgs<'readPhotos'>): Promise<Job>;
  /** Reads a photo that need not be in the library. */
  readFile(path: string, options: ReadOptions): Promise<PageReading>;
  /** Reads files that hold one cropped word each; a file that fails gives its failure in its place. */
  readWords(paths: readonly string[], options: ReadOptions): Promise<(WordReading | Failure)[]>;
}

export interface SearchJourney {
  search(args: CallArgs<'search'>): CallResult<'search'>;
}

export interface InstallOptions {
  readonly gpu: boolean;
  readonly onProgress: (message: string) => void;
  readonly signal: AbortSignal;
}

export interface ModelsJourney {
  listModels(): Promise<Model[]>;
  listEngines(args: { readonly measure?: boolean }): Promise<TrainingEngine[]>;
  installEngine(name: TrainingEngineName, options: InstallOptions): Promise<void>;
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
}

/** @throws InkdexError `library-newer`, `library-damaged`, `permission-denied` */
export function openServices(options: OpenOptions): Promise<Services> {
  return Promise.reject(
    new InkdexError('internal', `The library ${options.library} cannot be opened by this build yet.`),
  );
}
