import { rm } from 'node:fs/promises';
import { failureOf, InkdexError } from '../../shared/result.ts';
import type { Run, RunId, RunState } from '../../shared/contract/run.ts';
import {
  findNextRun,
  findRun,
  insertRun,
  removeStoredRun,
  requeueRunningRuns,
  type NewRun,
  type StoredRun,
} from '../store/runs.ts';
import type { Evaluations } from './evaluations.ts';
import { discardSent, performRun, runFolder } from './performRun.ts';
import type { RunBook } from './runLog.ts';
import type { TrainingParts } from './runParts.ts';

/** A worker that crashes this often without progress is not restarted automatically. */
const mostCrashes = 3;

interface Current {
  readonly run: RunId;
  readonly controller: AbortController;
  /** What a person requested; null: continue. */
  wanted: 'paused' | 'cancelled' | null;
}

/** Executes runs one at a time, in the order of the queue. Continues from the last checkpoint after a crash. */
export class RunQueue {
  readonly #parts: TrainingParts;
  readonly #book: RunBook;
  readonly #evaluations: Evaluations;
  readonly #waiting = new Set<PromiseWithResolvers<undefined>>();
  #current: Current | undefined;
  #loop: Promise<void> | undefined;
  #isStarted = false;
  #isClosing = false;

