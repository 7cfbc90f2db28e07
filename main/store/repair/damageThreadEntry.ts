/** The entry point of the thread that checks a database for damage, which takes seconds for a large library. */
import { parentPort, workerData } from 'node:worker_threads';
import { damageOf } from './damage.ts';

// Not parsed by a schema: both ends are our own process.
parentPort?.postMessage(damageOf(workerData as string, false));
