import { z } from 'zod';
import { datasetOutcomeSchema, type DatasetOutcome } from '../../shared/contract/datasetWork.ts';
import type { JobId } from '../../shared/contract/job.ts';
import { first, jsonText, run, type Database } from './database.ts';
import { sql } from './sql.ts';

const outcomeRow = z.object({
  outcome: jsonText.pipe(datasetOutcomeSchema),
});

/** The result of a finished dataset job. */
export function findDatasetOutcome(db: Database, job: JobId): DatasetOutcome | undefined {
  return first(db, outcomeRow, sql`SELECT outcome FROM dataset_outcome WHERE job = ${job}`)?.outcome;
}

export function insertDatasetOutcome(db: Database, job: JobId, outcome: DatasetOutcome): void {
  run(db, sql`INSERT INTO dataset_outcome (job, outcome) VALUES (${job}, ${JSON.stringify(outcome)})`);
}
