import { describe, expect, it } from 'vitest';
import {
  createJobsStore,
  describeFinishedJob,
  describeOutcome,
  jobNews,
} from '../../../renderer/state/jobs.ts';
import type { Job } from '../../../shared/contract/job.ts';
import { overallProgress } from '../../../shared/jobProgress.ts';
import { jobFixture } from '../../support/datasetFixtures.ts';

function job(id: number, changes: Partial<Job> = {}): Job {
  return jobFixture(id, {
    kind: 'import',
    state: 'running',
    title: 'Import 1 folder',
    total: 10,
    ...changes,
  });
}

const refuse = () => Promise.reject(new Error('not asked for'));
const noHost = { listJobs: refuse, pauseJob: refuse, resumeJob: refuse, cancelJob: refuse };

describe('jobs', () => {
  it('weighs unfinished jobs by their size and leaves out those that do not know theirs', () => {
    const jobs = [
      job(1, { done: 5, total: 10 }),
      job(2, { done: 10, total: 90 }),
      job(3, { done: 7, total: null }),
      job(4, { state: 'done', done: 1000, total: 1000 }),
    ];
    expect(overallProgress(jobs)).toBeCloseTo(0.15);
    expect(overallProgress([job(3, { total: null })])).toBeNull();
    expect(overallProgress([])).toBeNull();
  });

  it('are in the title of the window: their progress, or that one has ended unseen', () => {
    const news = (jobs: readonly Job[], hasUnseenEnd: boolean) =>
      jobNews({ ...createJobsStore(noHost).getState(), jobs, hasUnseenEnd });
    expect(news([job(1, { done: 7, total: 10 }), job(2, { total: null })], true)).toBe('70 %');
    expect(news([job(1, { total: null })], false)).toBe('…');
    expect(news([job(1, { state: 'paused' })], false)).toBe('');
    expect(news([job(1, { state: 'done' })], true)).toBe('Done');
    expect(news([], false)).toBe('');
  });

  it('lists unfinished jobs first, then the latest', async () => {
    const listed = [job(1, { state: 'done' }), job(2), job(3, { state: 'cancelled' })];
    const store = createJobsStore({ ...noHost, listJobs: () => Promise.resolve(listed) });
    await store.getState().refresh();
    store.getState().receive(job(4, { state: 'failed' }));
    store.getState().receive(job(2, { done: 3 }));
    expect(store.getState().jobs.map(({ id, done }) => [id, done])).toEqual([
      [2, 3],
      [4, 0],
      [3, 0],
      [1, 0],
    ]);
  });

  it('pauses, resumes and cancels, and says which order is not carried out yet', async () => {
    const pausing = Promise.withResolvers<Job>();
    const store = createJobsStore({
      listJobs: () => Promise.resolve([job(1)]),
      pauseJob: () => pausing.promise,
      resumeJob: () => Promise.resolve(job(1, { state: 'queued' })),
      cancelJob: () => Promise.resolve(job(1, { state: 'cancelled' })),
    });
    await store.getState().refresh();
    const { id } = job(1);
    const paused = store.getState().control(id, 'pause');
    expect([...store.getState().underWay]).toEqual([[id, 'pause']]);
    pausing.resolve(job(1, { state: 'paused' }));
    await paused;
    expect(store.getState().underWay.size).toBe(0);
    expect(store.getState().jobs[0]?.state).toBe('paused');
    await store.getState().control(id, 'resume');
    expect(store.getState().jobs[0]?.state).toBe('queued');
    await store.getState().control(id, 'cancel');
    expect(store.getState().jobs[0]?.state).toBe('cancelled');
  });

  it('shows a cancellation that comes while a pause is under way until it is carried out', async () => {
    const pausing = Promise.withResolvers<Job>();
    const cancelling = Promise.withResolvers<Job>();
    const store = createJobsStore({
      listJobs: () => Promise.resolve([job(1)]),
      pauseJob: () => pausing.promise,
      resumeJob: () => Promise.reject(new Error('not asked for')),
      cancelJob: () => cancelling.promise,
    });
    const { id } = job(1);
    const paused = store.getState().control(id, 'pause');
    const cancelled = store.getState().control(id, 'cancel');
    pausing.resolve(job(1, { state: 'paused' }));
    await paused;
    expect([...store.getState().underWay]).toEqual([[id, 'cancel']]);
    cancelling.resolve(job(1, { state: 'cancelled' }));
    await cancelled;
    expect(store.getState().underWay.size).toBe(0);
  });

  it('says in words what an import came to', () => {
    expect(describeFinishedJob(job(1, { done: 12, failed: 2, duplicates: 1 }))).toBe(
      '9 photos added, 2 failed, 1 duplicate.',
    );
    expect(describeFinishedJob(job(1, { done: 1 }))).toBe('1 photo added.');
    expect(describeOutcome(job(1, { unshown: 1 }))).toBe('1 word without a font');
    expect(describeFinishedJob(job(1, { done: 1, passedOver: 4 }))).toBe('1 photo added, 4 passed over.');
    expect(describeFinishedJob(job(1, { done: 4, leftOut: 1 }))).toBe('4 photos added, 1 without writing.');
    expect(describeOutcome(job(1))).toBe('');
  });
});
