/** The first `count` indices by `order`, sorted, by a heap of the best so far. */
export function firstBy(
  places: readonly number[],
  count: number,
  order: (a: number, b: number) => number,
): number[] {
  if (count === 0 || count >= places.length / 4) return places.toSorted(order).slice(0, count);
  // The root is the worst of the kept ones.
  const heap = places.slice(0, count);
  const sink = (from: number): void => {
    for (let at = from; ;) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && order(heap[child], heap[worst]) > 0) worst = child;
      }
      if (worst === at) return;
      [heap[at], heap[worst]] = [heap[worst], heap[at]];
      at = worst;
    }
  };
  for (let at = count >> 1; at >= 0; at -= 1) sink(at);
  for (let at = count; at < places.length; at += 1) {
    const place = places[at];
    if (order(place, heap[0]) >= 0) continue;
    heap[0] = place;
    sink(0);
  }
  return heap.sort(order);
}
