/**
 * The entry of a thread that computes on the processor, like a GPU that fails when two models compute at once and takes
 * 300 ms for each call.
 */
import { setTimeout } from 'node:timers/promises';
import { serveThread } from '../../main/rpc/thread.ts';
import { gpuHandlers } from '../../main/reader/models/gpuSessions.ts';
import { gpuThreadCalls } from '../../main/reader/models/gpuThread.ts';
import { openSession } from '../../main/reader/models/onnxSession.ts';

let isEntered = false;

/** Runs work that nothing else may run beside. */
async function enter<Value>(work: () => Promise<Value>): Promise<Value> {
  if (isEntered) throw new Error('The GPU was entered twice.');
  isEntered = true;
  try {
    await setTimeout(300);
    return await work();
  } finally {
    isEntered = false;
  }
}

await serveThread(
  gpuThreadCalls,
  gpuHandlers(async (bytes) => {
    const session = await enter(() => openSession(bytes, 1));
    return {
      run: (feeds, outputs) => enter(() => session.run({ ...feeds }, [...outputs])),
      release: () => enter(() => session.release()),
    };
  }),
);
