import { parentPort, workerData } from 'node:worker_threads';
import { createRandom } from '../../../shared/random.ts';
import { drawPool, type PoolOptions } from './wordPools.ts';

/** Draws pools beside the training, one ahead of it. */
export interface PoolRequest {
  readonly number: number;
  readonly shares: readonly number[];
}

export type PoolWorkerOptions = Omit<PoolOptions, 'shares'> & { readonly seed: number };

// Started by poolStream.ts with exactly these options: our own process on both ends.
const options = workerData as PoolWorkerOptions;

parentPort?.on('message', ({ number, shares }: PoolRequest) => {
  const random = createRandom(options.seed).fork(`pool ${number}`);
  parentPort?.postMessage(drawPool({ ...options, shares }, random));
});
