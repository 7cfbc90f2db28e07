import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluationAt, gate, request, trainingHost, version } from '../../support/training.ts';
import { type WritableDatabase, sql } from '../../../main/store/database.ts';
import { replaceSavedSearch } from '../../../main/store/library/savedSearches.ts';
import { InkdexError } from '../../../shared/result.ts';
import { runIdSchema } from '../../../shared/contract/run.ts';

describe('a run', () => {
  it('records its inputs, its progress and its result', async () => {
    const { training, added, promoted, folder } = trainingHost({ steps: 3 });
    const { id } = await training.calls.startRun(request);
    const run = await training.finished(id);
    expect(run).toMatchObject({
      kind: 'train',
      state: 'done',
      phase: null,
      dataset: version,
      base: { model: 'starter-recogniser' },
      preset: 'quick',
      settings: { seed: 7, epochs: 2 },
      code: '0.1.0 (test)',
      engine: { engine: 'wasm', device: 'a test' },
      words: 80,
      step: 3,
      totalSteps: 3,
      best: evaluationAt(3, 0.1),
      notices: ['Left out of 60 words: 3, as they show no ink.'],
      result: { model: `run-${String(id)}`, better: true, promoted: false },
      error: null,
    });
    expect(run.machine).not.toBe('');
    expect([...added.values()]).toEqual([`a model of ${run.title.replace('Train on ', '')}`]);
    expect(promoted).toEqual([]);
    const { points, evaluations } = training.calls.getRun({ run: id });
    expect(points.map(({ step, loss }) => [step, loss])).toEqual([
      [1, 10],
      [2, 5],
      [3, 10 / 3],
    ]);
    expect(evaluations).toEqual([evaluationAt(3, 0.1)]);
    expect(existsSync(join(folder, 'runs', String(id)))).toBe(false);
  });

  it('from before there was a choice of optimizers used AdamW', async () => {
    const { training, db } = trainingHost({ steps: 1 });
    const { id } = await training.calls.startRun(request);
    expect((await training.finished(id)).settings.optimizer).toBe('muon');
    db.run(sql`UPDATE run SET settings = json_remove(settings, '$.optimizer')`);
    expect(training.calls.getRun({ run: id }).run.settings.optimizer).toBe('adamw');
  });

  it('notifies the windows of every change, once', async () => {
    const { training, events } = trainingHost({ steps: 3 });
    const { id } = await training.calls.startRun(request);
    await training.finished(id);
    const changes = events.flatMap(({ name, payload }) =>
      name === 'runChanged' && 'points' in payload ? [payload] : [],
    );
    expect(changes.flatMap(({ points }) => points.map(({ step }) => step))).toEqual([1, 2, 3]);
    expect(changes.flatMap(({ evaluations }) => evaluations)).toHaveLength(1);
    expect(changes.at(-1)?.run.state).toBe('done');
    const phases = new Set(changes.map(({ run }) => run.phase));
    expect([...phases]).toEqual([null, 'preparing', 'training', 'evaluating']);
  });

  it('waits for the one before it', async () => {
    const entryPoint = gate(2);
    const { training } = trainingHost({ steps: 2, ...entryPoint });
    const first = await training.calls.startRun(request);
    const second = await training.calls.startRun(request);
    await entryPoint.reached;
    expect(training.calls.listRuns().map(({ id, state }) => [id, state])).toEqual([
      [second.id, 'queued'],
      [first.id, 'running'],
    ]);
    entryPoint.open();
    expect((await training.finished(second.id)).state).toBe('done');
  });
});

describe('pausing and cancelling', () => {
  it('stops a run after the current step, and continues from there', async () => {
    const entryPoint = gate(3);
    const { training, pause, resume } = trainingHost({ steps: 5, ...entryPoint });
    const { id } = await training.calls.startRun(request);
    await entryPoint.reached;
    const pausing = pause(id);
    entryPoint.open();
    expect(await pausing).toMatchObject({ state: 'paused', step: 3, finishedAt: null });
    expect(resume(id).state).toBe('queued');
    expect(await training.finished(id)).toMatchObject({ state: 'done', step: 5 });
    expect(training.calls.getRun({ run: id }).points.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5]);
  });

  it('removes a waiting run from the queue at once', async () => {
    const entryPoint = gate(1);
    const { training, cancel } = trainingHost({ steps: 1, ...entryPoint });
    const first = await training.calls.startRun(request);
    const second = await training.calls.startRun(request);
    await entryPoint.reached;
    expect((await cancel(second.id)).state).toBe('cancelled');
    entryPoint.open();
    await training.finished(first.id);
    expect(training.calls.getRun({ run: second.id }).run.state).toBe('cancelled');
  });

  it('deletes the checkpoint of a cancelled run, and the run itself on request', async () => {
    const entryPoint = gate(2);
    const { training, folder, events, cancel } = trainingHost({ steps: 3, ...entryPoint });
    const { id } = await training.calls.startRun(request);
    await entryPoint.reached;
    mkdirSync(join(folder, 'runs', String(id)), { recursive: true });
    await expect(training.calls.removeRun({ run: id })).rejects.toMatchObject({ code: 'conflict' });
    const cancelling = cancel(id);
    entryPoint.open();
    expect((await cancelling).state).toBe('cancelled');
    expect(existsSync(join(folder, 'runs', String(id)))).toBe(false);
    await training.calls.removeRun({ run: id });
    expect(() => training.calls.getRun({ run: id })).toThrow(/Run \d+ was not found/u);
    expect(events.at(-1)).toEqual({ name: 'runRemoved', payload: { run: id } });
  });
});

