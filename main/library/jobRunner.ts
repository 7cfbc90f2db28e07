import type { Announce } from '../../shared/contract/contract.ts';
import type { Job, JobId } from '../../shared/contract/job.ts';
import { failureOf, InkdexError, type Failure } from '../../shared/result.ts';
import { transaction, type Database } from '../store/database.ts';
import type { HostLock } from '../store/hostLock.ts';
import { findNextJobItem, removeJobItems, replaceJobItems } from '../store/jobItems.ts';
import {
  findFollowingJob,
  findJob,
  findNextJob,
  insertJob,
  replaceJobProgress,
  replaceJobState,
  replaceJobTotal,
  requeueRunningJobs,
  type NewJob,
  type StoredJob,
} from '../store/jobs.ts';
import { createJobProgress, type JobProgress } from './jobProgress.ts';
import type { ItemListener, JobSteps, WholeJobSteps } from './jobSteps.ts';
import { performItem } from './performItem.ts';

export interface RunnerParts {
  readonly db: Database;
  readonly lock: HostLock;
  /** The kinds of jobs that this runner runs. */
  readonly steps: Partial<Record<Job['kind'], JobSteps | WholeJobSteps>>;
  readonly announce: Announce;
  readonly onItem: ItemListener;
}

export type QueuedJob = Pick<NewJob, 'kind' | 'title' | 'request'>;

interface Waiting {
  readonly id: JobId;
  readonly settled: (job: Job) => void;
  readonly failed: (thrown: unknown) => void;
}

/** Least time between two progress updates: a smooth progress bar without many disk writes. */
const progressMs = 250;

