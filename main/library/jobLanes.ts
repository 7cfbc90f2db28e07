import type { Job, JobId } from '../../shared/contract/job.ts';
import { InkdexError } from '../../shared/result.ts';
import type { Database } from '../store/database.ts';
import type { HostLock } from '../store/hostLock.ts';
import { findJob, listJobs, removeOldJobs } from '../store/jobs.ts';
import type { JobRunner } from './jobRunner.ts';

/** All jobs of a library. Its runners work in parallel, each on one job at a time. */
export interface JobLanes {
  start(): void;
  /** Unfinished jobs first, then the latest. */
  list(): Job[];
  /** The runner of a job. @throws InkdexError `not-found` */
  runnerOf(job: JobId): JobRunner;
  close(): Promise<void>;
}

const listedJobs = 50;
/** Number of finished jobs to keep. An import of many files takes megabytes, and watched folders add imports forever. */
const keptJobs = 500;

export function createJobLanes(
  db: Database,
  lock: HostLock,
  runners: Readonly<Record<Job['kind'], JobRunner>>,
): JobLanes {
  const all = [...new Set(Object.values(runners))];
  lock.whenTaken(() => {
    try {
      removeOldJobs(db, keptJobs);
    } catch {
      // Removing also needs disk space. If the disk is full, the next start tries again.
    }
  });
  return {
    start() {
      for (const runner of all) runner.start();
    },
    list: () => listJobs(db, listedJobs).map((job) => runners[job.kind].progress.describe(job)),
    runnerOf(id) {
      const job = findJob(db, id);
      if (job === undefined) throw new InkdexError('not-found', `There is no job ${String(id)}.`);
      return runners[job.kind];
    },
    async close() {
      await Promise.all(all.map((runner) => runner.close()));
    },
  };
}
