/** At most so many items, spread evenly over all of them, in their order. */
export function evenly<Item>(items: readonly Item[], most: number): Item[] {
  const stride = Math.max(1, items.length / most);
  return items.filter((_, index) => Math.floor(index / stride) !== Math.floor((index - 1) / stride));
}
