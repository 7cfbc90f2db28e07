import type { Serves } from '../../shared/contract/contract.ts';
import type { Job, jobCalls, JobId, JobKind, JobState } from '../../shared/contract/job.ts';
import { InkdexError } from '../../shared/result.ts';
import type { WritableDatabase } from '../store/database.ts';
import {
  insertJob,
  listJobs,
  listPassedOver,
  removeOldJobs,
  requeueRunningJobs,
  type NewJob,
} from '../store/jobs/jobs.ts';
import { JobLane } from './lane.ts';
import { createJobStates, isOver } from './jobStates.ts';
import type { ItemListener, JobSteps } from './steps.ts';
import type { SharedParts } from '../store/library/sharedParts.ts';

export type QueuedJob = Pick<NewJob, 'kind' | 'title' | 'request'>;

export type Jobs = ReturnType<typeof createJobs>;

/** Lanes work in parallel, each on one job at a time. */
const lanes: readonly (readonly JobKind[])[] = [
  // Both use the reader.
  ['import', 'read'],
  ['dataset'],
  // These use the trainer. A training can take hours, and the others need not wait for it.
  ['training'],
  ['evaluation'],
  ['engine'],
  ['export'],
];
const listedJobs = 50;
/** Number of finished jobs to keep. An import of many files takes megabytes, and watched folders add imports forever. */
const keptJobs = 500;

/** The queue of a library: all long work, which continues after a restart. Answers the calls about jobs. */
export function createJobs({ db, lock, announce }: SharedParts) {
  const listeners: ItemListener[] = [];
  const states = createJobStates(db, announce);
  const { progress, waiting, get, setState, tell } = states;
  let isStarted = false;

  const all = lanes.map((kinds) => ({
    kinds,
    lane: new JobLane({
      db,
      kinds,
      stepsOf: states.stepsOf,
      progress,
      announce,
      setState,
      tell,
      onItem(...told) {
        for (const listener of listeners) listener(...told);
      },
      onUnreadable(thrown) {
        waiting.fail(thrown);
      },
    }),
  }));

  function wake(): void {
    for (const { lane } of all) lane.wake();
  }

  async function stop(id: JobId, from: readonly JobState[], to: 'paused' | 'cancelled'): Promise<Job> {
    lock.require();
    const { kind, state } = get(id);
    if (!from.includes(state)) return get(id);
    const running = all.find(({ kinds }) => kinds.includes(kind))?.lane.stop(id, to);
    if (running === undefined) {
      setState(id, to);
      tell(id);
    } else {
      await running;
    }
    return get(id);
  }

  /**
   * Inserts a job, inside the caller's transaction. Call `begin` after the commit.
   *
   * @throws InkdexError `library-busy` when another process runs the jobs of this library
   */
  function insert(job: QueuedJob): JobId {
    lock.require();
    return insertJob(db, { ...job, follows: null, createdAt: new Date().toISOString() });
  }

  /** Announces an inserted job, which runs when its turn comes. */
  function begin(id: JobId): Job {
    tell(id);
    wake();
    return get(id);
  }

  lock.whenTaken(() => {
    cleanUp(db, states.allSteps());
    if (isStarted) wake();
  });

  const calls = {
    /** Unfinished jobs first, then the latest. */
    listJobs: () => listJobs(db, listedJobs).map((job) => progress.describe(job)),
    listPassedOver: ({ job }) => listPassedOver(db, get(job).id),
    /** Resolves when the job has stopped: a training stops after its current step, with a checkpoint. */
    pauseJob: ({ job }) => stop(job, ['queued', 'running'], 'paused'),
    /** Also resumes failed jobs, whose cause may be fixed. */
    resumeJob({ job }) {
      lock.require();
      if (['paused', 'failed'].includes(get(job).state)) {
        setState(job, 'queued');
        tell(job);
      }
      wake();
      return get(job);
    },
    async cancelJob({ job }) {
      const cancelled = await stop(job, ['queued', 'running', 'paused', 'failed'], 'cancelled');
      if (cancelled.state === 'cancelled') await states.wholeStepsOf(cancelled.kind).cancelled?.(job);
      return cancelled;
    },
  } satisfies Serves<typeof jobCalls>;

  return {
    calls,
    progress,
    /** Defines the work of a kind of job. Call it for every kind before `start`. */
    define(kind: JobKind, its: JobSteps): void {
      states.define(kind, its);
    },
    /** Calls `listener` after each finished item of a job. */
    onItem(listener: ItemListener): void {
      listeners.push(listener);
    },
    /** Continues unfinished jobs. If another process runs this library's jobs, waits until that process ends. */
    start(): void {
      isStarted = true;
      if (lock.claim()) wake();
    },
    /** @throws InkdexError `library-busy` when another process runs the jobs of this library */
    queue: (job: QueuedJob): Job => begin(insert(job)),
    insert,
    begin,
    get,
    /**
     * Resolves when the job and the reading job that follows it have ended or are paused. Returns the job, or the reading
     * job if that is not done.
     */
    finished: (id: JobId): Promise<Job> => waiting.until(() => states.settled(id)),
    /** Resolves when the job is done, also if it was paused. @throws InkdexError why it failed; `cancelled` */
    async completed(id: JobId): Promise<void> {
      const { state, title, error } = await waiting.until(() => (isOver(get(id)) ? get(id) : undefined));
      if (error !== null) throw new InkdexError(error.code, error.message);
      if (state === 'cancelled') throw new InkdexError('cancelled', `"${title}" was cancelled.`);
    },
    /** Interrupts the current jobs and stops. Unfinished jobs continue at the next start. */
    async close(): Promise<void> {
      await Promise.all(all.map(({ lane }) => lane.close()));
      progress.flush();
    },
  };
}

/** Cleans up after an earlier process that ended during a job. */
function cleanUp(db: WritableDatabase, steps: Iterable<JobSteps>): void {
  requeueRunningJobs(db);
  for (const each of steps) if ('plan' in each) each.recover?.();
  try {
    removeOldJobs(db, keptJobs);
  } catch {
    // Removing also needs disk space. If the disk is full, the next start tries again.
  }
}