/** Runs the jobs in the database, one item at a time, and announces their progress. */
export class JobRunner {
  readonly progress: JobProgress;
  readonly #parts: RunnerParts;
  readonly #waiting = new Set<Waiting>();
  #current: { readonly job: JobId; readonly controller: AbortController } | undefined;
  #loop: Promise<void> | undefined;
  readonly #kinds: readonly string[];
  #isStarted = false;
  #isClosing = false;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    parts.lock.whenTaken(() => {
      this.#recover();
    });
    this.#kinds = Object.keys(parts.steps);
    this.progress = createJobProgress(parts.announce, (id) => findJob(parts.db, id));
  }

  /** Continues unfinished jobs. If another process runs this library's jobs, waits until that process ends. */
  start(): void {
    this.#isStarted = true;
    if (this.#parts.lock.claim()) this.#wake();
  }

  /** Cleans up after an earlier process that ended during a job. */
  #recover(): void {
    requeueRunningJobs(this.#parts.db, this.#kinds);
    for (const steps of Object.values(this.#parts.steps)) {
      if ('recover' in steps) steps.recover();
    }
    if (this.#isStarted) this.#wake();
  }

  /** @throws InkdexError `library-busy` when another process runs the jobs of this library */
  queue(job: QueuedJob): Job {
    return this.begin(this.insert(job));
  }

  /**
   * Inserts a job, inside the caller's transaction. Call `begin` after the commit.
   *
   * @throws InkdexError `library-busy` when another process runs the jobs of this library
   */
  insert(job: QueuedJob): JobId {
    this.#parts.lock.require();
    return insertJob(this.#parts.db, { ...job, follows: null, createdAt: new Date().toISOString() });
  }

  /** Announces an inserted job. The job runs when its turn comes. */
  begin(id: JobId): Job {
    this.#tell(id);
    this.#wake();
    return this.#describe(id);
  }

  pause(id: JobId): Job {
    return this.#move(id, ['queued', 'running'], () => {
      replaceJobState(this.#parts.db, id, { state: 'paused', error: null, finishedAt: null });
    });
  }

  resume(id: JobId): Job {
    return this.#move(id, ['paused'], () => {
      replaceJobState(this.#parts.db, id, { state: 'queued', error: null, finishedAt: null });
      this.progress.release(id);
    });
  }

  cancel(id: JobId): Job {
    return this.#move(id, ['queued', 'running', 'paused'], () => {
      transaction(this.#parts.db, () => {
        removeJobItems(this.#parts.db, id);
        this.#settle(id, 'cancelled', null);
      });
      this.progress.release(id);
    });
  }

  /**
   * Resolves when the job and the reading job that follows it have ended or are paused. Returns the job, or the
   * reading job if that is not done.
   */
  finished(id: JobId): Promise<Job> {
    return new Promise((resolve, reject) => {
      const job = this.#settledJob(id);
      if (job === undefined) this.#waiting.add({ id, settled: resolve, failed: reject });
      else resolve(job);
    });
  }

  /** Interrupts the current item and stops. Unfinished jobs continue at the next start. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#current?.controller.abort();
    await this.#loop;
    this.progress.flush();
  }

  #wake(): void {
    if (this.#isClosing) return;
    this.#loop ??= this.#work();
  }

  async #work(): Promise<void> {
    // Lets the caller add a listener before the first item of the job.
    await Promise.resolve();
    try {
      for (let job = this.#next(); job !== undefined; job = this.#next()) await this.#advance(job);
    } catch (thrown) {
      // The library can no longer be read, which is not the fault of a job. The next call reports it too.
      for (const { failed } of this.#waiting) failed(thrown);
      this.#waiting.clear();
    } finally {
      // Synchronously after the last lookup, so that a job queued from now on starts a new loop.
      this.#loop = undefined;
    }
  }

  #next(): StoredJob | undefined {
    return this.#isClosing ? undefined : findNextJob(this.#parts.db, this.#kinds, this.progress.held());
  }

  /** Runs the next item of a job. */
  async #advance(job: StoredJob): Promise<void> {
    const controller = new AbortController();
    this.#current = { job: job.id, controller };
    try {
      if (job.state === 'queued') this.#begin(job);
      const steps = this.#parts.steps[job.kind];
      if (steps === undefined) throw new TypeError(`This runner has no steps for jobs of kind ${job.kind}.`);
      if ('run' in steps) await this.#runWhole(job, steps, controller.signal);
      else if (job.total === null) await this.#plan(job, steps, controller.signal);
      else await this.#performNext(job, steps, controller.signal);
    } catch (thrown) {
      if (!controller.signal.aborted) this.#stop(job, thrown);
    } finally {
      this.#current = undefined;
    }
  }

  #begin(job: StoredJob): void {
    replaceJobState(this.#parts.db, job.id, { state: 'running', error: null, finishedAt: null });
    this.progress.started(job);
    this.progress.changed(job.id);
  }

  async #runWhole(job: StoredJob, steps: WholeJobSteps, signal: AbortSignal): Promise<void> {
    const { db } = this.#parts;
    let told = 0;
    const onProgress = (done: number, total: number | null): void => {
      if (performance.now() - told < progressMs || signal.aborted) return;
      told = performance.now();
      replaceJobProgress(db, job.id, done, total);
      this.progress.changed(job.id);
    };
    replaceJobProgress(db, job.id, 0, null);
    const { commit, release } = await steps.run(job, { signal, onProgress });
    try {
      signal.throwIfAborted();
      transaction(db, () => {
        commit();
        this.#settle(job.id, 'done', null);
      });
    } finally {
      release();
    }
    this.#tell(job.id);
  }

  async #plan(job: StoredJob, steps: JobSteps, signal: AbortSignal): Promise<void> {
    const { db } = this.#parts;
    const items = await steps.plan(job, signal);
    signal.throwIfAborted();
    transaction(db, () => {
      replaceJobItems(db, job.id, items);
      replaceJobTotal(db, job.id, items.length);
    });
    this.progress.changed(job.id);
  }

  async #performNext(job: StoredJob, steps: JobSteps, signal: AbortSignal): Promise<void> {
    const item = findNextJobItem(this.#parts.db, job.id);
    if (item === undefined) {
      await this.#finish(job, steps);
      return;
    }
    const { result, failure } = await performItem(this.#parts.db, steps, item, signal);
    this.progress.changed(job.id);
    if (result.photo !== null) this.progress.photosChanged([result.photo]);
    if (failure !== null) this.progress.failuresChanged();
    this.#parts.onItem(job, item, result, failure);
  }

  async #finish(job: StoredJob, steps: JobSteps): Promise<void> {
    const { db } = this.#parts;
    const follow = transaction(db, () => {
      const next = steps.finish(job);
      removeJobItems(db, job.id);
      this.#settle(job.id, 'done', null);
      return next;
    });
    await follow?.();
    this.#tell(job.id);
  }

  /** Pauses the job if the disk is full, so that it can continue; otherwise ends it. */
  #stop(job: StoredJob, thrown: unknown): void {
    const failure = failureOf(thrown);
    try {
      if (failure.code === 'disk-full') {
        replaceJobState(this.#parts.db, job.id, { state: 'paused', error: failure, finishedAt: null });
      } else {
        this.#settle(job.id, 'failed', failure);
      }
    } catch {
      // Even this could not be written. The job is held in memory until the user resumes it.
      this.progress.hold(job.id, failure);
    }
    this.#tell(job.id);
  }

  #settle(id: JobId, state: 'done' | 'failed' | 'cancelled', error: Failure | null): void {
    replaceJobState(this.#parts.db, id, { state, error, finishedAt: new Date().toISOString() });
  }

  /** Announces a job to windows, and to callers that wait for its end. */
  #tell(id: JobId): void {
    this.progress.changed(id);
    this.progress.flush();
    for (const waiting of this.#waiting) {
      const job = this.#settledJob(waiting.id);
      if (job === undefined) continue;
      this.#waiting.delete(waiting);
      waiting.settled(job);
    }
  }

  /** The job if it has ended, or the reading job that follows it if that is not done. */
  #settledJob(id: JobId): Job | undefined {
    const job = this.#describe(id);
    const stored = findFollowingJob(this.#parts.db, id);
    const following = stored === undefined ? undefined : this.progress.describe(stored);
    if (!isSettled(job) || (following !== undefined && !isSettled(following))) return undefined;
    return following === undefined || following.state === 'done' ? job : following;
  }

  /** Changes the state of a job if it is in one of the given states. */
  #move(id: JobId, from: readonly Job['state'][], act: () => void): Job {
    this.#parts.lock.require();
    if (from.includes(this.#describe(id).state)) {
      act();
      if (this.#current?.job === id) this.#current.controller.abort();
      this.#tell(id);
      this.#wake();
    }
    return this.#describe(id);
  }

  /** @throws InkdexError `not-found` */
  #describe(id: JobId): Job {
    const job = findJob(this.#parts.db, id);
    if (job === undefined) throw new InkdexError('not-found', `There is no job ${String(id)}.`);
    return this.progress.describe(job);
  }
}

/** Includes paused, because the job continues only when the user resumes it. */
function isSettled({ state }: Job): boolean {
  return state !== 'queued' && state !== 'running';
}
