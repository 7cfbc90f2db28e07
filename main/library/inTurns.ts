import { setImmediate } from 'node:timers/promises';

/**
 * Some items after others, in order; between them the windows are answered. What is done when one fails, stays done.
 *
 * @param atOnce how many make a fraction of a second's work
 */
export async function inTurns<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (some: readonly Item[]) => Promise<void> | void,
): Promise<void> {
  for (let start = 0; start < items.length; start += atOnce) {
    await work(items.slice(start, start + atOnce));
    await setImmediate();
  }
}
