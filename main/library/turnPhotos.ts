import type { Announce, CallArgs } from '../../shared/contract.ts';
import type { Job, JobId } from '../../shared/job.ts';
import type { PhotoId, PhotoStatus } from '../../shared/photo.ts';
import { counted } from '../../shared/text.ts';
import { transaction, type Database } from '../store/database.ts';
import { describeChange } from '../store/labelsChanged.ts';
import { findPhotos } from '../store/photos.ts';
import { turnPhoto } from '../store/turnPhoto.ts';
import { inTurns } from './inTurns.ts';
import type { JobRunner } from './jobRunner.ts';

export interface TurnParts {
  readonly db: Database;
  readonly announce: Announce;
  readonly runner: Pick<JobRunner, 'insert' | 'begin' | 'progress'>;
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
  const read: PhotoId[] = [];
  const jobs: JobId[] = [];
  await inTurns(photos, atOnce, (some, isLast) => {
    const found = findPhotos(db, some);
    read.push(...found.filter(({ status }) => wasRead.has(status)).map(({ id }) => id));
    const told = transaction(db, () => {
      if (isLast && read.length > 0) jobs.push(insertReading(runner, read));
      return found.map((photo) => describeChange(db, photo.id, turnPhoto(db, photo, by)));
    });
    for (const change of told) announce('labelsChanged', change);
    runner.progress.photosChanged(found.map(({ id }) => id));
  });
  const [job] = jobs;
  return job === undefined ? null : runner.begin(job);
}

const wasRead: ReadonlySet<PhotoStatus> = new Set(['read', 'reading']);

/** Only once all are turned: it would read those that are not. */
function insertReading(runner: TurnParts['runner'], photos: readonly PhotoId[]): JobId {
  const title = `Read ${counted(photos.length, 'turned photo')}`;
  return runner.insert({ kind: 'read', title, request: { photos } });
}
