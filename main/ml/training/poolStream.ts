import { callTable, trusted, withoutProgress } from '../../rpc/calls.ts';
import { entryBeside, startThread } from '../../rpc/thread.ts';
import type { LabelledInk } from './wordBank.ts';
import type { PoolOptions } from './wordPools.ts';

export type PoolWorkerOptions = Omit<PoolOptions, 'shares'> & { readonly seed: number };

export const poolCalls = callTable({
  draw: withoutProgress({
    args: trusted<{ readonly number: number; readonly shares: readonly number[] }>(),
    result: trusted<readonly LabelledInk[]>(),
  }),
});

/** Pools of training words, drawn by a thread, one pool in advance. */
export type PoolStream = ReturnType<typeof openPoolStream>;

/** @param sharesOf the share of each source in a pool */
export function openPoolStream(options: PoolWorkerOptions, sharesOf: (pool: number) => readonly number[]) {
  const thread = startThread(entryBeside(import.meta, 'poolWorker'), poolCalls, { data: options });
  const pools = new Map<number, Promise<readonly LabelledInk[]>>();

  function request(number: number): Promise<readonly LabelledInk[]> {
    const known = pools.get(number);
    if (known !== undefined) return known;
    const drawn = thread.call('draw', { number, shares: sharesOf(number) });
    pools.set(number, drawn);
    return drawn;
  }

  return {
    /** Pool `number`; starts drawing the next one. The same number gives the same pool. */
    async pool(number: number): Promise<readonly LabelledInk[]> {
      for (const old of pools.keys()) if (old < number) pools.delete(old);
      const drawn = request(number);
      void request(number + 1).catch(() => undefined);
      return drawn;
    },
    close: (): Promise<void> => thread.close(),
  };
}
