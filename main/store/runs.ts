import { z } from 'zod';
import {
  optimizerNameSchema,
  runEvaluationSchema,
  runIdSchema,
  runResultSchema,
  runSchema,
  trainingSettingsSchema,
  type Run,
  type RunEvaluation,
  type RunId,
  type RunPhase,
  type RunResult,
  type RunState,
} from '../../shared/contract/run.ts';
import { trainingEngineNameSchema, type TrainingEngineName } from '../../shared/contract/model.ts';
import type { VersionId } from '../../shared/contract/dataset.ts';
import type { Failure } from '../../shared/result.ts';
import { all, first, insert, jsonText, run as carryOut, type Database } from './database.ts';
import { failureOrNull } from './failureColumns.ts';
import { sql, sqlList } from './sql.ts';

/** A run as stored, without its remaining time. */
export const storedRunSchema = runSchema.omit({ etaSeconds: true }).extend({
  /** The request, in the form of the kind of run. */
  request: z.unknown(),
  /** The requested engine. */
  wanted: trainingEngineNameSchema.nullable(),
});
export type StoredRun = z.infer<typeof storedRunSchema>;

/** Older runs without this setting used AdamW. */
const storedSettingsSchema = trainingSettingsSchema.extend({
  optimizer: optimizerNameSchema.default('adamw'),
});

const runRow = z
  .object({
    id: z.number(),
    kind: z.string(),
    title: z.string(),
    state: z.string(),
    phase: z.string().nullable(),
    request: jsonText,
    dataset: z.string().nullable(),
    base_model: z.string(),
    base_sha256: z.string(),
    preset: z.string(),
    settings: jsonText.pipe(storedSettingsSchema),
    experiment: z.string().nullable(),
    code: z.string(),
    wanted: z.string().nullable(),
    engine: jsonText.nullable(),
    machine: z.string(),
    words: z.number().nullable(),
    step: z.number(),
    total_steps: z.number().nullable(),
    words_per_second: z.number().nullable(),
    best: jsonText.pipe(runEvaluationSchema).nullable(),
    notices: jsonText,
    result: jsonText.pipe(runResultSchema).nullable(),
    error_code: z.string().nullable(),
    error_message: z.string().nullable(),
    created_at: z.string(),
    started_at: z.string().nullable(),
    finished_at: z.string().nullable(),
  })
  .transform((row) =>
    storedRunSchema.parse({
      ...row,
      base: { model: row.base_model, sha256: row.base_sha256 },
      totalSteps: row.total_steps,
      wordsPerSecond: row.words_per_second,
      error: failureOrNull(row),
      createdAt: row.created_at,
      startedAt: row.started_at,
      finishedAt: row.finished_at,
    }),
  );

const columns = sql`id, kind, title, state, phase, request, dataset, base_model, base_sha256, preset, settings,
  experiment, code, wanted, engine, machine, words, step, total_steps, words_per_second, best, notices, result,
  error_code, error_message, created_at, started_at, finished_at`;

export interface NewRun extends Pick<Run, 'kind' | 'title' | 'dataset' | 'base' | 'preset' | 'settings'> {
  readonly request: unknown;
  readonly experiment: string | null;
  readonly code: string;
  readonly wanted: TrainingEngineName | null;
  readonly machine: string;
  readonly createdAt: string;
}

/** Adds a run to the end of the queue. */
export function insertRun(db: Database, run: NewRun): RunId {
  return runIdSchema.parse(
    insert(
      db,
      sql`INSERT INTO run (kind, title, state, request, dataset, base_model, base_sha256, preset, settings,
          experiment, code, wanted, machine, created_at)
        VALUES (${run.kind}, ${run.title}, 'queued', ${JSON.stringify(run.request)}, ${run.dataset},
          ${run.base.model}, ${run.base.sha256}, ${run.preset}, ${JSON.stringify(run.settings)},
          ${run.experiment}, ${run.code}, ${run.wanted}, ${run.machine}, ${run.createdAt})`,
    ),
  );
}

export function findRun(db: Database, id: RunId): StoredRun | undefined {
  return first(db, runRow, sql`SELECT ${columns} FROM run WHERE id = ${id}`);
}

