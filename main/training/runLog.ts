import type { Announce } from '../../shared/contract/contract.ts';
import { InkdexError, type Failure } from '../../shared/result.ts';
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
import { transaction, type Database } from '../store/database.ts';
import {
  findRunCurves,
  insertRunEvaluation,
  insertRunPoint,
  removeRunCurvesAfter,
} from '../store/runCurves.ts';
import {
  findRun,
  listStoredRuns,
  replaceRunBest,
  replaceRunEngine,
  replaceRunLength,
  replaceRunNotices,
  replaceRunPhase,
  replaceRunState,
  replaceRunStep,
  type RunLength,
  type RunStateChange,
  type StoredRun,
} from '../store/runs.ts';

const listedRuns = 200;

/** Stores the progress of runs and then notifies the windows, so that everything they show is on disk. */
export interface RunBook {
  list(): Run[];
  /** @throws InkdexError `not-found` */
  get(run: RunId): Run;
  withCurves(run: RunId): RunWithCurves;
  /** Changes the state of a run. Also releases a held run. */
  state(run: RunId, change: RunStateChange): void;
  /** Holds a run that could not be stored as paused because the disk is full, so that it does not continue. */
  hold(run: RunId, error: Failure): void;
  held(): RunId[];
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

export function createRunBook(db: Database, announce: Announce): RunBook {
  const holds = new Map<RunId, Failure>();

  /** A run as people see it: with its remaining time, and paused when it is held in memory only. */
  function describe(stored: StoredRun): Run {
    const error = holds.get(stored.id);
    const run = error === undefined ? stored : { ...stored, state: 'paused', phase: null, error };
    return runSchema.parse({ ...run, etaSeconds: secondsLeft(run) });
  }

  function require(id: RunId): StoredRun {
    const run = findRun(db, id);
    if (run === undefined)
      throw new InkdexError('not-found', `Run ${String(id)} was not found. It may have been removed.`);
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
    withCurves: (id) => ({ run: describe(require(id)), ...findRunCurves(db, id) }),
    state(id, change) {
      replaceRunState(db, id, change);
      holds.delete(id);
      tell(id);
    },
    hold(id, error) {
      holds.set(id, error);
      tell(id);
    },
    held: () => [...holds.keys()],
    phase(id, phase) {
      replaceRunPhase(db, id, phase, new Date().toISOString());
      tell(id);
    },
    engine(id, engine) {
      replaceRunEngine(db, id, engine);
    },
    length(id, length) {
      transaction(db, () => {
        removeRunCurvesAfter(db, id, length.step);
        replaceRunLength(db, id, length);
      });
      tell(id);
    },
    point(id, point) {
      transaction(db, () => {
        insertRunPoint(db, id, point);
        replaceRunStep(db, id, point.step, point.wordsPerSecond);
      });
      tell(id, { points: [point] });
    },
    evaluation(id, evaluation, samples) {
      transaction(db, () => {
        insertRunEvaluation(db, id, evaluation, samples);
        if (evaluation.best) replaceRunBest(db, id, evaluation);
      });
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

/** Remaining seconds of training; null while the speed is unknown. */
function secondsLeft({
  phase,
  step,
  totalSteps,
  wordsPerSecond,
  settings,
}: Pick<StoredRun, 'phase' | 'step' | 'totalSteps' | 'wordsPerSecond' | 'settings'>): number | null {
  if (phase !== 'training' || totalSteps === null || wordsPerSecond === null || wordsPerSecond <= 0)
    return null;
  return (Math.max(0, totalSteps - step) * settings.batch) / wordsPerSecond;
}
