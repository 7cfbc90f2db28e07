/** Filters in a query, such as `folder:"a b"` and `-date:2024`; an unclosed quote runs to the end. */
const filterPattern = /-?(?:folder|date|labell?ed|confidence|album|tag|is):(?:"[^"]*"?|\S*)/giu;

/** The filters in a query, exactly as written. */
export function filtersOf(query: string): string[] {
  return query.match(filterPattern) ?? [];
}

export function hasFilter(query: string, filter: string): boolean {
  return filtersOf(query).includes(filter);
}

/** Appends a filter to the query, or removes it if the query already contains it. */
export function toggleFilter(query: string, filter: string): string {
  if (!hasFilter(query, filter)) return `${query.trim()} ${filter}`.trim();
  return query
    .replace(filterPattern, (found) => (found === filter ? '' : found))
    .replace(/\s+/gu, ' ')
    .trim();
}

/** The query with words in quotes, which are searched as they are typed. */
export function searchAsTyped(query: string, respelled: readonly { readonly typed: string }[]): string {
  const typed = new Set(respelled.map((word) => word.typed));
  return query.replace(/"[^"]*"?|[^\s()"]+/gu, (piece) => (typed.has(piece) ? `"${piece}"` : piece));
}
