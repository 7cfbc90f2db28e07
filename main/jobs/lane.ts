import type { Announce } from '../../shared/contract/contract.ts';
import type { JobId, JobKind, JobState } from '../../shared/contract/job.ts';
import { failureOf, type Failure } from '../../shared/result.ts';
import { transaction, type Database } from '../store/database.ts';
import {
  addJobProgress,
  findJob,
  findNextJob,
  findNextJobItem,
  finishJobItem,
  replaceJobItems,
  replaceJobProgress,
  type JobItem,
  type StoredJob,
} from '../store/jobs.ts';
import type { JobProgress } from './progress.ts';
import type { ItemListener, ItemResult, ItemSteps, JobSteps, WholeSteps } from './steps.ts';

/** Errors that are not caused by the current item: every other item would fail too. */
const stopsJob = new Set<Failure['code']>([
  'disk-full',
  'engine-unavailable',
  'model-damaged',
  'model-unknown',
  'library-busy',
  'library-damaged',
]);

/** Least time between two progress updates: a smooth progress bar without many disk writes. */
const progressMs = 250;

export interface LaneParts {
  readonly db: Database;
  /** The kinds of jobs of this lane. */
  readonly kinds: readonly JobKind[];
  readonly stepsOf: (kind: JobKind) => JobSteps;
  readonly progress: JobProgress;
  readonly announce: Announce;
  readonly onItem: ItemListener;
  readonly setState: (id: JobId, state: JobState, error?: Failure | null) => void;
  /** Announces a job whose state has changed. */
  readonly tell: (id: JobId) => void;
  /** Called when the library can no longer be read. */
  readonly onUnreadable: (thrown: unknown) => void;
}

interface Current {
  readonly job: JobId;
  readonly controller: AbortController;
  /** What a person requested; null: nothing. */
  wanted: 'paused' | 'cancelled' | null;
  readonly ended: PromiseWithResolvers<undefined>;
}

/** Runs the jobs of some kinds one at a time, and one item at a time. */
export class JobLane {
  readonly #parts: LaneParts;
  #current: Current | undefined;
  #loop: Promise<void> | undefined;
  #isClosing = false;

  constructor(parts: LaneParts) {
    this.#parts = parts;
  }

  wake(): void {
    if (!this.#isClosing) this.#loop ??= this.#work();
  }

  /** Stops a job if it is running now; otherwise returns undefined. Resolves when it has stopped. */
  stop(job: JobId, wanted: 'paused' | 'cancelled'): Promise<undefined> | undefined {
    const current = this.#current;
    if (current?.job !== job) return undefined;
    current.wanted = wanted;
    current.controller.abort();
    return current.ended.promise;
  }

  /** Interrupts the current job, which continues at the next start. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#current?.controller.abort();
    await this.#loop;
  }

  async #work(): Promise<void> {
    // Lets the caller add a listener before the first item of the job.
    await Promise.resolve();
    try {
      for (let job = this.#next(); job !== undefined; job = this.#next()) await this.#advance(job);
    } catch (thrown) {
      // The library can no longer be read, which is not the fault of a job. The next call reports it too.
      this.#parts.onUnreadable(thrown);
    } finally {
      // Synchronously after the last lookup, so that a job queued from now on starts a new loop.
      this.#loop = undefined;
    }
  }

  #next(): StoredJob | undefined {
    const { db, kinds, progress } = this.#parts;
    return this.#isClosing ? undefined : findNextJob(db, kinds, progress.held());
  }

  /** Runs a job, or the next item of a job. */
  async #advance(job: StoredJob): Promise<void> {
    const controller = new AbortController();
    const current = { job: job.id, controller, wanted: null, ended: Promise.withResolvers<undefined>() };
    this.#current = current;
    try {
      if (job.state === 'queued') this.#begin(job);
      const steps = this.#parts.stepsOf(job.kind);
      if ('run' in steps) await this.#runWhole(job, steps, current);
      else if (job.total === null) await this.#plan(job, steps, controller.signal);
      else await this.#performNext(job, steps, controller.signal);
    } catch (thrown) {
      this.#stopWith(current, thrown);
    } finally {
      this.#current = undefined;
      current.ended.resolve(undefined);
    }
  }

