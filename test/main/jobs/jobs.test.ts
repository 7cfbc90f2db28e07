import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createJobs, type Jobs } from '../../../main/jobs/service.ts';
import { ServerEnded, type Blame } from '../../../main/rpc/client.ts';
import { transaction, type WritableDatabase, sql } from '../../../main/store/database.ts';
import { createHostLock, type HostLock } from '../../../main/store/library/hostLock.ts';
import { findJob, insertJob, replaceJobItems, replaceJobState } from '../../../main/store/jobs/jobs.ts';
import type { JobId, JobState } from '../../../shared/contract/job.ts';
import { InkdexError } from '../../../shared/result.ts';
import { temporaryLibrary } from '../../support/library.ts';
import { freeLock } from '../../support/lock.ts';

const at = '2026-01-01T00:00:00.000Z';

interface Opened {
  readonly db: WritableDatabase;
  readonly lock: HostLock;
  readonly jobs: Jobs;
}

function openJobs(given?: HostLock): Opened {
  const { db, folder } = temporaryLibrary();
  const lock = given ?? createHostLock(join(folder, 'host.lock'));
  const jobs = createJobs({ db, lock, announce: () => undefined });
  onTestFinished(async () => {
    await jobs.close().catch(() => undefined);
    lock.release();
  });
  return { db, lock, jobs };
}

describe('jobs', () => {
  it('reject those who wait for them when the library cannot be read any more', async () => {
    const { db, jobs } = openJobs(freeLock);
    jobs.define('dataset', {
      run: () => {
        db.exec('ALTER TABLE job RENAME TO lost');
        return Promise.reject(new Error('The drive is gone.'));
      },
    });
    const { id } = jobs.queue({ kind: 'dataset', title: 'Import', request: {} });
    await expect(jobs.finished(id)).rejects.toThrow(/no such table: job/u);
  });

  it('are done as a whole, however short they were and whatever they told last', async () => {
    const { jobs } = openJobs(freeLock);
    jobs.define('export', {
      run: (_job, { onProgress }) => {
        for (const done of [0, 1, 2, 3]) onProgress(done, 4);
        return Promise.resolve({ commit: () => undefined, release: () => undefined });
      },
    });
    const { id } = jobs.queue({ kind: 'export', title: 'Export', request: {} });
    expect(await jobs.finished(id)).toMatchObject({ state: 'done', done: 4, total: 4 });
  });

  it('do not wait for jobs of other lanes', async () => {
    const { jobs } = openJobs(freeLock);
    const training = Promise.withResolvers<null>();
    const nothing = { commit: () => undefined, release: () => undefined };
    jobs.define('training', { run: () => training.promise });
    jobs.define('evaluation', { run: () => Promise.resolve(nothing) });
    const long = jobs.queue({ kind: 'training', title: 'Train', request: {} });
    const short = jobs.queue({ kind: 'evaluation', title: 'Evaluate', request: {} });
    await jobs.completed(short.id);
    expect(jobs.calls.listJobs().map(({ title, state }) => [title, state])).toEqual([
      ['Train', 'running'],
      ['Evaluate', 'done'],
    ]);
    const paused = jobs.calls.pauseJob({ job: long.id });
    training.resolve(null);
    expect(await paused).toMatchObject({ state: 'paused', finishedAt: null });
  });

  it('report why they failed, and continue when they are resumed', async () => {
    const { jobs } = openJobs(freeLock);
    let isBroken = true;
    jobs.define('evaluation', {
      run: () =>
        isBroken
          ? Promise.reject(new InkdexError('model-damaged', 'The model is damaged.'))
          : Promise.resolve({ commit: () => undefined, release: () => undefined }),
    });
    const { id } = jobs.queue({ kind: 'evaluation', title: 'Evaluate', request: {} });
    await expect(jobs.completed(id)).rejects.toMatchObject({ code: 'model-damaged' });
    isBroken = false;
    expect(jobs.calls.resumeJob({ job: id })).toMatchObject({ state: 'queued', error: null });
    await jobs.completed(id);
    expect(jobs.get(id)).toMatchObject({ state: 'done', error: null });
  });

  it('reject those who wait for their completion when they are cancelled', async () => {
    const { jobs } = openJobs(freeLock);
    jobs.define('engine', {
      run: (_job, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(new InkdexError('cancelled', 'Stopped.'));
          });
        }),
    });
    const { id } = jobs.queue({ kind: 'engine', title: 'Install TensorFlow', request: {} });
    const completed = expect(jobs.completed(id)).rejects.toMatchObject({ code: 'cancelled' });
    await Promise.resolve();
    expect((await jobs.calls.cancelJob({ job: id })).state).toBe('cancelled');
    await completed;
  });
});

it('a library with many jobs is opened on a full disk as well', () => {
  const { db, lock } = openJobs();
  const ended = {
    kind: 'import',
    title: 'Import',
    request: { paths: [], read: true },
    follows: null,
  } as const;
  transaction(db, () => {
    for (let number = 0; number <= 500; number += 1) {
      const id = insertJob(db, { ...ended, createdAt: at });
      replaceJobState(db, id, { state: 'done', error: null, finishedAt: at });
    }
  });
  db.exec("CREATE TEMP TRIGGER full BEFORE DELETE ON job BEGIN SELECT RAISE(ABORT, 'full'); END");
  expect(lock.claim()).toBe(true);
});

