import { filtersOf, queryPieces } from '../../shared/queryFilters.ts';

export function hasFilter(query: string, filter: string): boolean {
  return filtersOf(query).some(({ text }) => text === filter);
}

/** Appends a filter to the query, or removes it if the query already contains it. */
export function toggleFilter(query: string, filter: string): string {
  if (!hasFilter(query, filter)) return `${query.trim()} ${filter}`.trim();
  const pieces = Array.from(queryPieces(query), ({ text }) => text);
  return pieces.filter((text) => text !== filter).join(' ');
}

/** The query with words in quotes, which are searched as they are typed. */
export function searchAsTyped(query: string, respelled: readonly { readonly typed: string }[]): string {
  const typed = new Set(respelled.map((word) => word.typed));
  return query.replace(/"[^"]*"?|[^\s()"]+/gu, (piece) => (typed.has(piece) ? `"${piece}"` : piece));
}