  #begin({ id, done }: StoredJob): void {
    this.#parts.setState(id, 'running');
    this.#parts.progress.started(id, done);
    this.#parts.tell(id);
  }

  async #runWhole(job: StoredJob, steps: WholeSteps, current: Current): Promise<void> {
    const { db, progress, setState, tell } = this.#parts;
    const { signal } = current.controller;
    let told = -Infinity;
    const onProgress = (done: number, total: number | null): void => {
      if (performance.now() - told < progressMs || signal.aborted) return;
      told = performance.now();
      replaceJobProgress(db, job.id, done, total);
      progress.changed(job.id);
    };
    const prepared = await steps.run(job, { signal, onProgress });
    if (prepared === null) {
      this.#leave(current);
      return;
    }
    try {
      transaction(db, () => {
        prepared.commit();
        setState(job.id, 'done');
      });
    } finally {
      prepared.release();
    }
    tell(job.id);
  }

  async #plan(job: StoredJob, steps: ItemSteps, signal: AbortSignal): Promise<void> {
    const items = await steps.plan(job, signal);
    signal.throwIfAborted();
    replaceJobItems(this.#parts.db, job.id, items);
    this.#parts.progress.changed(job.id);
  }

  async #performNext(job: StoredJob, steps: ItemSteps, signal: AbortSignal): Promise<void> {
    const { db, progress, announce, onItem } = this.#parts;
    const item = findNextJobItem(db, job.id);
    if (item === undefined) {
      await this.#finish(job, steps);
      return;
    }
    const { result, failure } = await performItem(db, steps, item, signal);
    progress.changed(job.id);
    if (result.photo !== null) progress.photosChanged([result.photo]);
    if (failure !== null) progress.failuresChanged();
    if (result.labels !== undefined) announce('labelsChanged', result.labels);
    onItem(job, item, result, failure);
  }

  async #finish(job: StoredJob, steps: ItemSteps): Promise<void> {
    const follow = transaction(this.#parts.db, () => {
      const next = steps.finish(job);
      this.#parts.setState(job.id, 'done');
      return next;
    });
    await follow?.();
    this.#parts.tell(job.id);
  }

  /** The job was stopped: a person requested it, or the app closes. */
  #leave({ job, wanted }: Current): void {
    if (wanted === null) return;
    if (findJob(this.#parts.db, job)?.state === 'running') this.#parts.setState(job, wanted);
    this.#parts.tell(job);
  }

  /** Pauses the job if the disk is full, so that it can continue; otherwise ends it. */
  #stopWith(current: Current, thrown: unknown): void {
    const { setState, progress, tell } = this.#parts;
    const { aborted } = current.controller.signal;
    const failure = failureOf(thrown);
    const isFull = failure.code === 'disk-full';
    try {
      // A pause without space for its checkpoint is still a pause, and reports the error.
      if (aborted && !(isFull && current.wanted === 'paused')) {
        this.#leave(current);
        return;
      }
      setState(current.job, isFull ? 'paused' : 'failed', failure);
    } catch (unwritten) {
      // Even this could not be written. The job is held in memory until a person resumes it.
      progress.hold(current.job, aborted ? failureOf(unwritten) : failure);
    }
    tell(current.job);
  }
}

/**
 * Runs one item of a job and writes its outcome and the job's progress in one transaction. Records an item that fails,
 * but throws an error that every other item would cause as well.
 *
 * @throws InkdexError when the job cannot continue; the reason of `signal` when it was aborted
 */
async function performItem(
  db: Database,
  steps: ItemSteps,
  item: JobItem,
  signal: AbortSignal,
): Promise<{ readonly result: ItemResult; readonly failure: Failure | null }> {
  try {
    const { store, failure } = await attempt(steps, item, signal);
    const result = transaction(db, () => {
      const outcome = store();
      finishJobItem(db, item, outcome.state, outcome.photo);
      addJobProgress(db, item.job, outcome.state);
      return outcome;
    });
    return { result, failure };
  } catch (thrown) {
    steps.interrupted(item);
    throw thrown;
  }
}

async function attempt(
  steps: ItemSteps,
  item: JobItem,
  signal: AbortSignal,
): Promise<{ store: () => ItemResult; failure: Failure | null }> {
  try {
    const store = await steps.perform(item, signal);
    signal.throwIfAborted();
    return { store, failure: null };
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (signal.aborted || stopsJob.has(failure.code)) throw thrown;
    return { store: () => steps.setAside(item, failure), failure };
  }
}
