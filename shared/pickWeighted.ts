import type { Random } from './random.ts';

/**
 * One of the items, each as likely as its weight says beside the others'; undefined where there is none.
 *
 * @param weightOf 0 or more
 */
export function pickWeighted<Item>(
  items: readonly Item[],
  weightOf: (item: Item) => number,
  random: Random,
): Item | undefined {
  let left = random.next() * items.reduce((sum, item) => sum + weightOf(item), 0);
  for (const item of items) {
    left -= weightOf(item);
    if (left < 0) return item;
  }
  return items.at(-1);
}
