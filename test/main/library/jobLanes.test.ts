import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createJobLanes } from '../../../main/library/jobLanes.ts';
import { JobRunner } from '../../../main/library/jobRunner.ts';
import { count, transaction } from '../../../main/store/database.ts';
import { createHostLock } from '../../../main/store/hostLock.ts';
import { replaceJobItems } from '../../../main/store/jobItems.ts';
import { findJob, insertJob, replaceJobState } from '../../../main/store/jobs.ts';
import { sql } from '../../../main/store/sql.ts';
import type { JobId, JobState } from '../../../shared/contract/job.ts';
import { temporaryLibrary } from '../../support/library.ts';

const at = '2026-01-01T00:00:00.000Z';

it('a library with many jobs is opened on a full disk as well', () => {
  const { db, folder } = temporaryLibrary();
  const lock = createHostLock(join(folder, 'host.lock'));
  onTestFinished(() => {
    lock.release();
  });
  const runner = new JobRunner({ db, lock, announce: () => undefined, onItem: () => undefined, steps: {} });
  createJobLanes(db, lock, { import: runner, read: runner, dataset: runner });
  const ended = {
    kind: 'import',
    title: 'Import',
    request: { paths: [], read: true },
    follows: null,
  } as const;
  transaction(db, () => {
    for (let count = 0; count <= 500; count += 1) {
      const id = insertJob(db, { ...ended, createdAt: at });
      replaceJobState(db, id, { state: 'done', error: null, finishedAt: at });
    }
  });
  db.exec("CREATE TEMP TRIGGER full BEFORE DELETE ON job BEGIN SELECT RAISE(ABORT, 'full'); END");
  expect(lock.claim()).toBe(true);
});

it('jobs that ended long ago are forgotten with their files, those that can go on are not', () => {
  const { db, folder } = temporaryLibrary();
  const lock = createHostLock(join(folder, 'host.lock'));
  onTestFinished(() => {
    lock.release();
  });
  const parts = { db, lock, announce: () => undefined, onItem: () => undefined, steps: {} };
  const runner = new JobRunner(parts);
  const lanes = createJobLanes(db, lock, { import: runner, read: runner, dataset: runner });
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
  expect(count(db, sql`SELECT count(*) FROM job_item`)).toBe(501);
  expect(lanes.list().map(({ state }) => state)).toEqual(['paused', ...Array<JobState>(49).fill('done')]);
});
