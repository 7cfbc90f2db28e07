/** Entry file of the thread that draws pools. */
import { workerData } from 'node:worker_threads';
import { createRandom } from '../../../shared/random.ts';
import { trusted } from '../../rpc/calls.ts';
import { serveThread } from '../../rpc/thread.ts';
import { poolCalls, type PoolWorkerOptions } from './poolStream.ts';
import { drawPool } from './wordPools.ts';

const options = trusted<PoolWorkerOptions>().parse(workerData);

await serveThread(poolCalls, {
  draw({ number, shares }) {
    const random = createRandom(options.seed).fork(`pool ${number}`);
    return Promise.resolve(drawPool({ ...options, shares }, random));
  },
});
