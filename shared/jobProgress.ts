import type { Job } from './contract/job.ts';

/** Whether it is active or paused. */
export function isUnfinished(job: Pick<Job, 'state'>): boolean {
  return isActive(job) || job.state === 'paused';
}

/** Whether it is queued or running. */
export function isActive({ state }: Pick<Job, 'state'>): boolean {
  return state === 'queued' || state === 'running';
}

/**
 * Progress of all unfinished jobs together, 0 to 1; null if none knows its total yet. Jobs without a total, which
 * still scan folders, do not count.
 */
export function overallProgress(jobs: readonly Job[]): number | null {
  let done = 0;
  let total = 0;
  for (const job of jobs.filter(isUnfinished)) {
    if (job.total === null) continue;
    done += job.done;
    total += job.total;
  }
  return total === 0 ? null : Math.min(done / total, 1);
}
