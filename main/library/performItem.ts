import { failureOf, type Failure } from '../../shared/result.ts';
import { transaction, type Database } from '../store/database.ts';
import { finishJobItem, type JobItem } from '../store/jobItems.ts';
import { addJobProgress } from '../store/jobs.ts';
import type { ItemResult, JobSteps } from './jobSteps.ts';

/** Errors that are not caused by the current file: every other file would fail too. */
const stopsJob = new Set<Failure['code']>([
  'disk-full',
  'engine-unavailable',
  'model-damaged',
  'model-unknown',
  'library-busy',
  'library-damaged',
]);

/** The result of an item, and why it failed, if it did. */
export interface PerformedItem {
  readonly result: ItemResult;
  readonly failure: Failure | null;
}

/**
 * Runs one item of a job and writes its outcome and the job's progress in one transaction. Records an item that fails,
 * but throws an error that every other item would cause as well.
 *
 * @throws InkdexError when the job cannot continue; the reason of `signal` when it was aborted
 */
export async function performItem(
  db: Database,
  steps: JobSteps,
  item: JobItem,
  signal: AbortSignal,
): Promise<PerformedItem> {
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
  steps: JobSteps,
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
