/** An item is compared with so many at its height. With 30, the order of 219 real pages is the same. */
const mostCompared = 64;

/**
 * Of items that are looked up by their heights, the one of the lowest cost, and of equal ones the first. Where very many stand at
 * one height, only the nearest ones are compared, so that a page takes about the same time for each of its words.
 *
 * @returns a function of a height, how far above and below it an item may be, and the cost of an item; Infinity: none
 */
export function createFindBest<Item>(items: readonly Item[], heightOf: (item: Item) => number) {
  const all = Float64Array.from(items, heightOf);
  const order = Uint32Array.from(items.keys()).sort((a, b) => (all[a] ?? 0) - (all[b] ?? 0));
  const sorted = Array.from(order, (index) => items[index]);
  const heights = all.toSorted();
  return (height: number, reach: number, costOf: (item: Item) => number): Item | undefined => {
    let below = firstFrom(heights, height);
    let above = below - 1;
    let [best, bestCost] = [-1, Infinity];
    for (let compared = 0; compared < mostCompared; compared += 1) {
      const up = height - (heights[above] ?? -Infinity);
      const down = (heights[below] ?? Infinity) - height;
      if (Math.min(up, down) > reach) break;
      const at = up < down ? above-- : below++;
      const item = sorted[at];
      if (item === undefined) break;
      const cost = costOf(item);
      const isFirst = cost === bestCost && best >= 0 && (order[at] ?? 0) < (order[best] ?? 0);
      if (cost < bestCost || isFirst) [best, bestCost] = [at, cost];
    }
    return sorted[best];
  };
}

/** Where the first of sorted values is that is not less than another. */
export function firstFrom(values: Float64Array, least: number): number {
  let [first, end] = [0, values.length];
  while (first < end) {
    const middle = (first + end) >> 1;
    if ((values[middle] ?? 0) < least) first = middle + 1;
    else end = middle;
  }
  return first;
}

/** Chains of items of which each is the next of the one before, and that one its previous. */
export function chained<Item>(
  items: readonly Item[],
  next: ReadonlyMap<Item, Item | undefined>,
  previous: ReadonlyMap<Item, Item | undefined>,
): Item[][] {
  return items.flatMap((start) => {
    const before = previous.get(start);
    if (before !== undefined && next.get(before) === start) return [];
    const chain: Item[] = [];
    for (let at: Item | undefined = start; at !== undefined;) {
      chain.push(at);
      const after: Item | undefined = next.get(at);
      at = after !== undefined && previous.get(after) === at ? after : undefined;
    }
    return [chain];
  });
}
