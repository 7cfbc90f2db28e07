import type { Completion, SavedSearch } from '../../shared/contract/search.ts';

/** What the search field suggests. */
export interface Suggestion {
  readonly kind: 'recent' | 'saved' | 'completion' | 'example';
  readonly query: string;
  /** The name of a saved search; otherwise the query. */
  readonly name: string;
  /** Number of likely results; null if it is not known. */
  readonly photos: number | null;
}

interface Sources {
  /** The last first. */
  readonly recent: readonly string[];
  readonly saved: readonly SavedSearch[];
  readonly completions: readonly Completion[];
  /** Words of the library. */
  readonly examples: readonly string[];
}

/** The most recent and the most saved searches beside completions. */
const mostBeside = 3;

/**
 * Suggestions for a query: recent searches that begin with it, saved ones that contain it, completions of its last word.
 * For an empty query, all recent and saved searches; where there are none, examples. The query itself is not suggested.
 */
export function suggestionsFor(
  query: string,
  { recent, saved, completions, examples }: Sources,
): Suggestion[] {
  const typed = query.trim().toLowerCase();
  const most = typed === '' ? Infinity : mostBeside;
  const isOther = (text: string) => text.toLowerCase() !== typed;
  const found: Suggestion[] = [
    ...recent
      .filter((text) => text.toLowerCase().startsWith(typed) && isOther(text))
      .slice(0, most)
      .map((text) => ({ kind: 'recent' as const, query: text, name: text, photos: null })),
    ...saved
      .filter((each) => `${each.name}\n${each.query}`.toLowerCase().includes(typed) && isOther(each.query))
      .slice(0, most)
      .map((each) => ({ kind: 'saved' as const, query: each.query, name: each.name, photos: each.photos })),
    ...completions.map((each) => ({
      kind: 'completion' as const,
      query: each.query,
      name: each.query,
      photos: each.photos,
    })),
  ];
  if (found.length === 0 && typed === '') {
    return examples.map((word) => ({ kind: 'example', query: word, name: word, photos: null }));
  }
  const queries = found.map((each) => each.query);
  return found.filter((each, index) => queries.indexOf(each.query) === index);
}
