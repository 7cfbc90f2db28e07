/** Where the thread starts that looks for damage in a database: seconds of work in a great library. */
import { parentPort, workerData } from 'node:worker_threads';
import { damageOf } from './damage.ts';

// Started with exactly this: our own process on both ends.
parentPort?.postMessage(damageOf(workerData as string, false));
