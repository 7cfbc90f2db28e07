/** The entry of the process or thread that tries an engine for `listEngines`. */
import { isMainThread } from 'node:worker_threads';
import type { CallHandlers, CallsOf } from '../../rpc/calls.ts';
import { callerPort } from '../../rpc/process.ts';
import { serve } from '../../rpc/server.ts';
import { serveThread } from '../../rpc/thread.ts';
import { probeCalls } from './listEngines.ts';
import { measureTraining } from './measureTraining.ts';
import { startEngine } from './startEngine.ts';

const handlers: CallHandlers<CallsOf<typeof probeCalls>> = {
  async probe({ name, seconds }, { onProgress }) {
    const started = await startEngine(name);
    // A software driver of a GPU takes minutes for a step.
    if (seconds === 0 || started.problem !== undefined) return started;
    return {
      ...started,
      wordsPerSecond: await measureTraining(name, seconds, {
        onFirstSteps: () => {
          onProgress(null);
        },
      }),
    };
  },
};

if (isMainThread) await serve(callerPort(), probeCalls, handlers);
else await serveThread(probeCalls, handlers);
