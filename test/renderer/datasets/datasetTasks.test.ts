import { describe, expect, it } from 'vitest';
import {
  createDatasetTasks,
  describeOutcome,
  isBad,
  progressOf,
  stateOf,
} from '../../../renderer/datasets/work/datasetTasks.ts';
import type { DatasetOutcome, DatasetRequest } from '../../../shared/contract/datasetWork.ts';
import type { Job, JobId } from '../../../shared/contract/job.ts';
import { InkdexError } from '../../../shared/result.ts';
import { datasetId, jobFixture, versionId } from '../../support/datasetFixtures.ts';

const freeze: DatasetRequest = {
  work: 'freeze',
  ask: { dataset: datasetId(1), author: null, note: '', tags: [] },
};
const frozen: DatasetOutcome = {
  work: 'freeze',
  outcome: { version: versionId('a'), parent: null, samples: 3, images: 2, isNew: true },
};

function tasksOf(
  given: { latest?: Job; outcome?: DatasetOutcome | null; memory?: Map<string, string> } = {},
) {
  const memory = given.memory ?? new Map<string, string>();
  const queued = () => Promise.resolve(jobFixture(5));
  const refuse = () => Promise.reject(new InkdexError('library-busy', 'Another Inkdex uses it.'));
  return createDatasetTasks(
    {
      importDataset: queued,
      createDataset: queued,
      drawDataset: queued,
      cutDataset: queued,
      freezeDataset: queued,
      verifyVersion: refuse,
      exportVersion: queued,
      comparePictures: queued,
      readSamples: queued,
      datasetOutcome: () => Promise.resolve(given.outcome === undefined ? frozen : given.outcome),
    },
    (job: JobId) => (given.latest?.id === job ? given.latest : undefined),
    {
      getItem: (key) => memory.get(key) ?? null,
      setItem: (key, value) => {
        memory.set(key, value);
      },
    },
  );
}

describe('dataset jobs', () => {
  it('are followed from the start to the result', async () => {
    const tasks = tasksOf();
    const job = await tasks.getState().start(freeze);
    const task = () => tasks.getState().tasks[0] ?? expect.fail('There is no task.');
    expect(stateOf(task())).toBe('going');
    expect(progressOf(task())).toBeNull();
    await tasks.getState().receive(jobFixture(job, { state: 'running', done: 1, total: 4 }));
    expect(progressOf(task())).toBe(0.25);
    await tasks.getState().receive(jobFixture(job, { state: 'done' }));
    expect(task()).toMatchObject({ outcome: frozen });
    expect(stateOf(task())).toBe('done');
  });

  it('are known to be done if they ended before the window received their start', async () => {
    const tasks = tasksOf({ latest: jobFixture(5, { state: 'done' }) });
    await tasks.getState().start(freeze);
    expect(tasks.getState().tasks.map(stateOf)).toEqual(['done']);
  });

  it('report why they failed, and that they were cancelled', async () => {
    const tasks = tasksOf();
    const job = await tasks.getState().start(freeze);
    await tasks.getState().receive(jobFixture(job, { state: 'cancelled' }));
    expect(tasks.getState().tasks.map(stateOf)).toEqual(['cancelled']);
    const error = { code: 'data-invalid', message: 'words.txt, line 7: no text.' } as const;
    await tasks.getState().receive(jobFixture(job, { state: 'failed', error }));
    expect(tasks.getState().tasks[0]).toMatchObject({ error });
    expect(tasks.getState().tasks.map(stateOf)).toEqual(['failed']);
  });

  it('leave nothing behind when the host refuses them', async () => {
    const tasks = tasksOf();
    const asked = tasks.getState().start({ work: 'verify', ask: { version: versionId('a') } });
    await expect(asked).rejects.toMatchObject({ code: 'library-busy' });
    expect(tasks.getState().tasks).toEqual([]);
  });

  it('of other windows are ignored', async () => {
    const tasks = tasksOf();
    await tasks.getState().receive(jobFixture(9, { state: 'done' }));
    expect(tasks.getState().tasks).toEqual([]);
  });

  it('are remembered when the window is reloaded', async () => {
    const memory = new Map<string, string>();
    await tasksOf({ memory }).getState().start(freeze);
    const again = tasksOf({ memory });
    await again.getState().recall([jobFixture(5, { state: 'done' }), jobFixture(6)]);
    expect(again.getState().tasks).toMatchObject([{ request: freeze, outcome: frozen }]);
    await again.getState().recall([jobFixture(5, { state: 'done' })]);
    expect(again.getState().tasks).toHaveLength(1);
  });

  it('are forgotten when the stored list is invalid', async () => {
    const memory = new Map([['inkdex.datasetTasks', '[{"job":5}']]);
    const tasks = tasksOf({ memory });
    await tasks.getState().recall([jobFixture(5)]);
    expect(tasks.getState().tasks).toEqual([]);
  });
});

describe('the result of a job', () => {
  it('is described in one sentence', () => {
    expect(describeOutcome(frozen)).toBe('Frozen as version aaaaaaaaaa: 3 samples.');
    const taken = { dataset: datasetId(1), name: 'iam', samples: 1200, images: 90, cut: 1, leftOut: [] };
    expect(
      describeOutcome({ work: 'import', outcome: { ...taken, skipped: { err: 3, 'image missing': 1 } } }),
    ).toBe('iam: 1,200 samples added, 1 outline cut to the image, 4 skipped.');
    const update = (before: number, total: number) =>
      describeOutcome({
        work: 'create',
        outcome: { ...taken, cut: 0, skipped: {}, samples: total, before, total },
      });
    expect(update(10, 32)).toBe('iam: 32 samples, 22 more than before.');
    expect(update(32, 32)).toBe('iam: 32 samples, as many as before.');
    expect(update(32, 31)).toBe('iam: 31 samples, 1 fewer than before.');
    expect(update(0, 1)).toBe('iam: 1 sample added.');
  });

  it('is bad only if a version is damaged', () => {
    const verified = { version: versionId('b'), objects: 4 };
    const part = { kind: 'object', name: 'c'.repeat(64), path: 'objects/cc', problem: 'changed' } as const;
    expect(isBad({ work: 'verify', outcome: { ...verified, bad: [] } })).toBe(false);
    const damaged: DatasetOutcome = { work: 'verify', outcome: { ...verified, bad: [part] } };
    expect(isBad(damaged)).toBe(true);
    expect(describeOutcome(damaged)).toBe('Version bbbbbbbbbb is damaged: 1 file changed or missing.');
  });
});
