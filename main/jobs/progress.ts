import type { Announce } from '../../shared/contract/contract.ts';
import { jobSchema, type Job, type JobId } from '../../shared/contract/job.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { Failure } from '../../shared/result.ts';
import type { StoredJob } from '../store/jobs/jobs.ts';

/** At most ten events per second: enough for a smooth progress bar. */
const intervalMs = 100;

/** Announces the progress of jobs to windows, and keeps the part of their state that is not in the database. */
export type JobProgress = ReturnType<typeof createJobProgress>;

export function createJobProgress(announce: Announce, find: (job: JobId) => StoredJob | undefined) {
  const starts = new Map<JobId, { readonly at: number; readonly done: number }>();
  const holds = new Map<JobId, Failure>();
  const jobs = new Set<JobId>();
  const photos = new Set<PhotoId>();
  const listeners: (() => void)[] = [];
  let failures = false;
  let timer: NodeJS.Timeout | undefined;

  function soon(): void {
    timer ??= setTimeout(() => {
      try {
        flush();
      } catch {
        // The library can no longer be read. The next call of the user reports it.
      }
    }, intervalMs).unref();
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const told = { jobs: [...jobs], photos: [...photos], failures };
    jobs.clear();
    photos.clear();
    failures = false;
    for (const id of told.jobs) {
      const job = find(id);
      if (job !== undefined) announce('jobChanged', describe(job));
    }
    if (told.photos.length > 0) {
      announce('photosChanged', { photos: told.photos });
      for (const listener of listeners) listener();
    }
    if (told.failures) announce('failuresChanged', {});
  }

  function describe(stored: StoredJob): Job {
    const held = holds.get(stored.id);
    const state = held === undefined ? {} : { state: 'paused', error: held };
    const start = stored.state === 'running' ? starts.get(stored.id) : undefined;
    return jobSchema.parse({ ...stored, ...state, etaSeconds: secondsLeft(stored, start) });
  }

  return {
    /** The job as windows show it: with its remaining time, and paused if it is held. */
    describe,
    /** Announces all waiting changes immediately. */
    flush,
    /** Notes that a job starts or continues with this many items done: its remaining time is estimated from here. */
    started: (job: JobId, done: number): void => void starts.set(job, { at: performance.now(), done }),
    /** Announces a changed job soon, together with other changes. */
    changed(job: JobId): void {
      jobs.add(job);
      soon();
    },
    photosChanged(changed: readonly PhotoId[]): void {
      for (const photo of changed) photos.add(photo);
      if (changed.length > 0) soon();
    },
    /** Calls a function after changes of photos were announced. */
    onPhotos: (listener: () => void): void => void listeners.push(listener),
    failuresChanged(): void {
      failures = true;
      soon();
    },
    /** Holds a job that cannot be marked as paused in the database, because the disk is full. */
    hold: (job: JobId, failure: Failure): void => void holds.set(job, failure),
    release: (job: JobId): void => void holds.delete(job),
    held: (): JobId[] => [...holds.keys()],
  };
}

/**
 * Time left at the mean speed since the start. Null until the total is known and at least one item is done.
 *
 * @param start `at` in milliseconds of `performance.now()`, and how many items were done then
 */
export function secondsLeft(
  job: { readonly done: number; readonly total: number | null },
  start: { readonly at: number; readonly done: number } | undefined,
): number | null {
  if (job.total === null || start === undefined) return null;
  const done = job.done - start.done;
  if (done <= 0) return null;
  const secondsEach = (performance.now() - start.at) / 1000 / done;
  return Math.max(0, job.total - job.done) * secondsEach;
}
