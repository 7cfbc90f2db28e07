import type { Contract } from '../../shared/contract/contract.ts';
import { searchTerms } from '../../shared/text.ts';

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

/** Number of photos to take words from, and number of words to offer. */
const photoLimit = 6;
const wordLimit = 8;
/** Readings below this confidence are more often wrong than right, so they are not offered. */
const leastConfidence = 0.4;

/**
 * Words from the library, as examples for a search: the most confident readings of 4 to 12 letters, taken from several
 * photos in turn so that they do not all come from one crowded board.
 */
export async function exampleWords(host: Pick<Contract, 'listPhotos' | 'getPhoto'>): Promise<string[]> {
  const { photos } = await host.listPhotos({ offset: 0, limit: photoLimit, status: 'read' });
  const perPhoto = await Promise.all(
    photos.map(async ({ id }) => {
      const { words } = await host.getPhoto({ photo: id });
      return words
        .filter(({ confidence, text }) => confidence >= leastConfidence && /^\p{L}{4,12}$/u.test(text))
        .sort((a, b) => b.confidence - a.confidence)
        .flatMap(({ text }) => searchTerms(text));
    }),
  );
  const chosen = new Set<string>();
  const longest = Math.max(0, ...perPhoto.map((words) => words.length));
  for (let round = 0; round < longest; round += 1) {
    for (const words of perPhoto) {
      const word = words[round];
      if (word !== undefined && chosen.size < wordLimit) chosen.add(word);
    }
  }
  return [...chosen];
}
