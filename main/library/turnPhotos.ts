import type { Announce, CallArgs } from '../../shared/contract/contract.ts';
import type { Job, JobId } from '../../shared/contract/job.ts';
import type { Photo, PhotoStatus } from '../../shared/contract/photo.ts';
import { counted } from '../../shared/text.ts';
import { transaction, type Database } from '../store/database.ts';
import { replaceJobState } from '../store/jobs.ts';
import { describeChange } from '../store/edits.ts';
import { findPhotos } from '../store/photos.ts';
import { turnPhoto } from '../store/turnPhoto.ts';
import { inBatches } from '../jobs/inBatches.ts';
import type { Jobs } from '../jobs/service.ts';

export interface TurnParts {
  readonly db: Database;
  readonly announce: Announce;
  readonly jobs: Pick<Jobs, 'insert' | 'resumeJob' | 'progress'>;
}

/** Photos in one transaction; each takes about ten milliseconds. */
const atOnce = 8;

/**
 * Rotates photos with their words permanently: reading does not rotate them again. Photos that were read are read again,
 * because text in the wrong orientation was not recognised. Returns the reading job; null if there is nothing to read.
 */
export async function turnPhotos(
  { db, announce, jobs }: TurnParts,
  { photos, by }: CallArgs<'turnPhotos'>,
): Promise<Job | null> {
  const read = findPhotos(db, photos).filter(({ status }) => wasRead.has(status));
  const job = read.length === 0 ? null : insertReading({ db, jobs }, read);
  await inBatches(photos, atOnce, (some) => {
    const found = findPhotos(db, some);
    const told = transaction(db, () =>
      found.map((photo) => describeChange(db, photo.id, turnPhoto(db, photo, by))),
    );
    for (const change of told) announce('labelsChanged', change);
    jobs.progress.photosChanged(found.map(({ id }) => id));
  });
  return job === null ? null : jobs.resumeJob({ job });
}

const wasRead: ReadonlySet<PhotoStatus> = new Set(['read', 'reading']);

/**
 * Inserted first, so that photos that are rotated when the process ends can still be read; paused until all are rotated,
 * so that it reads none too early.
 */
function insertReading({ db, jobs }: Pick<TurnParts, 'db' | 'jobs'>, photos: readonly Photo[]): JobId {
  const title = `Read ${counted(photos.length, 'rotated photo')}`;
  const request = { photos: photos.map(({ id }) => id) };
  return transaction(db, () => {
    const job = jobs.insert({ kind: 'read', title, request });
    replaceJobState(db, job, { state: 'paused', error: null, finishedAt: null });
    return job;
  });
}
