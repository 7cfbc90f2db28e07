/** The entry of the process or thread that tries an engine for `listEngines`. */
import { isMainThread } from 'node:worker_threads';
import type { CallHandlers, CallsOf } from '../../rpc/calls.ts';
import { callerPort } from '../../rpc/process.ts';
import { serve } from '../../rpc/server.ts';
import { serveThread } from '../../rpc/thread.ts';
import { probeCalls } from './listEngines.ts';
import { lossAfter, measureTraining } from './measureTraining.ts';
import { startEngine } from './startEngine.ts';

/** Enough that a wrong gradient shows in the loss. */
const comparedSteps = 3;

const handlers: CallHandlers<CallsOf<typeof probeCalls>> = {
  async probe({ name, seconds }, { onProgress }) {
    const started = await startEngine(name);
    // A software driver of a GPU takes minutes for a step.
    if (seconds === 0 || started.problem !== undefined) return started;
    // First: a GPU compiles kernels for these steps, too.
    const loss = await lossAfter(name, comparedSteps);
    const wordsPerSecond = await measureTraining(name, seconds, {
      onFirstSteps: () => {
        onProgress(null);
      },
    });
    return { ...started, wordsPerSecond, loss };
  },
};

if (isMainThread) await serve(callerPort(), probeCalls, handlers);
else await serveThread(probeCalls, handlers);