it('jobs that ended long ago are deleted with their items, those that can continue are not', () => {
  const { db, lock, jobs } = openJobs();
  const add = (state: JobState): JobId => {
    const request = { paths: ['/photos/a.jpg'], read: true };
    const id = insertJob(db, { kind: 'import', title: 'Import', request, follows: null, createdAt: at });
    replaceJobItems(db, id, [{ path: '/photos/a.jpg' }]);
    replaceJobState(db, id, { state, error: null, finishedAt: state === 'paused' ? null : at });
    return id;
  };
  const [paused, failed] = [add('paused'), add('failed')];
  const latest = transaction(db, () => Array.from({ length: 500 }, () => add('done')));
  lock.claim();
  expect(findJob(db, failed)).toBeUndefined();
  expect(findJob(db, paused)?.state).toBe('paused');
  expect(latest.filter((id) => findJob(db, id) === undefined)).toEqual([]);
  expect(db.count(sql`SELECT count(*) FROM job_item`)).toBe(501);
  expect(jobs.calls.listJobs().map(({ state }) => state)).toEqual([
    'paused',
    ...Array<JobState>(49).fill('done'),
  ]);
});

describe('an item whose worker ends', () => {
  /** Runs a job of one item; `perform` is called with the attempts that the database has. */
  async function runItem(
    perform: (attempts: number, alone: boolean) => void,
    before = 0,
  ): Promise<{ readonly failed: string[]; readonly attempts: () => number }> {
    const { db, jobs } = openJobs(freeLock);
    const attempts = (): number => db.count(sql`SELECT attempts FROM job_item`);
    const failed: string[] = [];
    jobs.define('import', {
      plan: () => Promise.resolve([{ path: '/photos/a.jpg' }]),
      perform(_item, { alone }) {
        perform(attempts(), alone);
        return Promise.resolve(() => ({ state: 'done', photo: null }));
      },
      setAside(_item, { message }) {
        failed.push(message);
        return { state: 'failed', photo: null };
      },
      interrupted: () => undefined,
      finish: () => undefined,
    });
    const id = jobs.insert({ kind: 'import', title: 'Import', request: {} });
    if (before > 0) {
      replaceJobItems(db, id, [{ path: '/photos/a.jpg' }]);
      db.exec(`UPDATE job_item SET attempts = ${before}`);
    }
    jobs.begin(id);
    await jobs.finished(id);
    return { failed, attempts };
  }

  const ended = (blame: Blame): ServerEnded => new ServerEnded(`It ended: ${blame}.`, { blame });

  it('is tried once more, alone, and then set aside; each attempt is counted before', async () => {
    const tried: [number, boolean][] = [];
    const { failed } = await runItem((attempts, alone) => {
      tried.push([attempts, alone]);
      throw ended('likely');
    });
    expect(tried).toEqual([
      [1, false],
      [2, true],
    ]);
    expect(failed).toEqual(['It ended: likely.']);
  });

  it('is set aside at once where it is proven to be the cause', async () => {
    const tried: number[] = [];
    const { failed } = await runItem((attempts) => {
      tried.push(attempts);
      throw ended('proven');
    });
    expect([tried, failed]).toEqual([[1], ['It ended: proven.']]);
  });

  it('is not set aside because of what another program did', async () => {
    const { failed } = await runItem((attempts) => {
      if (attempts <= 5) throw ended('none');
    });
    expect(failed).toEqual([]);
  });

  it('is alone if the whole app ended while it was worked on, and set aside if that happens each time', async () => {
    const tried: [number, boolean][] = [];
    const once = await runItem((attempts, alone) => void tried.push([attempts, alone]), 1);
    expect([tried, once.failed]).toEqual([[[2, true]], []]);
    const always = await runItem(() => tried.push([0, false]), 20);
    expect(tried).toHaveLength(1);
    expect(always.failed).toEqual([
      'Inkdex ended 20 times while it worked on this file. Try again, or save it with another program first.',
    ]);
  });
});

it('an item that a person pauses is not counted as tried', async () => {
  const { db, jobs } = openJobs(freeLock);
  const begun = Promise.withResolvers<undefined>();
  jobs.define('import', {
    plan: () => Promise.resolve([{ path: '/photos/a.jpg' }]),
    perform(_item, { signal }) {
      begun.resolve(undefined);
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(new ServerEnded('It ended.'));
        });
      });
    },
    setAside: () => ({ state: 'failed', photo: null }),
    interrupted: () => undefined,
    finish: () => undefined,
  });
  const { id } = jobs.queue({ kind: 'import', title: 'Import', request: {} });
  await begun.promise;
  expect(db.count(sql`SELECT attempts FROM job_item`)).toBe(1);
  expect(await jobs.calls.pauseJob({ job: id })).toMatchObject({ state: 'paused', failed: 0 });
  expect(db.count(sql`SELECT attempts FROM job_item`)).toBe(0);
});
