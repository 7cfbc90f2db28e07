import { z } from 'zod';
import {
  optimizerNameSchema,
  runEvaluationSchema,
  runIdSchema,
  runPointSchema,
  runResultSchema,
  runSampleSchema,
  runSchema,
  trainingSettingsSchema,
  type Run,
  type RunEvaluation,
  type RunId,
  type RunPhase,
  type RunPoint,
  type RunResult,
  type RunSample,
} from '../../../shared/contract/run.ts';
import type { JobId } from '../../../shared/contract/job.ts';
import { trainingEngineNameSchema, type TrainingEngineName } from '../../../shared/contract/model.ts';
import type { VersionId } from '../../../shared/contract/dataset.ts';
import { jsonOf, transaction, sql, type ReadableDatabase, type WritableDatabase } from '../database.ts';
import { replaceJobProgress } from './jobs.ts';

/** The part of a run that is not in its job. */
const storedRunSchema = runSchema
  .omit({
    title: true,
    prepared: true,
    state: true,
    step: true,
    totalSteps: true,
    etaSeconds: true,
    error: true,
    createdAt: true,
    finishedAt: true,
  })
  .extend({
    /** The requested backend. */
    wanted: trainingEngineNameSchema.nullable(),
  });
export type StoredRun = z.infer<typeof storedRunSchema>;

/** Older runs without this setting used AdamW. */
export const storedSettingsSchema = trainingSettingsSchema.extend({
  optimizer: optimizerNameSchema.default('adamw'),
});

const { engine, notices, base } = runSchema.shape;
const runRow = storedRunSchema.extend({
  base: jsonOf(base),
  settings: jsonOf(storedSettingsSchema),
  engine: jsonOf(engine).nullable(),
  best: jsonOf(runEvaluationSchema).nullable(),
  notices: jsonOf(notices),
  result: jsonOf(runResultSchema).nullable(),
});

const columns = sql`run.id, run.job, run.kind, phase, dataset, json_object('model', base_model, 'sha256', base_sha256) AS base, preset, settings, reads, experiment,
  code, wanted, engine, machine, words, words_per_second AS wordsPerSecond, best, notices, result, started_at AS startedAt`;
const withJobs = sql`run JOIN job ON job.id = run.job`;
const unfinishedFirst = sql`job.state IN ('done', 'failed', 'cancelled'), run.id DESC`;

export interface NewRun extends Pick<
  Run,
  'job' | 'kind' | 'dataset' | 'base' | 'preset' | 'settings' | 'reads'
> {
  readonly experiment: string | null;
  readonly code: string;
  readonly wanted: TrainingEngineName | null;
  readonly machine: string;
}

export function insertRun(db: WritableDatabase, run: NewRun): RunId {
  return runIdSchema.parse(
    db.insert(sql`INSERT INTO run (job, kind, dataset, base_model, base_sha256, preset, settings, reads, experiment, code, wanted, machine)
        VALUES (${run.job}, ${run.kind}, ${run.dataset}, ${run.base.model}, ${run.base.sha256}, ${run.preset},
          ${JSON.stringify(run.settings)}, ${run.reads}, ${run.experiment}, ${run.code}, ${run.wanted}, ${run.machine})`),
  );
}

export function findRun(db: ReadableDatabase, id: RunId): StoredRun | undefined {
  return db.first(runRow, sql`SELECT ${columns} FROM run WHERE id = ${id}`);
}

export function findRunOfJob(db: ReadableDatabase, job: JobId): StoredRun | undefined {
  return db.first(runRow, sql`SELECT ${columns} FROM run WHERE job = ${job}`);
}

/** The unfinished run of a kind, or else the latest. */
export function findLatestRun(db: ReadableDatabase, kind: Run['kind']): StoredRun | undefined {
  return db.first(
    runRow,
    sql`SELECT ${columns} FROM ${withJobs} WHERE run.kind = ${kind} ORDER BY ${unfinishedFirst} LIMIT 1`,
  );
}

/** Unfinished runs first, then the latest. */
export function listStoredRuns(db: ReadableDatabase, limit: number): StoredRun[] {
  return db.all(runRow, sql`SELECT ${columns} FROM ${withJobs} ORDER BY ${unfinishedFirst} LIMIT ${limit}`);
}

