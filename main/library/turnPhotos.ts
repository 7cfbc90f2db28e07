import type { Announce, CallArgs } from '../../shared/contract.ts';
import type { Job } from '../../shared/job.ts';
import { counted } from '../../shared/text.ts';
import { transaction, type Database } from '../store/database.ts';
import { describeChange } from '../store/labelsChanged.ts';
import { findPhotos } from '../store/photos.ts';
import { turnPhoto } from '../store/turnPhoto.ts';
import type { JobRunner } from './jobRunner.ts';

export interface TurnParts {
  readonly db: Database;
  readonly announce: Announce;
  readonly runner: Pick<JobRunner, 'insert' | 'begin' | 'progress'>;
}

/**
 * Turns photos with their words, for good: no reading turns them otherwise. Those that were read are read again,
 * as what stood on its side was not understood. Gives that job; null where nothing is to be read.
 */
export function turnPhotos(
  { db, announce, runner }: TurnParts,
  { photos, by }: CallArgs<'turnPhotos'>,
): Job | null {
  const found = findPhotos(db, photos);
  const read = found.filter(({ status }) => status === 'read' || status === 'reading').map(({ id }) => id);
  const title = `Read ${counted(read.length, 'turned photo')}`;
  const { told, job } = transaction(db, () => ({
    told: found.map((photo) => describeChange(db, photo.id, turnPhoto(db, photo, by))),
    job: read.length === 0 ? null : runner.insert({ kind: 'read', title, request: { photos: read } }),
  }));
  for (const change of told) announce('labelsChanged', change);
  runner.progress.photosChanged(found.map(({ id }) => id));
  return job === null ? null : runner.begin(job);
}
