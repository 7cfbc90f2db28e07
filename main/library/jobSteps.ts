import type { FinishedItemState, JobItem, NewJobItem } from '../store/jobItems.ts';
import type { StoredJob } from '../store/jobs.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { Failure } from '../../shared/result.ts';

/** What became of an item, as the job counts it. */
export interface ItemResult {
  readonly state: FinishedItemState;
  readonly photo: PhotoId | null;
}

/** What a kind of job does. The runner owns states, progress, transactions and errors. */
export interface JobSteps {
  /** Lists the items of a job, before the first is done. */
  plan(job: StoredJob, signal: AbortSignal): Promise<readonly NewJobItem[]>;
  /**
   * Does the slow part of an item. What it returns writes the outcome: the runner calls it in the
   * transaction that finishes the item, so that a kill loses or doubles nothing.
   */
  perform(item: JobItem, signal: AbortSignal): Promise<() => ItemResult>;
  /** Sets aside an item that failed, in the transaction that finishes it. */
  setAside(item: JobItem, failure: Failure): ItemResult;
  /** Takes back what an interrupted `perform` left. */
  interrupted(item: JobItem): void;
  /** Takes back what a process left that was killed in the midst of a `perform`. */
  recover?(): void;
  /** Runs in the transaction that finishes the job; gives what is still to be done once that is on disk. */
  finish(job: StoredJob): (() => Promise<void>) | undefined;
}

/** A kind of job that is one piece of work, such as freezing a dataset: interrupted, it begins again. */
export interface WholeJobSteps {
  /** Does the slow part. `total` is null while nobody knows. */
  run(
    job: StoredJob,
    options: {
      readonly signal: AbortSignal;
      readonly onProgress: (done: number, total: number | null) => void;
    },
  ): Promise<{
    /** Writes the outcome, in the transaction that finishes the job. */
    readonly commit: () => void;
    /** Called once, after `commit` or in place of it. */
    readonly release: () => void;
  }>;
}

/** Called after an item is finished and its outcome is on disk. */
export type ItemListener = (
  job: StoredJob,
  item: JobItem,
  result: ItemResult,
  failure: Failure | null,
) => void;
