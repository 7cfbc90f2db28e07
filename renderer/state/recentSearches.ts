import { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';

const mostKept = 8;

export interface RecentSearches {
  /** The last first. */
  readonly queries: readonly string[];
  readonly add: (query: string) => void;
  readonly remove: (query: string) => void;
}

const storageKey = 'inkdex.recentSearches';
const storedSchema = z.array(z.string()).max(mostKept).catch([]);

/**
 * The queries that the person searched last. The window keeps them, as it keeps the view of the results: a search should
 * not change the library, and works in a read-only one.
 */
export function createRecentSearches(
  storage: Pick<Storage, 'getItem' | 'setItem'>,
): StoreApi<RecentSearches> {
  return createStore<RecentSearches>((set, get) => {
    const keep = (queries: readonly string[]) => {
      set({ queries });
      storage.setItem(storageKey, JSON.stringify(queries));
    };
    return {
      queries: stored(storage.getItem(storageKey)),
      add: (text) => {
        const query = text.trim();
        const others = get().queries.filter((each) => each !== query);
        if (query !== '') keep([query, ...others].slice(0, mostKept));
      },
      remove: (query) => {
        keep(get().queries.filter((each) => each !== query));
      },
    };
  });
}

function stored(text: string | null): readonly string[] {
  try {
    return storedSchema.parse(JSON.parse(text ?? '[]'));
  } catch {
    return [];
  }
}
