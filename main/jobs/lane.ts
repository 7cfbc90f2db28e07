import type { Announce } from '../../shared/contract/contract.ts';
import type { JobId, JobKind, JobState } from '../../shared/contract/job.ts';
import { failureOf, InkdexError, type Failure } from '../../shared/result.ts';
import { counted } from '../../shared/text.ts';
import { Unanswered } from '../rpc/client.ts';
import { transaction, type Database } from '../store/database.ts';
import {
  addJobItemAttempts,
  addJobProgress,
  findJob,
  findNextJob,
  findNextJobItem,
  finishJobItem,
  replaceJobItem,
  replaceJobItems,
  replaceJobProgress,
  type JobItem,
  type StoredJob,
} from '../store/jobs.ts';
import type { JobProgress } from './progress.ts';
import type { ItemListener, ItemResult, ItemSteps, JobSteps, SplitItem, WholeSteps } from './steps.ts';

/** Errors that are not caused by the current item: every other item would fail too. */
const stopsJob = new Set<Failure['code']>([
  'disk-full',
  'engine-unavailable',
  'model-damaged',
  'model-unknown',
  'library-busy',
  'library-damaged',
]);

/** An item whose worker ended is tried once more, alone. */
const mostAttempts = 2;
/** An item whose worker or whole app was ended by another program is innocent, unless it happens each time. */
const mostInterruptions = 20;

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
    const finished = await performItem(db, steps, item, signal);
    progress.changed(job.id);
    if (finished === null) return;
    const { result, failure } = finished;
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

interface FinishedItem {
  readonly result: ItemResult;
  readonly failure: Failure | null;
}

/**
 * Runs one item of a job and writes its outcome and the job's progress in one transaction. Records an item that fails,
 * but throws an error that every other item would cause as well. The attempt is in the database before the work begins,
 * so that it counts when the work ends the process.
 *
 * @returns null when the item is tried again, or others have taken its place
 * @throws InkdexError when the job cannot continue; the reason of `signal` when it was aborted
 */
async function performItem(
  db: Database,
  steps: ItemSteps,
  item: JobItem,
  signal: AbortSignal,
): Promise<FinishedItem | null> {
  addJobItemAttempts(db, item, 1);
  try {
    const { store, failure } = await attempt(steps, { ...item, attempts: item.attempts + 1 }, signal);
    if (store === null) {
      steps.interrupted(item);
      return null;
    }
    return transaction(db, () => {
      const result = store();
      if ('items' in result) {
        replaceJobItem(db, item, result.items);
        return null;
      }
      finishJobItem(db, item, result.state, result.photo);
      addJobProgress(db, item.job, result.state);
      return { result, failure };
    });
  } catch (thrown) {
    steps.interrupted(item);
    addJobItemAttempts(db, item, -1);
    throw thrown;
  }
}

interface Attempt {
  /** Null when the item is to be tried again. */
  readonly store: (() => ItemResult | SplitItem) | null;
  readonly failure: Failure | null;
}

async function attempt(steps: ItemSteps, item: JobItem, signal: AbortSignal): Promise<Attempt> {
  try {
    if (item.attempts > mostInterruptions) throw endedTooOften(item.attempts - 1);
    const store = await steps.perform(item, { signal, alone: item.attempts > 1 });
    signal.throwIfAborted();
    return { store, failure: null };
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (signal.aborted || stopsJob.has(failure.code)) throw thrown;
    if (isTriedAgain(item, thrown)) return { store: null, failure: null };
    return { store: () => steps.setAside(item, failure), failure };
  }
}

/** Whether something else may have ended the worker. */
function isTriedAgain({ attempts }: JobItem, thrown: unknown): boolean {
  if (!(thrown instanceof Unanswered) || thrown.blame === 'proven') return false;
  return attempts < (thrown.blame === 'none' ? mostInterruptions : mostAttempts);
}

function endedTooOften(times: number): InkdexError {
  return new InkdexError(
    'engine-crashed',
    `Inkdex ended ${counted(times, 'time')} while it worked on this file. Try again, or save it with another program first.`,
  );
}
