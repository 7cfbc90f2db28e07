/** Filters as they stand in a query: `folder:"a b"`, `-date:2024`; a quote that is open runs to the end. */
const filterPattern = /-?(?:folder|date|labell?ed|confidence):(?:"[^"]*"?|\S*)/giu;

/** The filters in a query, as they are written there. */
export function filtersOf(query: string): string[] {
  return query.match(filterPattern) ?? [];
}

export function hasFilter(query: string, filter: string): boolean {
  return filtersOf(query).includes(filter);
}

/** The query with a filter put behind it, or taken out where it stands in it. */
export function toggleFilter(query: string, filter: string): string {
  if (!hasFilter(query, filter)) return `${query.trim()} ${filter}`.trim();
  return query
    .replace(filterPattern, (found) => (found === filter ? '' : found))
    .replace(/\s+/gu, ' ')
    .trim();
}
