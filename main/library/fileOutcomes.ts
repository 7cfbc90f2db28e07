import type { JobId } from '../../shared/contract/job.ts';
import type { Photo, PhotoId } from '../../shared/contract/photo.ts';
import type { Failure } from '../../shared/result.ts';
import type { ItemListener } from '../jobs/steps.ts';

/** The result of importing one file, or one page of a PDF. */
export interface FileOutcome {
  readonly path: string;
  /** The page of the PDF at the path, counted from 1. */
  readonly page?: number;
  readonly status: 'added' | 'duplicate' | 'failed';
  /** Null when the file failed. */
  readonly photo: PhotoId | null;
  /** Null when the file failed. */
  readonly sha256: string | null;
  /** Words found, once the photo has been read. */
  readonly words?: number;
  /** Whether it was not read because it has no writing. */
  readonly leftOut?: true;
  /** Percent of the photo that its file lacks, once it has been read, if it lacks any. */
  readonly missing?: number;
  /** Number of pictures in its file, if it has several. */
  readonly pictures?: number;
  /** Why it failed, or why a photo that was added could not be read. */
  readonly error?: Failure;
}

/**
 * Called once for each file, when it is imported and, if requested, its photo has been read.
 */
export type FileListener = (outcome: FileOutcome) => void;

interface Listening {
  readonly listener: FileListener;
  readonly isRead: boolean;
  readonly awaiting: Map<PhotoId, FileOutcome[]>;
}

/** Combines the results of importing and reading a file into one outcome. @param findPhoto finds the current state of a photo */
export function createFileOutcomes(findPhoto: (id: PhotoId) => Photo | undefined) {
  const listening = new Map<JobId, Listening>();

  function imported(heard: Listening, outcome: FileOutcome): void {
    const photo = outcome.photo === null ? undefined : findPhoto(outcome.photo);
    if (photo?.status === 'waiting' && heard.isRead) {
      heard.awaiting.set(photo.id, [...(heard.awaiting.get(photo.id) ?? []), outcome]);
    } else {
      heard.listener(photo === undefined ? outcome : withReading(outcome, photo));
    }
  }

  function read(heard: Listening, id: PhotoId): void {
    const photo = findPhoto(id);
    for (const outcome of heard.awaiting.get(id) ?? []) {
      heard.listener(photo === undefined ? outcome : withReading(outcome, photo));
    }
    heard.awaiting.delete(id);
  }

  const onItem: ItemListener = (job, item, result, failure) => {
    if (job.kind === 'read') {
      const heard = job.follows === null ? undefined : listening.get(job.follows);
      if (heard !== undefined && item.photo !== null) read(heard, item.photo);
      return;
    }
    const heard = listening.get(job.id);
    if (heard === undefined || item.path === null) return;
    imported(heard, {
      path: item.path,
      ...(item.page === null ? {} : { page: item.page }),
      status: statuses[result.state],
      photo: result.photo,
      sha256: result.photo === null ? null : (findPhoto(result.photo)?.sha256 ?? null),
      ...(failure === null ? {} : { error: failure }),
    });
  };

  return {
    /** @param isRead whether the imported photos will be read */
    listen: (job: JobId, listener: FileListener, isRead: boolean): void =>
      void listening.set(job, { listener, isRead, awaiting: new Map() }),
    onItem,
    /** Reports files that were not read, and removes the listener. */
    end(job: JobId): void {
      const heard = listening.get(job);
      listening.delete(job);
      for (const id of heard?.awaiting.keys() ?? []) if (heard !== undefined) read(heard, id);
    },
  };
}

const statuses = { done: 'added', duplicate: 'duplicate', failed: 'failed' } as const;

function withReading(outcome: FileOutcome, photo: Photo): FileOutcome {
  const { missing, pictures, wordCount, status } = photo;
  const found = { ...outcome, ...(missing > 0 && { missing }), ...(pictures > 1 && { pictures }) };
  if (status === 'read') return { ...found, words: wordCount };
  if (status === 'no-writing') return { ...found, leftOut: true };
  return photo.error === null ? found : { ...found, error: photo.error };
}
