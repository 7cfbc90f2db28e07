import type { Element } from '../markup/elements.ts';

/**
 * Rank of elements in the first ordered group of ALTO 4.3's `ReadingOrder`, which lists blocks, lines and strings. An
 * unlisted element gets the lowest rank of the elements inside it.
 */
export type Rank = (element: Element) => number;

export function rankOf(readingOrder: Element | undefined): Rank {
  const ranks = new Map<string, number>();
  const group = readingOrder === undefined ? undefined : firstOrdered(readingOrder);
  for (const id of group === undefined ? [] : references(group)) {
    if (!ranks.has(id)) ranks.set(id, ranks.size);
  }
  const rank: Rank = (element) => {
    const own = ranks.get(element.attributes.get('ID') ?? '');
    return own ?? element.children.reduce((least, child) => Math.min(least, rank(child)), Infinity);
  };
  return ranks.size === 0 ? () => 0 : rank;
}

/** The elements sorted by rank. Elements without a rank follow in document order. */
export function ranked(elements: readonly Element[], rank: Rank): Element[] {
  return elements
    .map((element) => ({ element, place: rank(element) }))
    .sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0))
    .map(({ element }) => element);
}

function firstOrdered(group: Element): Element | undefined {
  if (group.name === 'OrderedGroup') return group;
  for (const child of group.children) {
    const found = firstOrdered(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

function references(group: Element): string[] {
  const own = (group.attributes.get('REF') ?? '').split(/\s+/u).filter((id) => id !== '');
  return [...own, ...group.children.flatMap(references)];
}
