import { jobIdSchema } from '../../../shared/contract/job.ts';
import { modelIdSchema } from '../../../shared/contract/model.ts';
import {
  runIdSchema,
  type Run,
  type RunEvaluation,
  type RunPoint,
  type RunResult,
  type RunWithCurves,
  type Score,
} from '../../../shared/contract/run.ts';
import { trainingSettings } from '../../../shared/trainingPresets.ts';

/** A queued run with the preset "standard". */
export function runFixture(id: number, changes: Partial<Run> = {}): Run {
  return {
    id: runIdSchema.parse(id),
    job: jobIdSchema.parse(id),
    kind: 'train',
    title: `Run ${id}`,
    state: 'queued',
    phase: null,
    prepared: null,
    dataset: null,
    base: { model: modelIdSchema.parse('starter-recogniser'), sha256: 'ab'.repeat(32) },
    preset: 'standard',
    settings: trainingSettings('standard'),
    reads: 'word',
    experiment: null,
    code: '0.1.0',
    engine: null,
    machine: 'a small one',
    words: null,
    step: 0,
    totalSteps: null,
    wordsPerSecond: null,
    etaSeconds: null,
    best: null,
    notices: [],
    result: null,
    error: null,
    createdAt: '2026-11-20T10:00:00Z',
    startedAt: null,
    finishedAt: null,
    ...changes,
  };
}

export function score(cer: number, changes: Partial<Score> = {}): Score {
  return { words: 100, cer, wer: Math.min(1, 2 * cer), loss: cer, ...changes };
}

export function evaluationFixture(step: number, cer: number, best = true): RunEvaluation {
  return { step, heldBack: score(cer), base: score(0.08), best };
}

export function pointFixture(step: number, loss: number): RunPoint {
  return { step, loss, learningRate: 1e-3, wordsPerSecond: 200 };
}

export function curvesFixture(run: Run, changes: Partial<Omit<RunWithCurves, 'run'>> = {}): RunWithCurves {
  return { run, points: [], evaluations: [], samples: [], ...changes };
}

interface Cers {
  /** CER before and after. */
  readonly heldBack: readonly [number, number];
  readonly base?: readonly [number, number];
}

export function resultFixture({ heldBack, base }: Cers, changes: Partial<RunResult> = {}): RunResult {
  return {
    model: modelIdSchema.parse('my-hand-3'),
    before: { heldBack: score(heldBack[0]), base: base === undefined ? null : score(base[0]) },
    after: { heldBack: score(heldBack[1]), base: base === undefined ? null : score(base[1]) },
    better: heldBack[1] < heldBack[0],
    verdict: 'The verdict of the host.',
    promoted: false,
    ...changes,
  };
}
