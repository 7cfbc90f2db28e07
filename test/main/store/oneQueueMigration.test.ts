import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { WritableDatabase, sql } from '../../../main/store/database.ts';
import { findJobOutcome, requireJobRequest, listJobs } from '../../../main/store/jobs/jobs.ts';
import { libraryPaths } from '../../../main/store/library/libraryPaths.ts';
import { migrate, migrateFrom } from '../../../main/store/library/migrate.ts';
import { findRunCurves, listStoredRuns } from '../../../main/store/jobs/runs.ts';
import { runIdSchema } from '../../../shared/contract/run.ts';
import { trainingSettings } from '../../../shared/trainingPresets.ts';
import { temporaryFolder } from '../../support/library.ts';
import { trainingHost, version } from '../../support/training.ts';

/** A library as the version before wrote it: jobs, two finished runs, and a run that was paused at step 3 of 5. */
function earlierLibrary(folder: string): WritableDatabase {
  const db = new WritableDatabase(libraryPaths(folder).database);
  db.pragma('application_id = 1231973220');
  db.pragma('journal_mode = WAL');
  db.pragma('foreign_keys = ON');
  migrateFrom(db, 0, 13);
  db.exec(`
    INSERT INTO job (id, kind, state, title, request, created_at, finished_at) VALUES
      (1, 'import', 'paused', 'Import', '{"paths":["/a.jpg"],"read":true}', '2026-01-01', NULL),
      (2, 'dataset', 'done', 'Verify', '{}', '2026-01-02', '2026-01-02'),
      (9, 'read', 'done', 'Read', '{}', '2026-01-03', '2026-01-03');
    DELETE FROM job WHERE id = 9;
    INSERT INTO job_item (job, position, path, state) VALUES (1, 0, '/a.jpg', 'waiting');
    INSERT INTO dataset_outcome (job, outcome) VALUES (2, '{"work":"verify"}');
  `);
  const insert = db.prepare(`
    INSERT INTO run (id, kind, title, state, phase, request, dataset, base_model, base_sha256, preset, settings, code,
      machine, words, step, total_steps, words_per_second, result, error_code, error_message, created_at, finished_at)
    VALUES (@id, @kind, @title, @state, NULL, @request, @dataset, 'starter-recogniser', '${'a'.repeat(64)}', 'quick',
      @settings, '1', 'here', 80, @step, 5, 100, NULL, @code, @message, @created, @finished)`);
  const settings = JSON.stringify(trainingSettings('quick'));
  const run = {
    settings,
    request: '{}',
    dataset: version,
    step: 5,
    code: null,
    message: null,
    finished: null,
  };
  insert.run({
    ...run,
    id: 3,
    kind: 'train',
    title: 'First',
    state: 'done',
    created: '2026-02-01',
    finished: '2026-02-02',
  });
  insert.run({
    ...run,
    id: 4,
    kind: 'iam',
    title: 'Second',
    state: 'failed',
    request: '{"path":"/iam.zip","recipe":"strict"}',
    step: 1,
    code: 'training-diverged',
    message: 'The loss became NaN.',
    created: '2026-02-03',
    finished: '2026-02-04',
  });
  insert.run({
    ...run,
    id: 7,
    kind: 'train',
    title: 'Third',
    state: 'paused',
    step: 3,
    created: '2026-02-05',
  });
  db.exec(`
    INSERT INTO run_point (run, step, loss, learning_rate, words_per_second) VALUES
      (7, 1, 10, 0.001, 100), (7, 2, 5, 0.001, 100), (7, 3, 3, 0.001, 100);
    INSERT INTO model_origin (model, run, added_at) VALUES ('mine', 3, '2026-02-02');
  `);
  return db;
}

describe('a library from before there was one queue', () => {
  it('keeps its jobs with their items and outcomes, and its runs with their states and curves', () => {
    const db = earlierLibrary(temporaryFolder());
    migrate(db);
    const runs = listStoredRuns(db, 9);
    expect(runs.map(({ id, job }) => [id, job])).toEqual([
      [7, 16],
      [4, 13],
      [3, 12],
    ]);
    expect(listJobs(db, 9)).toMatchObject([
      { id: 16, kind: 'training', title: 'Third', state: 'paused', done: 3, total: 5, finishedAt: null },
      { id: 1, kind: 'import', state: 'paused' },
      {
        id: 13,
        title: 'Second',
        state: 'failed',
        done: 1,
        error: { code: 'training-diverged', message: 'The loss became NaN.' },
        createdAt: '2026-02-03',
        finishedAt: '2026-02-04',
      },
      { id: 12, title: 'First', state: 'done', error: null },
      { id: 2, kind: 'dataset', state: 'done' },
    ]);
    const [third, second] = runs;
    if (third === undefined || second === undefined) throw new Error('The runs are gone.');
    expect(requireJobRequest(db, second.job, z.unknown())).toEqual({ path: '/iam.zip', recipe: 'strict' });
    expect(findRunCurves(db, third.id).points.map(({ step }) => step)).toEqual([1, 2, 3]);
    expect(listJobs(db, 9).map(({ id }) => findJobOutcome(db, id, z.unknown()))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      { work: 'verify' },
    ]);
    expect(db.count(sql`SELECT count(*) FROM job_item`)).toBe(1);
    expect(db.count(sql`SELECT count(*) FROM model_origin WHERE run = 3`)).toBe(1);
    db.close();
  });

  it('continues its paused run from its last checkpoint', async () => {
    const folder = temporaryFolder();
    earlierLibrary(folder).close();
    const { training, resume } = trainingHost(
      { steps: 5, checkpoints: new Map([[join(folder, 'runs', '7'), 3]]) },
      {},
      folder,
    );
    const id = runIdSchema.parse(7);
    expect(training.calls.getRun({ run: id }).run).toMatchObject({ state: 'paused', step: 3, totalSteps: 5 });
    resume(id);
    expect(await training.finished(id)).toMatchObject({ state: 'done', step: 5, title: 'Third' });
    const { points } = training.calls.getRun({ run: id });
    expect(points.map(({ step, loss }) => [step, loss])).toEqual([
      [1, 10],
      [2, 5],
      [3, 3],
      [4, 10 / 4],
      [5, 2],
    ]);
  });
});
