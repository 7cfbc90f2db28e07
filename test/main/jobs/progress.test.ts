import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createJobProgress } from '../../../main/jobs/progress.ts';
import { jobIdSchema } from '../../../shared/contract/job.ts';

it('a library that cannot be read any more does not end the process when windows are to be told', async () => {
  let asked = 0;
  const progress = createJobProgress(
    () => undefined,
    () => {
      asked += 1;
      throw new Error('the disk is gone');
    },
  );
  const job = jobIdSchema.parse(1);
  progress.changed(job);
  // What is thrown in there would fail this test.
  await setTimeout(300);
  expect(asked).toBe(1);
  progress.changed(job);
  expect(() => {
    progress.flush();
  }).toThrow('the disk is gone');
});
