import type { Announce } from '../../shared/contract/contract.ts';
import type { Job, JobId, JobKind, JobState } from '../../shared/contract/job.ts';
import { InkdexError, type Failure } from '../../shared/result.ts';
import { transaction, type WritableDatabase } from '../store/database.ts';
import { findFollowingJob, findJob, removeJobItems, replaceJobState } from '../store/jobs/jobs.ts';
import { createJobProgress } from './progress.ts';
import type { JobSteps, WholeSteps } from './steps.ts';

/** The state of every job: stored, announced, and awaited by callers. Knows the work of each kind of job. */
export function createJobStates(db: WritableDatabase, announce: Announce) {
  const steps = new Map<JobKind, JobSteps>();
  const waiting = new Waiting();
  const progress = createJobProgress(announce, (id) => findJob(db, id));

  function stepsOf(kind: JobKind): JobSteps {
    const found = steps.get(kind);
    if (found === undefined) throw new TypeError(`Jobs of kind ${kind} are not defined.`);
    return found;
  }

  function wholeStepsOf(kind: JobKind): Partial<WholeSteps> {
    const found = steps.get(kind);
    return found !== undefined && 'run' in found ? found : {};
  }

  /** @throws InkdexError `not-found` */
  function get(id: JobId): Job {
    const job = findJob(db, id);
    if (job === undefined) throw new InkdexError('not-found', `There is no job ${id}.`);
    return progress.describe(job);
  }

  function setState(id: JobId, state: JobState, error: Failure | null = null): void {
    storeState(db, id, state, error);
    progress.release(id);
  }

  /** Announces a job to windows, to its feature, and to callers that wait for its end. */
  function tell(id: JobId): void {
    progress.changed(id);
    progress.flush();
    wholeStepsOf(get(id).kind).stateChanged?.(id);
    waiting.check();
  }

  /** The job if it has ended, or the reading job that follows it if that is not done. */
  function settled(id: JobId): Job | undefined {
    const job = get(id);
    const stored = findFollowingJob(db, id);
    const following = stored === undefined ? undefined : progress.describe(stored);
    if (!isSettled(job) || (following !== undefined && !isSettled(following))) return undefined;
    return following === undefined || following.state === 'done' ? job : following;
  }

  return {
    progress,
    waiting,
    define(kind: JobKind, its: JobSteps): void {
      steps.set(kind, its);
    },
    allSteps: () => steps.values(),
    stepsOf,
    wholeStepsOf,
    get,
    setState,
    tell,
    settled,
  };
}

/** Callers that wait until a job is in some state. */
class Waiting {
  readonly #callers = new Set<{
    readonly find: () => Job | undefined;
    readonly resolve: (job: Job) => void;
    readonly reject: (thrown: unknown) => void;
  }>();

  /** @param find returns undefined as long as the caller has to wait */
  until(find: () => Job | undefined): Promise<Job> {
    return new Promise((resolve, reject) => {
      const job = find();
      if (job === undefined) this.#callers.add({ find, resolve, reject });
      else resolve(job);
    });
  }

  /** Answers the callers whose job is in the state that they wait for. */
  check(): void {
    for (const caller of this.#callers) {
      const job = caller.find();
      if (job === undefined) continue;
      this.#callers.delete(caller);
      caller.resolve(job);
    }
  }

  fail(thrown: unknown): void {
    for (const { reject } of this.#callers) reject(thrown);
    this.#callers.clear();
  }
}

function storeState(db: WritableDatabase, id: JobId, state: JobState, error: Failure | null): void {
  transaction(db, () => {
    // A failed job keeps its items, so that it can be resumed.
    if (state === 'done' || state === 'cancelled') removeJobItems(db, id);
    replaceJobState(db, id, {
      state,
      error,
      finishedAt: isOver({ state }) ? new Date().toISOString() : null,
    });
  });
}

export function isOver({ state }: Pick<Job, 'state'>): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

/** Includes paused, because the job continues only when a person resumes it. */
function isSettled(job: Job): boolean {
  return isOver(job) || job.state === 'paused';
}
