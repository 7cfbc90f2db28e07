import { setImmediate } from 'node:timers/promises';

/**
 * Works through items in batches, in order, and lets the event loop run between batches. If a batch fails, the batches
 * before it stay done.
 *
 * @param size of a batch; it should take a fraction of a second
 */
export async function inBatches<Item>(
  items: readonly Item[],
  size: number,
  work: (some: readonly Item[]) => Promise<void> | void,
): Promise<void> {
  for (let start = 0; start < items.length; start += size) {
    await work(items.slice(start, start + size));
    await setImmediate();
  }
}
