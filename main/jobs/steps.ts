import type { JobId } from '../../shared/contract/job.ts';
import type { LabelsChanged } from '../../shared/contract/label.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { Failure } from '../../shared/result.ts';
import type { ItemState, JobItem, NewJobItem, StoredJob } from '../store/jobs/jobs.ts';

export interface ItemResult {
  readonly state: Exclude<ItemState, 'waiting'>;
  readonly photo: PhotoId | null;
  /** A change of the photo's words, to announce after the commit. */
  readonly labels?: LabelsChanged;
  /** Called after the commit. */
  readonly committed?: () => void;
}

/** The result of an item that consists of several: these take its place. */
export interface SplitItem {
  readonly items: readonly NewJobItem[];
}

/** How the workers are called for an item. */
export interface ItemOptions {
  readonly signal: AbortSignal;
  /** Whether each call gets a process of its own, because a process ended while this item was worked on. */
  readonly alone: boolean;
  /** Whether other machines do the slow part (`Elsewhere`). */
  readonly elsewhere: boolean;
  /** The item that will be performed here after this one, if it is known. */
  readonly next: JobItem | null;
}

/** Other machines that do the slow part of items. */
export interface Elsewhere {
  /** How many items may be there at the same time; 0 while the machines cannot be reached. */
  capacity(): number;
  /** Whether items are performed here as well while there is a capacity. */
  isHereToo(): boolean;
  /** Called while nothing is left to do here: items that are not being worked on are rejected with `TakenBack`. */
  giveBack(): void;
  /** Calls a function when the capacity has changed. */
  onChange(listener: () => void): void;
}

/** Other machines do not perform an item after all: it waits again, and its attempts are not counted. */
export class TakenBack extends Error {
  override readonly name = 'TakenBack';
  /** Whether it is performed here, and not given away again. */
  readonly forGood: boolean;

  constructor(message: string, { forGood }: { readonly forGood: boolean }) {
    super(message);
    this.forGood = forGood;
  }
}

/** The work of a kind of job with one item per file or photo. */
export interface ItemSteps {
  /** Lists the items of a job, before the first one runs. */
  plan(job: StoredJob, signal: AbortSignal): Promise<readonly NewJobItem[]>;
  /**
   * Does the slow part of an item. Returns a function that writes the outcome. The queue calls it in the transaction
   * that finishes the item, so that a killed process loses or repeats nothing.
   */
  perform(item: JobItem, options: ItemOptions): Promise<() => ItemResult | SplitItem>;
  /** Records a failed item, in the transaction that finishes it. */
  setAside(item: JobItem, failure: Failure): ItemResult;
  /** Undoes what an interrupted `perform` left. */
  interrupted(item: JobItem): void;
  /** Undoes what a process left that was killed during a `perform`. */
  recover?(): void;
  /** Runs in the transaction that finishes the job. Returns work for after the commit. */
  finish(job: StoredJob): (() => Promise<void>) | undefined;
  /** Where items can be performed besides this machine. */
  readonly elsewhere?: Elsewhere;
}

/** How to stop long work, and how it reports its progress. */
export interface WorkOptions {
  readonly signal: AbortSignal;
  /** `total` is null while it is unknown. */
  readonly onProgress: (done: number, total: number | null) => void;
}

/** Slow work that is complete except for its last step, which stores the result. */
export interface PreparedWork<Outcome> {
  /** Call it in a transaction. */
  readonly commit: () => Outcome;
  /** Call once, after `commit` or instead of it. */
  readonly release: () => void;
}

/** The work of a kind of job without items. After an interruption, `run` is called again. */
export interface WholeSteps {
  /** Does the slow part. Returns null if it stopped early because `signal` was aborted. */
  run(job: StoredJob, options: WorkOptions): Promise<PreparedWork<void> | null>;
  /** Called when a job has another state. */
  stateChanged?(job: JobId): void;
  /** Deletes what a cancelled job leaves. */
  cancelled?(job: JobId): Promise<void>;
}

export type JobSteps = ItemSteps | WholeSteps;

/** Called after an item is finished and its outcome is committed. */
export type ItemListener = (
  job: StoredJob,
  item: JobItem,
  result: ItemResult,
  failure: Failure | null,
) => void;
