import type { Contract } from '../../shared/contract/contract.ts';
import type { Job, JobId } from '../../shared/contract/job.ts';
import { isActive, isUnfinished, overallProgress } from '../../shared/jobProgress.ts';
import { formatCount, formatPlural } from '../ui/format.ts';
import { storeOf, type StateOf } from './storeOf.ts';

export type JobsState = StateOf<typeof createJobsStore>;

export type JobOrder = 'pause' | 'resume' | 'cancel';

type JobCalls = Pick<Contract, 'listJobs' | 'pauseJob' | 'resumeJob' | 'cancelJob'>;

export function createJobsStore(host: JobCalls) {
  const { set, get, withActions } = storeOf({
    /** Unfinished jobs first, within each group the newest first. */
    jobs: [] as readonly Job[],
    /** Orders that are not carried out yet: a training stops only after its current step or evaluation. */
    underWay: new Map() as ReadonlyMap<JobId, JobOrder>,
    /** Whether a job has ended since the window lost the focus. */
    hasUnseenEnd: false,
  });
  /** Stores a job that arrived in an event. */
  const receive = (job: Job) => {
    set({ jobs: sortJobs([job, ...get().jobs.filter(({ id }) => id !== job.id)]) });
  };
  return withActions({
    markEnd: () => {
      set({ hasUnseenEnd: true });
    },
    /** Called when the window gets the focus. */
    markSeen: () => {
      if (get().hasUnseenEnd) set({ hasUnseenEnd: false });
    },
    /** Loads all jobs: at the start, and when the connection is back. */
    refresh: async () => {
      const jobs = await host.listJobs({});
      set({ jobs: sortJobs(jobs) });
    },
    receive,
    control: async (job: JobId, order: JobOrder) => {
      const calls = { pause: host.pauseJob, resume: host.resumeJob, cancel: host.cancelJob };
      set({ underWay: new Map([...get().underWay, [job, order]]) });
      try {
        receive(await calls[order]({ job }));
      } finally {
        // While a job is being paused, it can be cancelled.
        if (get().underWay.get(job) === order) {
          set({ underWay: new Map([...get().underWay].filter(([id]) => id !== job)) });
        }
      }
    },
  });
}

/** "45 %"; "Done" until the person returns to the window; empty if there is no news. */
export function jobNews({ jobs: all, hasUnseenEnd }: JobsState): string {
  if (all.some(isActive)) {
    const progress = overallProgress(all);
    return progress === null ? '…' : `${Math.floor(100 * progress)} %`;
  }
  return hasUnseenEnd ? 'Done' : '';
}

/** "2 failed, 3 duplicates, 1 word without a font": of a job; empty without any. Removed photos count as duplicates. */
export function describeOutcome(job: Job): string {
  const parts = [
    job.failed > 0 ? `${formatCount(job.failed)} failed` : '',
    job.duplicates > 0 ? formatPlural(job.duplicates, 'duplicate') : '',
    job.leftOut > 0 ? `${formatCount(job.leftOut)} without writing` : '',
    job.unshown > 0 ? `${formatPlural(job.unshown, 'word')} without a font` : '',
    job.scaledDown > 0 ? `${formatCount(job.scaledDown)} scaled down` : '',
    job.passedOver > 0 ? `${formatCount(job.passedOver)} passed over` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** The result of an import: "12 photos added, 2 failed." */
export function describeFinishedJob(job: Job): string {
  const added = job.done - job.failed - job.duplicates;
  const outcome = describeOutcome(job);
  return `${formatPlural(Math.max(added, 0), 'photo')} added${outcome === '' ? '' : `, ${outcome}`}.`;
}

function sortJobs(jobs: readonly Job[]): Job[] {
  return [...jobs].sort(
    (a, b) =>
      Number(isUnfinished(b)) - Number(isUnfinished(a)) ||
      b.createdAt.localeCompare(a.createdAt) ||
      b.id - a.id,
  );
}
