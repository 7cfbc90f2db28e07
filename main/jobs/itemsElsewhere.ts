import type { JobId } from '../../shared/contract/job.ts';
import { transaction, type WritableDatabase } from '../store/database.ts';
import { listNextJobItems, type JobItem, type StoredJob } from '../store/jobs/jobs.ts';
import { TakenBack, type Elsewhere, type ItemSteps } from './steps.ts';

interface ItemsElsewhereParts {
  readonly db: WritableDatabase;
  /** Performs an item elsewhere to its end. Rejects when its job cannot continue, or when the signal was aborted. */
  readonly perform: (job: StoredJob, steps: ItemSteps, item: JobItem, signal: AbortSignal) => Promise<void>;
  /** Called after each item, and when the capacity has changed. */
  readonly onChange: () => void;
  /** Called when an item has failed in a way that stops its job. */
  readonly onFailed: (job: JobId, thrown: unknown) => void;
}

/** The items of one job. */
interface Away {
  readonly controller: AbortController;
  readonly items: Map<number, Promise<void>>;
  /** Items that came back and are performed here, by position. */
  readonly back: Map<number, JobItem>;
}

interface Source {
  readonly job: StoredJob;
  readonly steps: ItemSteps;
  /** Positions of items that are performed here. */
  readonly reserved: readonly number[];
}

/** The items of a lane that other machines perform (`Elsewhere`), beside the one that is performed here. */
export class ItemsElsewhere {
  readonly #parts: ItemsElsewhereParts;
  readonly #jobs = new Map<JobId, Away>();
  readonly #known = new WeakSet<Elsewhere>();
  #source: Source | null = null;

  constructor(parts: ItemsElsewhereParts) {
    this.#parts = parts;
  }

  /** Positions of the items of a job that are elsewhere. */
  positions(job: JobId): number[] {
    return [...(this.#jobs.get(job)?.items.keys() ?? [])];
  }

  /** An item of a job that came back to be performed here, even if other items are not. */
  takeBack(job: JobId): JobItem | undefined {
    const back = this.#jobs.get(job)?.back;
    return back?.values().next().value;
  }

  /** From now on items of this job are given away, or of none. Gives away as many as there is a capacity for. */
  giveFrom(source: Source | null): void {
    this.#source = source;
    const elsewhere = source?.steps.elsewhere;
    if (elsewhere !== undefined && !this.#known.has(elsewhere)) {
      this.#known.add(elsewhere);
      elsewhere.onChange(() => {
        this.#fill();
        this.#parts.onChange();
      });
    }
    this.#fill();
  }

  /** Stops the items of a job; they wait again. */
  stop(job: JobId): void {
    if (this.#source?.job.id === job) this.#source = null;
    this.#jobs.get(job)?.controller.abort();
    this.#jobs.delete(job);
  }

  /** Stops all items, and waits until they have stopped. */
  async close(): Promise<void> {
    const all = [...this.#jobs.values()].flatMap(({ items }) => [...items.values()]);
    for (const job of this.#jobs.keys()) this.stop(job);
    await Promise.all(all);
  }

  #fill(): void {
    const source = this.#source;
    const capacity = source?.steps.elsewhere?.capacity() ?? 0;
    if (source === null || capacity === 0) return;
    const { job, steps, reserved } = source;
    const away = this.#jobs.get(job.id) ?? {
      controller: new AbortController(),
      items: new Map<number, Promise<void>>(),
      back: new Map<number, JobItem>(),
    };
    const free = capacity - away.items.size;
    // Many at once: a check costs as much as many items.
    if (free < capacity / 8) return;
    this.#jobs.set(job.id, away);
    const taken = [...away.items.keys(), ...away.back.keys(), ...reserved];
    const { db } = this.#parts;
    // What each item writes before it waits is flushed to disk once for all.
    transaction(db, () => {
      for (const item of listNextJobItems(db, job.id, free, taken)) {
        away.items.set(item.position, this.#perform(job, steps, item, away));
      }
    });
  }

  async #perform(job: StoredJob, steps: ItemSteps, item: JobItem, away: Away): Promise<void> {
    const { signal } = away.controller;
    try {
      await this.#parts.perform(job, steps, item, signal);
    } catch (thrown) {
      if (!signal.aborted && !(thrown instanceof TakenBack)) this.#parts.onFailed(job.id, thrown);
      if (thrown instanceof TakenBack && thrown.forGood) away.back.set(item.position, item);
    } finally {
      away.items.delete(item.position);
    }
    if (signal.aborted) return;
    this.#fill();
    this.#parts.onChange();
  }

  /** An item is performed here now. */
  begun({ job, position }: JobItem): void {
    this.#jobs.get(job)?.back.delete(position);
  }
}
