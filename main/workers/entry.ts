/** The entry of every worker process: `entry.ts reader` or `entry.ts trainer`. */
import { flushCompileCache } from 'node:module';
import { z } from 'zod';
import { serve, type CallerPort } from '../rpc/server.ts';
import { workerCalls } from './calls.ts';

// Ctrl-C in a terminal goes to every process of the group. The parent handles it: it stops the work here, with a
// checkpoint, and this process ends when the parent ends.
process.on('SIGINT', () => undefined);

/** Electron's `process.parentPort`, which Node's types do not have. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
}

function isParentPort(value: unknown): value is ParentPort {
  return typeof value === 'object' && value !== null && 'postMessage' in value;
}

/** The connection to the parent: Electron's port in a utility process, Node's channel in a forked one. */
function parentPort(): CallerPort {
  const port: unknown = Reflect.get(process, 'parentPort');
  if (isParentPort(port)) {
    return {
      send(message) {
        port.postMessage(message);
      },
      onMessage(listener) {
        port.on('message', ({ data }) => {
          listener(data);
        });
      },
    };
  }
  process.on('disconnect', () => process.exit(0));
  return {
    send(message) {
      // If the parent has ended, nobody waits for the answer.
      process.send?.(message, undefined, undefined, () => undefined);
    },
    onMessage(listener) {
      process.on('message', listener);
    },
  };
}

// Each kind loads only its own libraries: a reader does not need TensorFlow.js.
switch (z.enum(['reader', 'trainer']).parse(process.argv[2])) {
  case 'reader': {
    const { readerHandlers } = await import('./reader/handlers.ts');
    await serve(parentPort(), workerCalls.reader, readerHandlers());
    break;
  }
  case 'trainer': {
    const { trainerHandlers } = await import('./trainer/handlers.ts');
    await serve(parentPort(), workerCalls.trainer, trainerHandlers());
  }
}
// Node writes the compile cache when a process ends by itself; a worker is killed.
flushCompileCache();
