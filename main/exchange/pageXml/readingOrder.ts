import { childOf, childrenOf, type Element } from '../markup/elements.ts';
import { customField, parseCustom } from './custom.ts';

/** A page's text regions in its ReadingOrder; regions that it leaves out follow in document order. */
export function inReadingOrder(page: Element): Element[] {
  const ranks = new Map<string, number>();
  const order = childOf(page, 'ReadingOrder');
  for (const id of order === undefined ? [] : references(order)) {
    if (!ranks.has(id)) ranks.set(id, ranks.size);
  }
  const rank = (region: Element): number => ranks.get(region.attributes.get('id') ?? '') ?? ranks.size;
  return textRegions(page).sort((a, b) => rank(a) - rank(b));
}

/** A region's lines by their `index`, or by Transkribus' `readingOrder {index:...;}`, if every line has one. */
export function linesInOrder(region: Element): Element[] {
  const lines = childrenOf(region, 'TextLine').map((line) => ({ line, index: indexOfLine(line) }));
  if (lines.some(({ index }) => Number.isNaN(index))) return lines.map(({ line }) => line);
  return lines.sort((a, b) => a.index - b.index).map(({ line }) => line);
}

function indexOfLine({ attributes }: Element): number {
  const groups = parseCustom(attributes.get('custom') ?? '');
  return Number(attributes.get('index') ?? customField(groups, 'readingOrder', 'index') ?? NaN);
}

/** Regions may contain regions: in tables, and drop capitals in paragraphs. */
function textRegions(parent: Element): Element[] {
  return parent.children
    .filter(({ name }) => name.endsWith('Region'))
    .flatMap((region) => [...(region.name === 'TextRegion' ? [region] : []), ...textRegions(region)]);
}

/** Ids of regions in all groups: ordered groups by `index`, unordered ones in document order. */
function references(group: Element): string[] {
  const members = group.children.map((member) => ({
    member,
    index: Number(member.attributes.get('index') ?? NaN),
  }));
  const isOrdered = members.every(({ index }) => !Number.isNaN(index));
  if (isOrdered) members.sort((a, b) => a.index - b.index);
  return members.flatMap(({ member }) => {
    const id = member.attributes.get('regionRef');
    return [...(id === undefined ? [] : [id]), ...references(member)];
  });
}
