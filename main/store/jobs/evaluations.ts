import { z } from 'zod';
import {
  evaluationIdSchema,
  evaluationSchema,
  metricsSchema,
  type Evaluation,
  type EvaluationId,
} from '../../../shared/contract/evaluation.ts';
import type { RunId } from '../../../shared/contract/run.ts';
import { jsonOf, sql, type ReadableDatabase, type WritableDatabase } from '../database.ts';

const storedEvaluationSchema = evaluationSchema.extend({
  /** Name of its report's folder. */
  folder: z.string(),
});
export type StoredEvaluation = z.infer<typeof storedEvaluationSchema>;

const evaluationRow = storedEvaluationSchema.extend({
  model: jsonOf(evaluationSchema.shape.model),
  skipped: jsonOf(evaluationSchema.shape.skipped),
  greedy: jsonOf(metricsSchema),
  decoder: jsonOf(metricsSchema),
});
const columns = sql`id, json_object('id', model, 'sha256', sha256) AS model, dataset, split, run, words, skipped, greedy, decoder,
  folder, at`;

export function insertEvaluation(
  db: WritableDatabase,
  evaluation: Omit<StoredEvaluation, 'id'>,
): EvaluationId {
  const { model, dataset, split, run, words, skipped, greedy, decoder, folder, at } = evaluation;
  return evaluationIdSchema.parse(
    db.insert(sql`INSERT INTO evaluation (model, sha256, dataset, split, run, words, skipped, greedy, decoder, folder, at)
        VALUES (${model.id}, ${model.sha256}, ${dataset}, ${split}, ${run}, ${words}, ${JSON.stringify(skipped)},
          ${JSON.stringify(greedy)}, ${JSON.stringify(decoder)}, ${folder}, ${at})`),
  );
}

export function findEvaluation(db: ReadableDatabase, id: EvaluationId): StoredEvaluation | undefined {
  return db.first(evaluationRow, sql`SELECT ${columns} FROM evaluation WHERE id = ${id}`);
}

/** Newest first; of one run, or of all. */
export function listStoredEvaluations(db: ReadableDatabase, run: RunId | null): Evaluation[] {
  const which = run === null ? sql`` : sql`WHERE run = ${run}`;
  return db.all(evaluationRow, sql`SELECT ${columns} FROM evaluation ${which} ORDER BY id DESC LIMIT 500`);
}

/** Evaluations of the model with this SHA-256, newest first. */
export function listEvaluationsOf(db: ReadableDatabase, sha256: string): Evaluation[] {
  return db.all(
    evaluationRow,
    sql`SELECT ${columns} FROM evaluation WHERE sha256 = ${sha256} ORDER BY id DESC LIMIT 500`,
  );
}