describe('errors', () => {
  it('continues automatically when the worker crashes after making progress', async () => {
    const crashed = new Set<number>();
    const { training } = trainingHost({
      steps: 6,
      onStep(step, crash) {
        if (step % 2 !== 0 || crashed.has(step)) return;
        crashed.add(step);
        crash();
      },
    });
    const { id } = await training.calls.startRun(request);
    const run = await training.finished(id);
    expect(run).toMatchObject({ state: 'done', step: 6 });
    expect(run.notices).toContain('Training crashed and continued from the last checkpoint.');
    expect(crashed.size).toBe(3);
  });

  it('gives up with an error when the worker crashes at the same step again and again', async () => {
    let crashes = 0;
    const { training } = trainingHost({
      steps: 4,
      onStep(step, crash) {
        if (step !== 2) return;
        crashes += 1;
        crash();
      },
    });
    const { id } = await training.calls.startRun(request);
    expect(await training.finished(id)).toMatchObject({ state: 'failed', error: { code: 'engine-crashed' } });
    expect(crashes).toBe(3);
  });

  it('keeps the reason of a failed run, and lets it continue once the cause is fixed', async () => {
    let isBroken = true;
    const { training, resume } = trainingHost({
      steps: 3,
      onStep(step) {
        if (step === 2 && isBroken)
          throw new InkdexError('training-diverged', 'The loss became NaN at step 2.');
      },
    });
    const { id } = await training.calls.startRun(request);
    expect(await training.finished(id)).toMatchObject({
      state: 'failed',
      step: 1,
      error: { code: 'training-diverged', message: 'The loss became NaN at step 2.' },
    });
    isBroken = false;
    resume(id);
    expect(await training.finished(id)).toMatchObject({ state: 'done', error: null });
  });

  it('pauses when the disk is full', async () => {
    const { training } = trainingHost({
      steps: 2,
      onStep() {
        throw new InkdexError('disk-full', 'There is no room left.');
      },
    });
    const { id } = await training.calls.startRun(request);
    expect(await training.finished(id)).toMatchObject({ state: 'paused', error: { code: 'disk-full' } });
  });

  it('pauses when the library’s disk fills up during training, and continues on request', async () => {
    const { training, db, resume, cancel } = trainingHost({
      steps: 200,
      onStep(step) {
        if (step === 3) fillDisk(db);
      },
    });
    const { id } = await training.calls.startRun(request);
    const next = await training.calls.startRun(request);
    expect(await training.finished(id)).toMatchObject({ state: 'paused', error: { code: 'disk-full' } });
    expect(training.calls.getRun({ run: id }).run.step).toBeGreaterThan(0);
    await cancel(next.id);
    db.pragma('max_page_count = 1000000');
    resume(id);
    expect(await training.finished(id)).toMatchObject({ state: 'done', step: 200, error: null });
  });

  it('is held when the library cannot even store the pause, and continues on request', async () => {
    let isFull = true;
    const { training, db, resume } = trainingHost({
      steps: 4,
      onStep(step) {
        if (step === 3 && isFull) db.pragma('query_only = true');
      },
    });
    const { id } = await training.calls.startRun(request);
    expect(await training.finished(id)).toMatchObject({
      state: 'paused',
      step: 2,
      error: { code: 'library-read-only' },
    });
    isFull = false;
    db.pragma('query_only = false');
    expect(resume(id)).toMatchObject({ state: 'queued', error: null });
    expect(await training.finished(id)).toMatchObject({ state: 'done', step: 4 });
  });

  it('reports to its callers that the library cannot be read any more', async () => {
    const entryPoint = gate(1);
    const { training, db } = trainingHost({ steps: 1, ...entryPoint });
    const { id } = await training.calls.startRun(request);
    const finished = training.finished(id);
    await entryPoint.reached;
    db.exec('ALTER TABLE run RENAME TO lost');
    entryPoint.open();
    await expect(finished).rejects.toThrow(/no such table: run/u);
  });

  it('continues after its process was killed', async () => {
    const entryPoint = gate(3);
    const { training, reopen, db } = trainingHost({ steps: 4, ...entryPoint });
    const { id } = await training.calls.startRun(request);
    await entryPoint.reached;
    const reopening = reopen({ steps: 4 });
    entryPoint.open();
    const again = await reopening;
    // The state after a kill: a run that is stored as running.
    db.prepare(`UPDATE run SET phase = 'training' WHERE id = ?`).run(id);
    db.prepare(`UPDATE job SET state = 'running' WHERE id = (SELECT job FROM run WHERE id = ?)`).run(id);
    again.jobs.start();
    expect(await again.training.finished(id)).toMatchObject({ state: 'done', step: 4 });
  });

  it('refuses unknown runs', () => {
    const { training } = trainingHost({ steps: 1 });
    expect(() => training.calls.getRun({ run: runIdSchema.parse(9) })).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
  });
});

/** Existing pages can be rewritten, but the database cannot grow. */
function fillDisk(db: WritableDatabase): void {
  db.pragma('max_page_count = 1');
  const fill = (): void => {
    for (;;) replaceSavedSearch(db, { id: null, name: 'filler', query: 'x'.repeat(4000) });
  };
  expect(fill).toThrow(expect.objectContaining({ code: 'disk-full' }));
}
