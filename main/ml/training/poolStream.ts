import { once } from 'node:events';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PoolRequest, PoolWorkerOptions } from './poolWorker.ts';
import type { LabelledInk } from './wordBank.ts';

export interface PoolStream {
  /** Pool `number`; the next one is begun meanwhile. The same number gives the same pool. */
  pool(number: number): Promise<readonly LabelledInk[]>;
  close(): Promise<void>;
}

// As it is called when run from the sources and when the app is bundled.
const entry = join(import.meta.dirname, `poolWorker${extname(import.meta.filename)}`);

/** @param sharesOf the mixture that a pool is drawn with */
export function openPoolStream(
  options: PoolWorkerOptions,
  sharesOf: (pool: number) => readonly number[],
): PoolStream {
  const worker = new Worker(entry, { workerData: options });
  const pools = new Map<number, Promise<readonly LabelledInk[]>>();
  let last: Promise<unknown> = Promise.resolve();

  function request(number: number): Promise<readonly LabelledInk[]> {
    const known = pools.get(number);
    if (known !== undefined) return known;
    // One at a time: answers carry no number.
    const drawn = last.then(async () => {
      worker.postMessage({ number, shares: sharesOf(number) } satisfies PoolRequest);
      const [samples] = (await once(worker, 'message')) as [readonly LabelledInk[]];
      return samples;
    });
    last = drawn;
    pools.set(number, drawn);
    return drawn;
  }

  return {
    async pool(number) {
      for (const old of pools.keys()) if (old < number) pools.delete(old);
      const drawn = request(number);
      void request(number + 1).catch(() => undefined);
      return drawn;
    },
    async close() {
      await worker.terminate();
    },
  };
}
