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
import type { Database } from '../store/database.ts';
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
} from '../store/runs.ts';

const listedRuns = 200;

/** Stores the progress of runs and then notifies the windows, so that everything they show is on disk. */
export interface RunLog {
  list(): Run[];
  /** @throws InkdexError `not-found` */
  get(run: RunId): Run;
  /** The unfinished run of a kind, or else the latest. */
  latest(kind: Run['kind']): Run | null;
  withCurves(run: RunId): RunWithCurves;
  /** @throws TypeError for another kind of job */
  ofJob(job: JobId): StoredRun;
  /** A run starts, or starts again after a crash. */
  started(run: RunId): void;
  phase(run: RunId, phase: RunPhase): void;
  engine(run: RunId, engine: NonNullable<Run['engine']>): void;
  /** Training begins, or continues from a checkpoint: curves beyond the checkpoint are dropped. */
  length(run: RunId, length: RunLength): void;
  point(run: RunId, point: RunPoint): void;
  evaluation(run: RunId, evaluation: RunEvaluation, samples: readonly RunSample[]): void;
  /** Adds a notice unless the run has it already. */
  notice(run: RunId, notice: string): void;
  /** Notifies the windows of a run's current state. */
  tell(run: RunId): void;
}

export function createRunLog(db: Database, announce: Announce, jobs: Pick<Jobs, 'get' | 'progress'>): RunLog {
  /** A run as people see it: with the state of its job. */
  function describe(stored: StoredRun): Run {
    const { title, state, done, total, etaSeconds, error, createdAt, finishedAt } = jobs.get(stored.job);
    const phase = state === 'running' ? stored.phase : null;
    return runSchema.parse({
      ...stored,
      title,
      state,
      phase,
      step: done,
      totalSteps: total,
      // The remaining time of the training. How long the other phases take is unknown.
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
    list: () => listStoredRuns(db, listedRuns).map(describe),
    get: (id) => describe(require(id)),
    latest(kind) {
      const run = findLatestRun(db, kind);
      return run === undefined ? null : describe(run);
    },
    withCurves: (id) => ({ run: describe(require(id)), ...findRunCurves(db, id) }),
    ofJob(job) {
      const run = findRunOfJob(db, job);
      if (run === undefined) throw new TypeError(`Job ${job} is not a training.`);
      return run;
    },
    started(id) {
      clearRunPhase(db, id);
    },
    phase(id, phase) {
      replaceRunPhase(db, id, phase, new Date().toISOString());
      tell(id);
    },
    engine(id, engine) {
      replaceRunEngine(db, id, engine);
    },
    length(id, length) {
      const run = require(id);
      replaceRunLength(db, run, length);
      jobs.progress.started(run.job, length.step);
      jobs.progress.changed(run.job);
      tell(id);
    },
    point(id, point) {
      const run = require(id);
      insertRunPoint(db, run, point);
      jobs.progress.changed(run.job);
      tell(id, { points: [point] });
    },
    evaluation(id, evaluation, samples) {
      insertRunEvaluation(db, id, evaluation, samples);
      tell(id, { evaluations: [evaluation], samples: [...samples] });
    },
    notice(id, notice) {
      const { notices } = require(id);
      if (notices.includes(notice)) return;
      replaceRunNotices(db, id, [...notices, notice]);
      tell(id);
    },
    tell,
  };
}
