import type { Announce, CallArgs } from '../../shared/contract/contract.ts';
import type { Job, JobId, JobKind, JobState } from '../../shared/contract/job.ts';
import { InkdexError, type Failure } from '../../shared/result.ts';
import { transaction, type Database } from '../store/database.ts';
import type { HostLock } from '../store/hostLock.ts';
import {
  findFollowingJob,
  findJob,
  insertJob,
  listJobs,
  removeJobItems,
  removeOldJobs,
  replaceJobState,
  requeueRunningJobs,
  type NewJob,
} from '../store/jobs.ts';
import { JobLane } from './lane.ts';
import { createJobProgress, type JobProgress } from './progress.ts';
import type { ItemListener, JobSteps, WholeSteps } from './steps.ts';

export type QueuedJob = Pick<NewJob, 'kind' | 'title' | 'request'>;

/** The queue of a library: all long work, which continues after a restart. */
export interface Jobs {
  readonly progress: JobProgress;
  /** Defines the work of a kind of job. Call it for every kind before `start`. */
  define(kind: JobKind, steps: JobSteps): void;
  /** Calls `listener` after each finished item of a job. */
  onItem(listener: ItemListener): void;
  /** Continues unfinished jobs. If another process runs this library's jobs, waits until that process ends. */
  start(): void;
  /** @throws InkdexError `library-busy` when another process runs the jobs of this library */
  queue(job: QueuedJob): Job;
  /**
   * Inserts a job, inside the caller's transaction. Call `begin` after the commit.
   *
   * @throws InkdexError `library-busy` when another process runs the jobs of this library
   */
  insert(job: QueuedJob): JobId;
  /** Announces an inserted job, which runs when its turn comes. */
  begin(job: JobId): Job;
  /** @throws InkdexError `not-found` */
  get(job: JobId): Job;
  /**
   * Resolves when the job and the reading job that follows it have ended or are paused. Returns the job, or the reading
   * job if that is not done.
   */
  finished(job: JobId): Promise<Job>;
  /** Resolves when the job is done, also if it was paused. @throws InkdexError why it failed; `cancelled` */
  completed(job: JobId): Promise<void>;
  /** Interrupts the current jobs and stops. Unfinished jobs continue at the next start. */
  close(): Promise<void>;

  /** Unfinished jobs first, then the latest. */
  listJobs(args: CallArgs<'listJobs'>): Job[];
  /** Resolves when the job has stopped: a training stops after its current step, with a checkpoint. */
  pauseJob(args: CallArgs<'pauseJob'>): Promise<Job>;
  /** Also resumes failed jobs, whose cause may be fixed. */
  resumeJob(args: CallArgs<'resumeJob'>): Job;
  cancelJob(args: CallArgs<'cancelJob'>): Promise<Job>;
}

export interface JobsParts {
  readonly db: Database;
  readonly lock: HostLock;
  readonly announce: Announce;
}

/** Lanes work in parallel, each on one job at a time. */
const lanes: readonly (readonly JobKind[])[] = [
  // Both use the reader.
  ['import', 'read'],
  ['dataset'],
  // These use the trainer. A training can take hours, and the others need not wait for it.
  ['training'],
  ['evaluation'],
  ['engine'],
];
const listedJobs = 50;
/** Number of finished jobs to keep. An import of many files takes megabytes, and watched folders add imports forever. */
const keptJobs = 500;

interface Waiting {
  /** Returns undefined as long as the caller has to wait. */
  readonly find: () => Job | undefined;
  readonly settled: (job: Job) => void;
  readonly failed: (thrown: unknown) => void;
}

