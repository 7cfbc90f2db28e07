import type { FinishedItemState, JobItem, NewJobItem } from '../store/jobItems.ts';
import type { StoredJob } from '../store/jobs.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { Failure } from '../../shared/result.ts';

/** The result of an item, as the job counts it. */
export interface ItemResult {
  readonly state: FinishedItemState;
  readonly photo: PhotoId | null;
}

/** The work of one kind of job. The runner handles states, progress, transactions and errors. */
export interface JobSteps {
  /** Lists the items of a job, before the first one runs. */
  plan(job: StoredJob, signal: AbortSignal): Promise<readonly NewJobItem[]>;
  /**
   * Does the slow part of an item. Returns a function that writes the outcome. The runner calls it in the
   * transaction that finishes the item, so that a killed process loses or repeats nothing.
   */
  perform(item: JobItem, signal: AbortSignal): Promise<() => ItemResult>;
  /** Records a failed item, in the transaction that finishes it. */
  setAside(item: JobItem, failure: Failure): ItemResult;
  /** Undoes what an interrupted `perform` left. */
  interrupted(item: JobItem): void;
  /** Undoes what a process left that was killed during a `perform`. */
  recover?(): void;
  /** Runs in the transaction that finishes the job. Returns work for after the commit. */
  finish(job: StoredJob): (() => Promise<void>) | undefined;
}

/** A kind of job without items, such as freezing a dataset. After an interruption it starts again. */
export interface WholeJobSteps {
  /** Does the slow part. `total` is null while it is unknown. */
  run(
    job: StoredJob,
    options: {
      readonly signal: AbortSignal;
      readonly onProgress: (done: number, total: number | null) => void;
    },
  ): Promise<{
    /** Writes the outcome, in the transaction that finishes the job. */
    readonly commit: () => void;
    /** Called once, after `commit` or instead of it. */
    readonly release: () => void;
  }>;
}

/** Called after an item is finished and its outcome is committed. */
export type ItemListener = (
  job: StoredJob,
  item: JobItem,
  result: ItemResult,
  failure: Failure | null,
) => void;
