import { failureOf, InkdexError, type Failure } from '../../shared/result.ts';
import { counted } from '../../shared/text.ts';
import { Unanswered } from '../rpc/client.ts';
import { transaction, type WritableDatabase } from '../store/database.ts';
import {
  addJobItemAttempts,
  addJobProgress,
  finishJobItem,
  replaceJobItem,
  type JobItem,
} from '../store/jobs/jobs.ts';
import type { CommitGroup } from './commitGroup.ts';
import { TakenBack, type ItemOptions, type ItemResult, type ItemSteps, type SplitItem } from './steps.ts';

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

export interface FinishedItem {
  readonly result: ItemResult;
  readonly failure: Failure | null;
}

/**
 * Runs one item of a job and writes its outcome and the job's progress in one transaction. Records an item that fails,
 * but throws an error that every other item would cause as well. The attempt is in the database before the work begins,
 * so that it counts when the work ends the process; what is performed elsewhere cannot end it.
 *
 * @param group in which outcomes of other machines are written
 * @returns null when the item is tried again, or others have taken its place
 * @throws TakenBack; InkdexError when the job cannot continue; the reason of `signal` when it was aborted
 */
export async function performItem(
  db: WritableDatabase,
  steps: ItemSteps,
  item: JobItem,
  options: PerformOptions,
  group: CommitGroup,
): Promise<FinishedItem | null> {
  const counts = options.elsewhere ? 0 : 1;
  if (counts === 1) addJobItemAttempts(db, item, 1);
  try {
    const { store, failure } = await attempt(steps, { ...item, attempts: item.attempts + counts }, options);
    if (store === null) {
      steps.interrupted(item);
      return null;
    }
    let finished: FinishedItem | null = null;
    const finish = (): void => {
      options.signal.throwIfAborted();
      finished = finishItem(db, item, store(), failure);
    };
    if (options.elsewhere) await group.commit(finish);
    else transaction(db, finish);
    committed(finished);
    return finished;
  } catch (thrown) {
    steps.interrupted(item);
    if (counts === 1) addJobItemAttempts(db, item, -1);
    throw thrown;
  }
}

/** Writes the outcome of an item; null if others take its place. */
function finishItem(
  db: WritableDatabase,
  item: JobItem,
  result: ItemResult | SplitItem,
  failure: Failure | null,
): FinishedItem | null {
  if ('items' in result) {
    replaceJobItem(db, item, result.items);
    return null;
  }
  finishJobItem(db, item, result.state, result.photo);
  addJobProgress(db, item.job, result.state);
  return { result, failure };
}

function committed(finished: FinishedItem | null): void {
  finished?.result.committed?.();
}

export type PerformOptions = Omit<ItemOptions, 'alone'>;

interface Attempt {
  /** Null when the item is to be tried again. */
  readonly store: (() => ItemResult | SplitItem) | null;
  readonly failure: Failure | null;
}

async function attempt(steps: ItemSteps, item: JobItem, options: PerformOptions): Promise<Attempt> {
  const { signal } = options;
  try {
    if (item.attempts > mostInterruptions) throw endedTooOften(item.attempts - 1);
    const store = await steps.perform(item, { ...options, alone: item.attempts > 1 });
    signal.throwIfAborted();
    return { store, failure: null };
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (thrown instanceof TakenBack) throw thrown;
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