  constructor(parts: TrainingParts, book: RunBook, evaluations: Evaluations) {
    this.#parts = parts;
    this.#book = book;
    this.#evaluations = evaluations;
    parts.lock.whenTaken(() => {
      requeueRunningRuns(parts.db);
      if (this.#isStarted) this.#wake();
    });
  }

  /** Continues unfinished runs. If another process works on this library, it waits until that process ends. */
  start(): void {
    this.#isStarted = true;
    if (this.#parts.lock.claim()) this.#wake();
  }

  /** @throws InkdexError `library-busy` when another process works on this library */
  queue(run: NewRun): Run {
    this.#parts.lock.require();
    const id = insertRun(this.#parts.db, run);
    this.#book.tell(id);
    this.#wake();
    return this.#book.get(id);
  }

  /** Resolves once the run has stopped: after the current step, with a checkpoint. */
  async pause(id: RunId): Promise<Run> {
    return await this.#move(id, ['queued', 'running'], 'paused');
  }

  /** Also resumes failed runs, whose cause may be fixed, and runs that a killed process left. */
  resume(id: RunId): Run {
    this.#parts.lock.require();
    if (['paused', 'failed'].includes(this.#book.get(id).state)) {
      this.#book.state(id, { state: 'queued', error: null, finishedAt: null });
    }
    this.#wake();
    return this.#book.get(id);
  }

  async cancel(id: RunId): Promise<Run> {
    const run = await this.#move(id, ['queued', 'running', 'paused', 'failed'], 'cancelled');
    if (run.state === 'cancelled') {
      await this.#removeFiles(id);
      // A run that was being evaluated has stored its model already.
      await this.#parts.models.discardModelsOf(id);
    }
    return run;
  }

  /** @throws InkdexError `conflict` for an unfinished run, `not-found` */
  async remove(id: RunId): Promise<void> {
    this.#parts.lock.require();
    const { state } = this.#book.get(id);
    if (!['done', 'failed', 'cancelled'].includes(state)) {
      throw new InkdexError('conflict', `This run is ${state}. Cancel it first.`);
    }
    await this.#removeFiles(id);
    removeStoredRun(this.#parts.db, id);
    this.#parts.announce('runRemoved', { run: id });
  }

  /** Resolves when a run is done, failed, cancelled or paused. */
  async finished(id: RunId): Promise<Run> {
    for (;;) {
      const run = this.#book.get(id);
      if (run.state !== 'queued' && run.state !== 'running') return run;
      const waiting = Promise.withResolvers<undefined>();
      this.#waiting.add(waiting);
      await waiting.promise;
    }
  }

  /** Unfinished runs continue at the next start. Nothing is written after this. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#current?.controller.abort();
    await this.#stopTraining();
    await this.#loop;
  }

  async #move(id: RunId, from: readonly RunState[], to: 'paused' | 'cancelled'): Promise<Run> {
    this.#parts.lock.require();
    if (!from.includes(this.#book.get(id).state)) return this.#book.get(id);
    const current = this.#current?.run === id ? this.#current : undefined;
    if (current === undefined) {
      this.#settle(id, to);
      return this.#book.get(id);
    }
    current.wanted = to;
    current.controller.abort();
    await this.#stopTraining();
    return await this.finished(id);
  }

  /** Between two parts of a run there may be no training to stop. */
  async #stopTraining(): Promise<void> {
    if (this.#current === undefined) return;
    await this.#parts.trainer.call('stopTraining', {}).catch(() => undefined);
  }

  #wake(): void {
    if (this.#isClosing) return;
    this.#loop ??= this.#work();
  }

  async #work(): Promise<void> {
    await Promise.resolve();
    try {
      while (!this.#isClosing) {
        const run = findNextRun(this.#parts.db, this.#book.held());
        if (run === undefined) return;
        await this.#perform(run);
      }
    } catch (thrown) {
      // The library can no longer be read, so no run has failed. Callers that wait get the same error.
      for (const { reject } of this.#waiting) reject(thrown);
      this.#waiting.clear();
    } finally {
      this.#loop = undefined;
    }
  }

  async #perform(run: StoredRun): Promise<void> {
    const current: Current = { run: run.id, controller: new AbortController(), wanted: null };
    this.#current = current;
    try {
      this.#book.state(run.id, { state: 'running', error: null, finishedAt: null });
      const isDone = await this.#withRestarts(run.id, current);
      if (isDone) {
        await this.#removeFolder(run.id);
        this.#settle(run.id, 'done');
      } else this.#leave(current);
    } catch (thrown) {
      this.#stop(current, thrown);
    } finally {
      this.#current = undefined;
      this.#tellWaiting();
    }
  }

  /** Restarts a crashed worker, as long as it makes progress each time. */
  async #withRestarts(id: RunId, { controller }: Current): Promise<boolean> {
    let crashes = 0;
    let reached = -1;
    for (;;) {
      const run = findRun(this.#parts.db, id);
      if (run === undefined) return false;
      const parts = { ...this.#parts, book: this.#book, evaluations: this.#evaluations };
      try {
        return await performRun({ ...parts, signal: controller.signal }, run);
      } catch (thrown) {
        const { step } = this.#book.get(id);
        crashes = step > reached ? 1 : crashes + 1;
        reached = Math.max(reached, step);
        const isCrash = thrown instanceof InkdexError && thrown.code === 'engine-crashed';
        if (!isCrash || controller.signal.aborted || crashes >= mostCrashes) throw thrown;
        this.#book.notice(id, 'Training crashed and continued from the last checkpoint.');
      }
    }
  }

  /** Stopped early: a person requested it, or the app closes. */
  #leave({ run, wanted }: Current): void {
    if (wanted !== null) this.#settle(run, wanted);
  }

  #settle(id: RunId, state: 'paused' | 'cancelled' | 'done'): void {
    const finishedAt = state === 'paused' ? null : new Date().toISOString();
    this.#book.state(id, { state, error: null, finishedAt });
    this.#tellWaiting();
  }

  #stop(current: Current, thrown: unknown): void {
    try {
      // A pause without room for its checkpoint is still a pause, and reports the error.
      const isUnwritten = current.wanted === 'paused' && failureOf(thrown).code === 'disk-full';
      if (current.controller.signal.aborted && !isUnwritten) this.#leave(current);
      else this.#fail(current.run, thrown);
    } catch (unwritten) {
      // The database cannot store even that, so the run is held in memory until a person resumes it.
      this.#book.hold(current.run, failureOf(unwritten));
    }
  }

  /** A full disk pauses a run, so that it can be resumed; any other error ends it. Both are reported. */
  #fail(id: RunId, thrown: unknown): void {
    const error = failureOf(thrown);
    const isFull = error.code === 'disk-full';
    const finishedAt = isFull ? null : new Date().toISOString();
    this.#book.state(id, { state: isFull ? 'paused' : 'failed', error, finishedAt });
  }

  async #removeFolder(id: RunId): Promise<void> {
    // On Windows a file cannot be deleted while another program has it open, usually for a moment.
    await rm(runFolder(this.#parts, id), { recursive: true, force: true, maxRetries: 5 });
  }

  /** Removes the run's checkpoint and its uploaded file. */
  async #removeFiles(id: RunId): Promise<void> {
    await this.#removeFolder(id);
    const run = findRun(this.#parts.db, id);
    if (run !== undefined) await discardSent(this.#parts, run);
  }

  #tellWaiting(): void {
    for (const { resolve } of this.#waiting) resolve(undefined);
    this.#waiting.clear();
  }
}