/** The running run, or else the first in the queue. */
export function findNextRun(db: Database, except: readonly RunId[]): StoredRun | undefined {
  return first(
    db,
    runRow,
    sql`SELECT ${columns} FROM run WHERE state IN ('running', 'queued') AND id NOT IN ${sqlList(except)}
      ORDER BY state <> 'running', id LIMIT 1`,
  );
}

/** The unfinished run of a kind, or else the latest. */
export function findLatestRun(db: Database, kind: Run['kind']): StoredRun | undefined {
  return first(
    db,
    runRow,
    sql`SELECT ${columns} FROM run WHERE kind = ${kind}
      ORDER BY state IN ('done', 'failed', 'cancelled'), id DESC LIMIT 1`,
  );
}

/** Unfinished runs first, then the latest. */
export function listStoredRuns(db: Database, limit: number): StoredRun[] {
  const isFinished = sql`state IN ('done', 'failed', 'cancelled')`;
  return all(db, runRow, sql`SELECT ${columns} FROM run ORDER BY ${isFinished}, id DESC LIMIT ${limit}`);
}

/** The requests of unfinished and failed runs that contain a text, as JSON. */
export function listUnfinishedRunRequests(db: Database, text: string): string[] {
  return all(
    db,
    z.object({ request: z.string() }),
    sql`SELECT request FROM run WHERE state NOT IN ('done', 'cancelled') AND instr(request, ${text}) > 0`,
  ).map(({ request }) => request);
}

export function removeStoredRun(db: Database, id: RunId): void {
  carryOut(db, sql`DELETE FROM run WHERE id = ${id}`);
}

export interface RunStateChange {
  readonly state: RunState;
  readonly error: Failure | null;
  readonly finishedAt: string | null;
}

/** Also clears the phase of a run that ends. */
export function replaceRunState(db: Database, id: RunId, { state, error, finishedAt }: RunStateChange): void {
  carryOut(
    db,
    sql`UPDATE run SET state = ${state}, phase = NULL, error_code = ${error?.code ?? null},
      error_message = ${error?.message ?? null}, finished_at = ${finishedAt} WHERE id = ${id}`,
  );
}

export function replaceRunPhase(db: Database, id: RunId, phase: RunPhase, now: string): void {
  carryOut(
    db,
    sql`UPDATE run SET phase = ${phase}, started_at = coalesce(started_at, ${now}) WHERE id = ${id}`,
  );
}

/** Stores the completed request, from which a later start continues. */
export function replaceRunDataset(db: Database, id: RunId, dataset: VersionId): void {
  carryOut(db, sql`UPDATE run SET dataset = ${dataset} WHERE id = ${id}`);
}

export function replaceRunEngine(db: Database, id: RunId, engine: NonNullable<Run['engine']>): void {
  carryOut(db, sql`UPDATE run SET engine = ${JSON.stringify(engine)} WHERE id = ${id}`);
}

export interface RunLength {
  readonly words: number;
  readonly step: number;
  readonly totalSteps: number;
}

export function replaceRunLength(db: Database, id: RunId, { words, step, totalSteps }: RunLength): void {
  carryOut(
    db,
    sql`UPDATE run SET words = ${words}, step = ${step}, total_steps = ${totalSteps} WHERE id = ${id}`,
  );
}

export function replaceRunStep(db: Database, id: RunId, step: number, wordsPerSecond: number): void {
  carryOut(db, sql`UPDATE run SET step = ${step}, words_per_second = ${wordsPerSecond} WHERE id = ${id}`);
}

export function replaceRunBest(db: Database, id: RunId, best: RunEvaluation): void {
  carryOut(db, sql`UPDATE run SET best = ${JSON.stringify(best)} WHERE id = ${id}`);
}

export function replaceRunNotices(db: Database, id: RunId, notices: readonly string[]): void {
  carryOut(db, sql`UPDATE run SET notices = ${JSON.stringify(notices)} WHERE id = ${id}`);
}

export function replaceRunResult(db: Database, id: RunId, result: RunResult): void {
  carryOut(db, sql`UPDATE run SET result = ${JSON.stringify(result)} WHERE id = ${id}`);
}

/** Queues the runs again that were active when a process ended. */
export function requeueRunningRuns(db: Database): void {
  carryOut(db, sql`UPDATE run SET state = 'queued', phase = NULL WHERE state = 'running'`);
}