export function createJobs({ db, lock, announce }: JobsParts): Jobs {
  const steps = new Map<JobKind, JobSteps>();
  const listeners: ItemListener[] = [];
  const waiting = new Set<Waiting>();
  const progress = createJobProgress(announce, (id) => findJob(db, id));
  let isStarted = false;

  const all = lanes.map((kinds) => ({
    kinds,
    lane: new JobLane({
      db,
      kinds,
      stepsOf,
      progress,
      announce,
      setState,
      tell,
      onItem(...told) {
        for (const listener of listeners) listener(...told);
      },
      onUnreadable(thrown) {
        for (const { failed } of waiting) failed(thrown);
        waiting.clear();
      },
    }),
  }));

  function stepsOf(kind: JobKind): JobSteps {
    const found = steps.get(kind);
    if (found === undefined) throw new TypeError(`Jobs of kind ${kind} are not defined.`);
    return found;
  }

  function wholeStepsOf(kind: JobKind): Partial<WholeSteps> {
    const found = steps.get(kind);
    return found !== undefined && 'run' in found ? found : {};
  }

  function wake(): void {
    for (const { lane } of all) lane.wake();
  }

  function get(id: JobId): Job {
    const job = findJob(db, id);
    if (job === undefined) throw new InkdexError('not-found', `There is no job ${id}.`);
    return progress.describe(job);
  }

  function setState(id: JobId, state: JobState, error: Failure | null = null): void {
    transaction(db, () => {
      // A failed job keeps its items, so that it can be resumed.
      if (state === 'done' || state === 'cancelled') removeJobItems(db, id);
      replaceJobState(db, id, {
        state,
        error,
        finishedAt: isOver({ state }) ? new Date().toISOString() : null,
      });
    });
    progress.release(id);
  }

  /** Announces a job to windows, to its feature, and to callers that wait for its end. */
  function tell(id: JobId): void {
    progress.changed(id);
    progress.flush();
    wholeStepsOf(get(id).kind).stateChanged?.(id);
    for (const one of waiting) {
      const job = one.find();
      if (job === undefined) continue;
      waiting.delete(one);
      one.settled(job);
    }
  }

  /** The job if it has ended, or the reading job that follows it if that is not done. */
  function settledJob(id: JobId): Job | undefined {
    const job = get(id);
    const stored = findFollowingJob(db, id);
    const following = stored === undefined ? undefined : progress.describe(stored);
    if (!isSettled(job) || (following !== undefined && !isSettled(following))) return undefined;
    return following === undefined || following.state === 'done' ? job : following;
  }

  function waitFor(find: () => Job | undefined): Promise<Job> {
    return new Promise((resolve, reject) => {
      const job = find();
      if (job === undefined) waiting.add({ find, settled: resolve, failed: reject });
      else resolve(job);
    });
  }

  /** Stops a job if it is in one of the given states. */
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

  function insert(job: QueuedJob): JobId {
    lock.require();
    return insertJob(db, { ...job, follows: null, createdAt: new Date().toISOString() });
  }

  function begin(id: JobId): Job {
    tell(id);
    wake();
    return get(id);
  }

  lock.whenTaken(() => {
    // Cleans up after an earlier process that ended during a job.
    requeueRunningJobs(db);
    for (const each of steps.values()) if ('plan' in each) each.recover?.();
    try {
      removeOldJobs(db, keptJobs);
    } catch {
      // Removing also needs disk space. If the disk is full, the next start tries again.
    }
    if (isStarted) wake();
  });

  return {
    progress,
    define(kind, its) {
      steps.set(kind, its);
    },
    onItem(listener) {
      listeners.push(listener);
    },
    start() {
      isStarted = true;
      if (lock.claim()) wake();
    },
    queue: (job) => begin(insert(job)),
    insert,
    begin,
    get,
    finished: (id) => waitFor(() => settledJob(id)),
    async completed(id) {
      const { state, title, error } = await waitFor(() => (isOver(get(id)) ? get(id) : undefined));
      if (error !== null) throw new InkdexError(error.code, error.message);
      if (state === 'cancelled') throw new InkdexError('cancelled', `"${title}" was cancelled.`);
    },
    async close() {
      await Promise.all(all.map(({ lane }) => lane.close()));
      progress.flush();
    },
    listJobs: () => listJobs(db, listedJobs).map((job) => progress.describe(job)),
    pauseJob: ({ job }) => stop(job, ['queued', 'running'], 'paused'),
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
      if (cancelled.state === 'cancelled') await wholeStepsOf(cancelled.kind).cancelled?.(job);
      return cancelled;
    },
  };
}

function isOver({ state }: Pick<Job, 'state'>): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

/** Includes paused, because the job continues only when a person resumes it. */
function isSettled(job: Job): boolean {
  return isOver(job) || job.state === 'paused';
}
