import { expect, it } from 'vitest';
import { JobRunner } from '../../../main/library/jobRunner.ts';
import { temporaryLibrary } from '../../support/library.ts';
import { freeLock } from '../../support/lock.ts';

it('tells whoever waits for a job that the library cannot be read any more', async () => {
  const { db } = temporaryLibrary();
  const run = () => {
    db.exec('ALTER TABLE job RENAME TO lost');
    return Promise.reject(new Error('The drive is gone.'));
  };
  const runner = new JobRunner({
    db,
    lock: freeLock,
    announce: () => undefined,
    onItem: () => undefined,
    steps: { dataset: { run } },
  });
  const { id } = runner.queue({ kind: 'dataset', title: 'Import', request: {} });
  await expect(runner.finished(id)).rejects.toThrow(/no such table: job/u);
  await runner.close().catch(() => undefined);
});
