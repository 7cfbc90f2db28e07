import { count, type WritableDatabase, sql } from '../database.ts';

/**
 * One queue for all long work. A run becomes a job of kind `training`: its state, title, request, error, steps and dates
 * move from the table `run` to the table `job`. The outcome of a job is a column of the job.
 */
export function migrate0014(db: WritableDatabase): void {
  db.exec(outcomes);
  db.exec('ALTER TABLE run ADD COLUMN job INTEGER REFERENCES job (id) ON DELETE CASCADE');
  // Ids of jobs are never reused. Runs keep their ids, which name folders and models.
  const lastJob = count(db, sql`SELECT seq FROM sqlite_sequence WHERE name = 'job'`);
  db.exec(`
    INSERT INTO job (id, kind, state, title, request, total, done, error_code, error_message, created_at, finished_at)
      SELECT id + ${lastJob}, 'training', state, title, request, total_steps, step, error_code, error_message,
        created_at, finished_at
      FROM run ORDER BY id;
    UPDATE run SET job = id + ${lastJob};
  `);
  db.exec(movedColumns);
}

const outcomes = `
  ALTER TABLE job ADD COLUMN outcome TEXT;
  UPDATE job SET outcome = (SELECT outcome FROM dataset_outcome WHERE dataset_outcome.job = job.id);
  DROP TABLE dataset_outcome;
`;

const movedColumns = `
  CREATE UNIQUE INDEX run_by_job ON run (job);
  DROP INDEX run_by_state;
  ALTER TABLE run DROP COLUMN state;
  ALTER TABLE run DROP COLUMN title;
  ALTER TABLE run DROP COLUMN request;
  ALTER TABLE run DROP COLUMN total_steps;
  ALTER TABLE run DROP COLUMN step;
  ALTER TABLE run DROP COLUMN error_code;
  ALTER TABLE run DROP COLUMN error_message;
  ALTER TABLE run DROP COLUMN created_at;
  ALTER TABLE run DROP COLUMN finished_at;
`;
