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
  /** The kinds of jobs that this runner does; others are another's. */
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

/** A long bar moves smoothly, and the disk is not kept busy by it. */
const progressMs = 250;

/** Runs the jobs in the database, one item at a time, and tells how they stand. */
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

  /** Goes on with what is unfinished; where another process runs this library's jobs, once this one does. */
  start(): void {
    this.#isStarted = true;
    if (this.#parts.lock.claim()) this.#wake();
  }

  /** Sets right what an earlier process left in the middle. */
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
   * Writes a job down, in the transaction of what it comes from; `begin` it when that is on disk.
   *
   * @throws InkdexError `library-busy` when another process runs the jobs of this library
   */
  insert(job: QueuedJob): JobId {
    this.#parts.lock.require();
    return insertJob(this.#parts.db, { ...job, follows: null, createdAt: new Date().toISOString() });
  }

  /** Tells of a job that was written down, and does it when its turn comes. */
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
   * Resolves once neither the job nor the reading that follows it goes on: paused counts. Gives the
   * job, or that reading where it did not end well.
   */
  finished(id: JobId): Promise<Job> {
    return new Promise((resolve, reject) => {
      const job = this.#settledJob(id);
      if (job === undefined) this.#waiting.add({ id, settled: resolve, failed: reject });
      else resolve(job);
    });
  }

  /** Stops after interrupting the item at hand; what is unfinished waits for the next start. */
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
    // Lets the caller that queued the job listen to it before its first item.
    await Promise.resolve();
    try {
      for (let job = this.#next(); job !== undefined; job = this.#next()) await this.#advance(job);
    } catch (thrown) {
      // The library cannot be read any more, so that no job can be blamed. Whoever looks next hears it as well.
      for (const { failed } of this.#waiting) failed(thrown);
      this.#waiting.clear();
    } finally {
      // In the same breath as finding nothing: a job queued right after starts a new loop.
      this.#loop = undefined;
    }
  }

  #next(): StoredJob | undefined {
    return this.#isClosing ? undefined : findNextJob(this.#parts.db, this.#kinds, this.progress.held());
  }

  /** Takes a job one item further. */
  async #advance(job: StoredJob): Promise<void> {
    const controller = new AbortController();
    this.#current = { job: job.id, controller };
    try {
      if (job.state === 'queued') this.#begin(job);
      const steps = this.#parts.steps[job.kind];
      if (steps === undefined) throw new TypeError(`This runner does no jobs of the kind ${job.kind}.`);
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

  /** A full disk pauses a job, so that it can go on; anything else ends it. */
  #stop(job: StoredJob, thrown: unknown): void {
    const failure = failureOf(thrown);
    try {
      if (failure.code === 'disk-full') {
        replaceJobState(this.#parts.db, job.id, { state: 'paused', error: failure, finishedAt: null });
      } else {
        this.#settle(job.id, 'failed', failure);
      }
    } catch {
      // The database cannot take even that: the job is held in memory until somebody resumes it.
      this.progress.hold(job.id, failure);
    }
    this.#tell(job.id);
  }

  #settle(id: JobId, state: 'done' | 'failed' | 'cancelled', error: Failure | null): void {
    replaceJobState(this.#parts.db, id, { state, error, finishedAt: new Date().toISOString() });
  }

  /** Tells the windows, and those who wait for the job's end. */
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

  /** The job, or the reading that follows it where that one did not end well. */
  #settledJob(id: JobId): Job | undefined {
    const job = this.#describe(id);
    const stored = findFollowingJob(this.#parts.db, id);
    const following = stored === undefined ? undefined : this.progress.describe(stored);
    if (!isSettled(job) || (following !== undefined && !isSettled(following))) return undefined;
    return following === undefined || following.state === 'done' ? job : following;
  }

  /** Moves a job on from one of the given states; in any other it stays as it is. */
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

/** Paused counts: somebody has to make up their mind before it goes on. */
function isSettled({ state }: Job): boolean {
  return state !== 'queued' && state !== 'running';
}
