import { failureOf, type Failure } from '../../shared/result.ts';
import { transaction, type Database } from '../store/database.ts';
import { finishJobItem, type JobItem } from '../store/jobItems.ts';
import { addJobProgress } from '../store/jobs.ts';
import type { ItemResult, JobSteps } from './jobSteps.ts';

/** Nothing is wrong with the file at hand: going on would set every other one aside as well. */
const stopsJob = new Set<Failure['code']>([
  'disk-full',
  'engine-unavailable',
  'model-damaged',
  'model-unknown',
  'library-busy',
  'library-damaged',
]);

/** What became of an item, and why it was set aside where it was. */
export interface PerformedItem {
  readonly result: ItemResult;
  readonly failure: Failure | null;
}

/**
 * Does one item of a job and writes its outcome together with the job's progress, or neither. An item
 * that fails is set aside; what would fail every other item as well is thrown.
 *
 * @throws InkdexError that the job cannot go on; whatever `signal` was aborted with
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
