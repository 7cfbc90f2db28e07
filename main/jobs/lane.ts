import type { Announce } from '../../shared/contract/contract.ts';
import type { JobId, JobKind, JobState } from '../../shared/contract/job.ts';
import { failureOf, type Failure } from '../../shared/result.ts';
import { transaction, type WritableDatabase } from '../store/database.ts';
import {
  findJob,
  findNextJob,
  listNextJobItems,
  replaceJobItems,
  replaceJobProgress,
  type JobItem,
  type StoredJob,
} from '../store/jobs/jobs.ts';
import { CommitGroup } from './commitGroup.ts';
import { ItemsElsewhere } from './itemsElsewhere.ts';
import { performItem, type PerformOptions } from './performItem.ts';
import type { JobProgress } from './progress.ts';
import type { ItemListener, ItemSteps, JobSteps, WholeSteps } from './steps.ts';

/** Least time between two progress updates: a smooth progress bar without many disk writes. */
const progressMs = 250;
/** How often a lane checks whether items that are elsewhere come back. */
const awayMs = 1000;

export interface LaneParts {
  readonly db: WritableDatabase;
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
  /** Why an item that is elsewhere stops the job. */
  thrown?: { readonly error: unknown };
  readonly ended: PromiseWithResolvers<undefined>;
}

/** Runs the jobs of some kinds one at a time, and one item at a time here; others may be elsewhere. */
export class JobLane {
  readonly #parts: LaneParts;
  readonly #elsewhere: ItemsElsewhere;
  readonly #group: CommitGroup;
  #current: Current | undefined;
  #loop: Promise<void> | undefined;
  #isClosing = false;
  /** Ends a wait for items that are elsewhere. */
  #stir: () => void = () => undefined;

  constructor(parts: LaneParts) {
    this.#parts = parts;
    this.#group = new CommitGroup(parts.db);
    this.#elsewhere = new ItemsElsewhere({
      db: parts.db,
      perform: (job, steps, item, signal) =>
        this.#performItem(job, steps, item, { signal, elsewhere: true, next: null }),
      onChange: () => {
        this.#stir();
      },
      onFailed: (job, error) => {
        this.#failElsewhere(job, error);
      },
    });
  }

  wake(): void {
    if (this.#isClosing) return;
    this.#loop ??= this.#work();
    this.#stir();
  }

  /** Stops a job if it is running now; otherwise returns undefined. Resolves when it has stopped. */
  stop(job: JobId, wanted: 'paused' | 'cancelled'): Promise<undefined> | undefined {
    this.#elsewhere.stop(job);
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
    await this.#elsewhere.close();
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
    const current: Current = {
      job: job.id,
      controller,
      wanted: null,
      ended: Promise.withResolvers<undefined>(),
    };
    this.#current = current;
    try {
      if (job.state === 'queued') this.#begin(job);
      const steps = this.#parts.stepsOf(job.kind);
      if ('run' in steps) await this.#runWhole(job, steps, current);
      else if (job.total === null) await this.#plan(job, steps, controller.signal);
      else await this.#performNext(job, steps, controller.signal);
    } catch (thrown) {
      this.#stopWith(current, current.thrown === undefined ? thrown : current.thrown.error);
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
    let last: readonly [done: number, total: number | null] | null = null;
    const onProgress = (done: number, total: number | null): void => {
      last = [done, total];
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
        // What is done is done as a whole, however seldom it told of its progress.
        if (last !== null) replaceJobProgress(db, job.id, last[1] ?? last[0], last[1]);
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
    const { elsewhere } = steps;
    const isHere = elsewhere === undefined || elsewhere.isHereToo() || elsewhere.capacity() === 0;
    const away = this.#elsewhere.positions(job.id);
    const [first, second] = listNextJobItems(this.#parts.db, job.id, 2, away);
    if (first === undefined && away.length === 0) {
      await this.#finish(job, steps);
      return;
    }
    const [item, next] = isHere ? [first, second] : [this.#elsewhere.takeBack(job.id)];
    const reserved = [item, next].flatMap((each) => each?.position ?? []);
    this.#elsewhere.giveFrom(elsewhere === undefined ? null : { job, steps, reserved });
    if (item !== undefined) {
      this.#elsewhere.begun(item);
      await this.#performItem(job, steps, item, { signal, elsewhere: false, next: next ?? null });
      return;
    }
    if (isHere) elsewhere?.giveBack();
    await this.#stirred(signal);
    signal.throwIfAborted();
  }

  async #performItem(
    job: StoredJob,
    steps: ItemSteps,
    item: JobItem,
    options: PerformOptions,
  ): Promise<void> {
    const { db, progress, announce, onItem } = this.#parts;
    const finished = await performItem(db, steps, item, options, this.#group);
    progress.changed(job.id);
    if (finished === null) return;
    const { result, failure } = finished;
    if (result.photo !== null) progress.photosChanged([result.photo]);
    if (failure !== null) progress.failuresChanged();
    if (result.labels !== undefined) announce('labelsChanged', result.labels);
    onItem(job, item, result, failure);
  }

  /** Waits until something has happened to items that are elsewhere, or to the jobs of this lane. */
  async #stirred(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const stir = (): void => {
      resolve(undefined);
    };
    this.#stir = stir;
    const timer = setTimeout(stir, awayMs);
    signal.addEventListener('abort', stir, { once: true });
    await promise;
    signal.removeEventListener('abort', stir);
    clearTimeout(timer);
    this.#stir = () => undefined;
  }

  /** An item that is elsewhere has found that its job cannot continue. */
  #failElsewhere(job: JobId, error: unknown): void {
    this.#elsewhere.stop(job);
    const current = this.#current;
    if (current?.job === job) {
      current.thrown ??= { error };
      current.controller.abort();
      return;
    }
    try {
      const ended = Promise.withResolvers<undefined>();
      this.#stopWith({ job, controller: new AbortController(), wanted: null, ended }, error);
    } catch (thrown) {
      this.#parts.onUnreadable(thrown);
    }
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
    const aborted = current.thrown === undefined && current.controller.signal.aborted;
    if (!this.#isClosing) this.#elsewhere.stop(current.job);
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
