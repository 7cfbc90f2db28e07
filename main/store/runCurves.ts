import { z } from 'zod';
import {
  runEvaluationSchema,
  runPointSchema,
  runSampleSchema,
  type RunEvaluation,
  type RunId,
  type RunPoint,
  type RunSample,
} from '../../shared/contract/run.ts';
import { all, first, jsonText, run as carryOut, transaction, type Database } from './database.ts';
import { sql } from './sql.ts';

const pointRow = z
  .object({ step: z.number(), loss: z.number(), learning_rate: z.number(), words_per_second: z.number() })
  .transform((row) =>
    runPointSchema.parse({ ...row, learningRate: row.learning_rate, wordsPerSecond: row.words_per_second }),
  );
const evaluationRow = z.object({ evaluation: jsonText.pipe(runEvaluationSchema) });
const samplesRow = z.object({ samples: jsonText.pipe(z.array(runSampleSchema)) });

export function insertRunPoint(db: Database, run: RunId, point: RunPoint): void {
  carryOut(
    db,
    sql`INSERT OR REPLACE INTO run_point (run, step, loss, learning_rate, words_per_second)
      VALUES (${run}, ${point.step}, ${point.loss}, ${point.learningRate}, ${point.wordsPerSecond})`,
  );
}

/** Replaces the samples of the previous evaluation. */
export function insertRunEvaluation(
  db: Database,
  run: RunId,
  evaluation: RunEvaluation,
  samples: readonly RunSample[],
): void {
  transaction(db, () => {
    carryOut(
      db,
      sql`INSERT OR REPLACE INTO run_evaluation (run, step, evaluation)
        VALUES (${run}, ${evaluation.step}, ${JSON.stringify(evaluation)})`,
    );
    carryOut(
      db,
      sql`INSERT OR REPLACE INTO run_samples (run, samples) VALUES (${run}, ${JSON.stringify(samples)})`,
    );
  });
}

/** Deletes the points after the checkpoint from which a run continues, because they come again. */
export function removeRunCurvesAfter(db: Database, run: RunId, step: number): void {
  transaction(db, () => {
    carryOut(db, sql`DELETE FROM run_point WHERE run = ${run} AND step > ${step}`);
    carryOut(db, sql`DELETE FROM run_evaluation WHERE run = ${run} AND step > ${step}`);
  });
}

export interface RunCurves {
  readonly points: RunPoint[];
  readonly evaluations: RunEvaluation[];
  readonly samples: RunSample[];
}

export function findRunCurves(db: Database, run: RunId): RunCurves {
  return {
    points: all(
      db,
      pointRow,
      sql`SELECT step, loss, learning_rate, words_per_second FROM run_point WHERE run = ${run} ORDER BY step`,
    ),
    evaluations: all(
      db,
      evaluationRow,
      sql`SELECT evaluation FROM run_evaluation WHERE run = ${run} ORDER BY step`,
    ).map(({ evaluation }) => evaluation),
    samples: first(db, samplesRow, sql`SELECT samples FROM run_samples WHERE run = ${run}`)?.samples ?? [],
  };
}
