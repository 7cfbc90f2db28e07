import type { Announce, CallArgs } from '../../shared/contract/contract.ts';
import type { Job, JobId } from '../../shared/contract/job.ts';
import type { Photo, PhotoStatus } from '../../shared/contract/photo.ts';
import { counted } from '../../shared/text.ts';
import { transaction, type Database } from '../store/database.ts';
import { replaceJobState } from '../store/jobs.ts';
import { describeChange } from '../store/labelsChanged.ts';
import { findPhotos } from '../store/photos.ts';
import { turnPhoto } from '../store/turnPhoto.ts';
import { inTurns } from './inTurns.ts';
import type { JobRunner } from './jobRunner.ts';

export interface TurnParts {
  readonly db: Database;
  readonly announce: Announce;
  readonly runner: Pick<JobRunner, 'insert' | 'resume' | 'progress'>;
}

/** In one transaction: each takes about ten milliseconds. */
const atOnce = 8;

/**
 * Turns photos with their words, for good: no reading turns them otherwise. Those that were read are read again,
 * as what stood on its side was not understood. Gives that job; null where nothing is to be read.
 */
export async function turnPhotos(
  { db, announce, runner }: TurnParts,
  { photos, by }: CallArgs<'turnPhotos'>,
): Promise<Job | null> {
  const read = findPhotos(db, photos).filter(({ status }) => wasRead.has(status));
  const job = read.length === 0 ? null : insertReading({ db, runner }, read);
  await inTurns(photos, atOnce, (some) => {
    const found = findPhotos(db, some);
    const told = transaction(db, () =>
      found.map((photo) => describeChange(db, photo.id, turnPhoto(db, photo, by))),
    );
    for (const change of told) announce('labelsChanged', change);
    runner.progress.photosChanged(found.map(({ id }) => id));
  });
  return job === null ? null : runner.resume(job);
}

const wasRead: ReadonlySet<PhotoStatus> = new Set(['read', 'reading']);

/**
 * Paused until all are turned, as it would read those that are not; there from the start, so that what is turned when
 * the process ends can still be read.
 */
function insertReading({ db, runner }: Pick<TurnParts, 'db' | 'runner'>, photos: readonly Photo[]): JobId {
  const title = `Read ${counted(photos.length, 'turned photo')}`;
  const request = { photos: photos.map(({ id }) => id) };
  return transaction(db, () => {
    const job = runner.insert({ kind: 'read', title, request });
    replaceJobState(db, job, { state: 'paused', error: null, finishedAt: null });
    return job;
  });
}
