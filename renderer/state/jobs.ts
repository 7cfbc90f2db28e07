import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../shared/contract/contract.ts';
import type { Job, JobId } from '../../shared/contract/job.ts';
import { formatCount, formatPlural } from '../ui/format.ts';

export interface JobsState {
  /** Unfinished first, then the latest. */
  readonly jobs: readonly Job[];
  /** Asks for all of them: at the start, and when the connection is back. */
  readonly refresh: () => Promise<void>;
  /** Takes what an event told. */
  readonly receive: (job: Job) => void;
  readonly control: (job: JobId, order: JobOrder) => Promise<void>;
}

export type JobOrder = 'pause' | 'resume' | 'cancel';

type JobCalls = Pick<Contract, 'listJobs' | 'pauseJob' | 'resumeJob' | 'cancelJob'>;

export function createJobsStore(house: JobCalls): StoreApi<JobsState> {
  return createStore<JobsState>((set, get) => ({
    jobs: [],
    refresh: async () => {
      const jobs = await house.listJobs({});
      set({ jobs: sortJobs(jobs) });
    },
    receive: (job) => {
      set({ jobs: sortJobs([job, ...get().jobs.filter(({ id }) => id !== job.id)]) });
    },
    control: async (job, order) => {
      const calls = { pause: house.pauseJob, resume: house.resumeJob, cancel: house.cancelJob };
      get().receive(await calls[order]({ job }));
    },
  }));
}

export function isUnfinished({ state }: Job): boolean {
  return state === 'queued' || state === 'running' || state === 'paused';
}

/**
 * How far all unfinished jobs are together, 0 to 1; null when none knows its total yet. Jobs that
 * still look through folders do not count.
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

/** What a job set aside and what it knew already, as it is in the library or was taken out of it; empty when neither happened. */
export function describeOutcome(job: Job): string {
  const parts = [
    job.failed > 0 ? `${formatCount(job.failed)} set aside` : '',
    job.duplicates > 0 ? `${formatCount(job.duplicates)} known already` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** What an import came to: "12 photos added, 2 set aside". */
export function describeFinishedJob(job: Job): string {
  const added = job.done - job.failed - job.duplicates;
  const outcome = describeOutcome(job);
  return `${formatPlural(Math.max(added, 0), 'photo')} added${outcome === '' ? '' : `, ${outcome}`}.`;
}

function sortJobs(jobs: readonly Job[]): Job[] {
  return [...jobs].sort((a, b) => Number(isUnfinished(b)) - Number(isUnfinished(a)) || b.id - a.id);
}