/** `now` becomes the time of the start if the run has not started before. */
export function replaceRunPhase(db: WritableDatabase, id: RunId, phase: RunPhase, now: string): void {
  db.run(sql`UPDATE run SET phase = ${phase}, started_at = coalesce(started_at, ${now}) WHERE id = ${id}`);
}

export function clearRunPhase(db: WritableDatabase, id: RunId): void {
  db.run(sql`UPDATE run SET phase = NULL WHERE id = ${id}`);
}

/** Stores the version, from which a later start continues. */
export function replaceRunDataset(db: WritableDatabase, id: RunId, dataset: VersionId): void {
  db.run(sql`UPDATE run SET dataset = ${dataset} WHERE id = ${id}`);
}

export function replaceRunEngine(db: WritableDatabase, id: RunId, engine: NonNullable<Run['engine']>): void {
  db.run(sql`UPDATE run SET engine = ${JSON.stringify(engine)} WHERE id = ${id}`);
}

export function replaceRunNotices(db: WritableDatabase, id: RunId, notices: readonly string[]): void {
  db.run(sql`UPDATE run SET notices = ${JSON.stringify(notices)} WHERE id = ${id}`);
}

export function replaceRunResult(db: WritableDatabase, id: RunId, result: RunResult): void {
  db.run(sql`UPDATE run SET result = ${JSON.stringify(result)} WHERE id = ${id}`);
}

type OneRun = Pick<StoredRun, 'id' | 'job'>;

export interface RunLength {
  readonly words: number;
  /** The step of the checkpoint from which the run continues; 0 for a new run. */
  readonly step: number;
  readonly totalSteps: number;
}

/** Stores the length of a run that starts or continues. Deletes the curves after its checkpoint, which come again. */
export function replaceRunLength(db: WritableDatabase, { id, job }: OneRun, length: RunLength): void {
  const { words, step, totalSteps } = length;
  transaction(db, () => {
    db.run(sql`DELETE FROM run_point WHERE run = ${id} AND step > ${step}`);
    db.run(sql`DELETE FROM run_evaluation WHERE run = ${id} AND step > ${step}`);
    db.run(sql`UPDATE run SET words = ${words} WHERE id = ${id}`);
    replaceJobProgress(db, job, step, totalSteps);
  });
}

export function insertRunPoint(db: WritableDatabase, { id, job }: OneRun, point: RunPoint): void {
  const { step, loss, learningRate, wordsPerSecond } = point;
  transaction(db, () => {
    db.run(sql`INSERT OR REPLACE INTO run_point (run, step, loss, learning_rate, words_per_second)
        VALUES (${id}, ${step}, ${loss}, ${learningRate}, ${wordsPerSecond})`);
    db.run(sql`UPDATE run SET words_per_second = ${wordsPerSecond} WHERE id = ${id}`);
    replaceJobProgress(db, job, step);
  });
}

/** Replaces the samples of the previous evaluation. */
export function insertRunEvaluation(
  db: WritableDatabase,
  id: RunId,
  evaluation: RunEvaluation,
  samples: readonly RunSample[],
): void {
  const text = JSON.stringify(evaluation);
  transaction(db, () => {
    db.run(
      sql`INSERT OR REPLACE INTO run_evaluation (run, step, evaluation) VALUES (${id}, ${evaluation.step}, ${text})`,
    );
    db.run(sql`INSERT OR REPLACE INTO run_samples (run, samples) VALUES (${id}, ${JSON.stringify(samples)})`);
    if (evaluation.best) db.run(sql`UPDATE run SET best = ${text} WHERE id = ${id}`);
  });
}

export function findRunCurves(db: ReadableDatabase, run: RunId) {
  return {
    points: db.all(
      runPointSchema,
      sql`SELECT step, loss, learning_rate AS learningRate, words_per_second AS wordsPerSecond FROM run_point WHERE run = ${run} ORDER BY step`,
    ),
    evaluations: db.column(
      jsonOf(runEvaluationSchema),
      sql`SELECT evaluation FROM run_evaluation WHERE run = ${run} ORDER BY step`,
    ),
    samples:
      db.value(jsonOf(z.array(runSampleSchema)), sql`SELECT samples FROM run_samples WHERE run = ${run}`) ??
      [],
  };
}
