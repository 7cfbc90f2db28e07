import type { Announce } from '../../shared/contract/contract.ts';
import type { JobId } from '../../shared/contract/job.ts';
import { InkdexError } from '../../shared/result.ts';
import {
  runSchema,
  type Run,
  type RunEvaluation,
  type RunId,
  type RunPhase,
  type RunPoint,
  type RunSample,
  type RunWithCurves,
} from '../../shared/contract/run.ts';
import type { Jobs } from '../jobs/service.ts';
import type { WritableDatabase } from '../store/database.ts';
import {
  clearRunPhase,
  findLatestRun,
  findRun,
  findRunCurves,
  findRunOfJob,
  insertRunEvaluation,
  insertRunPoint,
  listStoredRuns,
  replaceRunEngine,
  replaceRunLength,
  replaceRunNotices,
  replaceRunPhase,
  type RunLength,
  type StoredRun,
} from '../store/jobs/runs.ts';

const listedRuns = 200;

/** Stores the progress of runs and then notifies the windows, so that everything they show is on disk. */
export type RunLog = ReturnType<typeof createRunLog>;

/** Progress of a phase in this process. Times are milliseconds of `performance.now()`. */
interface PhaseProgress {
  readonly done: number;
  readonly total: number | null;
  readonly toldAt: number;
}

type RunJobs = Pick<Jobs, 'get' | 'progress'>;

/** The windows are notified of a phase's progress at most this often, in milliseconds. */
const restMs = 250;

export function createRunLog(db: WritableDatabase, announce: Announce, jobs: RunJobs) {
  const phases = new Map<RunId, PhaseProgress>();

  /** A run as people see it: with the state of its job. */
  function describe(stored: StoredRun): Run {
    const { title, state, done, total, etaSeconds, error, createdAt, finishedAt } = jobs.get(stored.job);
    const phase = state === 'running' ? stored.phase : null;
    const progress = phase === null || phase === 'training' ? undefined : phases.get(stored.id);
    return runSchema.parse({
      ...stored,
      title,
      state,
      phase,
      step: done,
      totalSteps: total,
      prepared: progress === undefined ? null : { done: progress.done, total: progress.total },
      // How long the other phases take, and those after them, is unknown.
      etaSeconds: phase === 'training' ? etaSeconds : null,
      error,
      createdAt,
      finishedAt,
    });
  }

  function require(id: RunId): StoredRun {
    const run = findRun(db, id);
    if (run === undefined)
      throw new InkdexError('not-found', `Run ${id} was not found. It may have been removed.`);
    return run;
  }

  function tell(
    id: RunId,
    news: Partial<Pick<RunWithCurves, 'points' | 'evaluations' | 'samples'>> = {},
  ): void {
    announce('runChanged', { run: describe(require(id)), points: [], evaluations: [], samples: [], ...news });
  }

  return {
    list: (): Run[] => listStoredRuns(db, listedRuns).map(describe),
    /** @throws InkdexError `not-found` */
    get: (id: RunId): Run => describe(require(id)),
    /** The unfinished run of a kind, or else the latest. */
    latest(kind: Run['kind']): Run | null {
      const run = findLatestRun(db, kind);
      return run === undefined ? null : describe(run);
    },
    withCurves: (id: RunId): RunWithCurves => ({ run: describe(require(id)), ...findRunCurves(db, id) }),
    /** @throws TypeError for another kind of job */
    ofJob(job: JobId): StoredRun {
      const run = findRunOfJob(db, job);
      if (run === undefined) throw new TypeError(`Job ${job} is not a training.`);
      return run;
    },
    /** A run starts, or starts again after a crash. */
    started(id: RunId): void {
      phases.delete(id);
      clearRunPhase(db, id);
    },
    /** Progress of the current phase before the training, in samples. Not stored. @param total null while it is unknown */
    progress(id: RunId, done: number, total: number | null): void {
      const now = performance.now();
      const before = phases.get(id);
      // A phase can have several parts, which count from 0.
      const isNew = before === undefined || done < before.done || total !== before.total;
      const isTold = isNew || now - before.toldAt >= restMs;
      phases.set(id, {
        done,
        total,
        toldAt: isTold ? now : before.toldAt,
      });
      if (isTold) tell(id);
    },
    phase(id: RunId, phase: RunPhase): void {
      phases.delete(id);
      replaceRunPhase(db, id, phase, new Date().toISOString());
      tell(id);
    },
    engine(id: RunId, engine: NonNullable<Run['engine']>): void {
      replaceRunEngine(db, id, engine);
    },
    /** Training begins, or continues from a checkpoint: curves beyond the checkpoint are dropped. */
    length(id: RunId, length: RunLength): void {
      const run = require(id);
      replaceRunLength(db, run, length);
      jobs.progress.started(run.job, length.step);
      jobs.progress.changed(run.job);
      tell(id);
    },
    point(id: RunId, point: RunPoint): void {
      const run = require(id);
      insertRunPoint(db, run, point);
      jobs.progress.changed(run.job);
      tell(id, { points: [point] });
    },
    evaluation(id: RunId, evaluation: RunEvaluation, samples: readonly RunSample[]): void {
      insertRunEvaluation(db, id, evaluation, samples);
      tell(id, { evaluations: [evaluation], samples: [...samples] });
    },
    /** Adds a notice unless the run has it already. */
    notice(id: RunId, notice: string): void {
      const { notices } = require(id);
      if (notices.includes(notice)) return;
      replaceRunNotices(db, id, [...notices, notice]);
      tell(id);
    },
    /** Notifies the windows of a run's current state. */
    tell,
  };
}
