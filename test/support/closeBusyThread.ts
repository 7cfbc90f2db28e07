import { spawnSync } from 'node:child_process';
import { isMainThread, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { callTable, trusted, withoutProgress } from '../../main/rpc/calls.ts';
import { serveThread, startThread } from '../../main/rpc/thread.ts';

/**
 * A program that closes a thread. The thread has just answered and cannot be stopped at once, as in a native library. Prints `answered, closed`.
 */
const calls = callTable({
  answer: withoutProgress({ args: trusted<{ readonly isLast: boolean }>(), result: trusted<string>() }),
});

if (isMainThread) {
  const isBusy = new Int32Array(new SharedArrayBuffer(4));
  const thread = startThread(import.meta.filename, calls, { data: isBusy });
  await thread.call('answer', { isLast: false });
  const answer = thread.call('answer', { isLast: true });
  // So the answer is still in the queue when the thread is closed.
  Atomics.wait(isBusy, 0, 0);
  await thread.close();
  process.stdout.write(`${await answer}, closed`);
} else {
  const isBusy = z.instanceof(Int32Array).parse(workerData);
  await serveThread(calls, {
    answer: ({ isLast }) => {
      if (isLast)
        setTimeout(() => {
          Atomics.store(isBusy, 0, 1);
          Atomics.notify(isBusy, 0);
          spawnSync('sleep', ['2']);
        }, 10);
      return Promise.resolve('answered');
    },
  });
}
