-- One queue for all long work. A run becomes a job of kind `training`: its state, title, request, error, steps and dates
-- move from the table `run` to the table `job`. The outcome of a job is a column of the job.
ALTER TABLE job ADD COLUMN outcome TEXT;
UPDATE job SET outcome = (SELECT outcome FROM dataset_outcome WHERE dataset_outcome.job = job.id);
DROP TABLE dataset_outcome;

ALTER TABLE run ADD COLUMN job INTEGER REFERENCES job (id) ON DELETE CASCADE;

-- Ids of jobs are never reused. Runs keep their ids, which name folders and models.
CREATE TEMP TABLE last_job AS SELECT coalesce(max(seq), 0) AS id FROM sqlite_sequence WHERE name = 'job';
INSERT INTO job (id, kind, state, title, request, total, done, error_code, error_message, created_at, finished_at)
  SELECT id + (SELECT id FROM last_job), 'training', state, title, request, total_steps, step, error_code, error_message,
    created_at, finished_at
  FROM run ORDER BY id;
UPDATE run SET job = id + (SELECT id FROM last_job);
DROP TABLE last_job;

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
