import { z } from 'zod';
import { storeOf } from './storeOf.ts';

const mostKept = 8;

const storageKey = 'inkdex.recentSearches';
const storedSchema = z.array(z.string()).max(mostKept).catch([]);

/**
 * The queries that the person searched last. The window keeps them, as it keeps the view of the results: a search should
 * not change the library, and works in a read-only one.
 */
export function createRecentSearches(storage: Pick<Storage, 'getItem' | 'setItem'>) {
  const { set, get, withActions } = storeOf({
    /** The last first. */
    queries: stored(storage.getItem(storageKey)),
  });
  const keep = (queries: readonly string[]) => {
    set({ queries });
    storage.setItem(storageKey, JSON.stringify(queries));
  };
  return withActions({
    add: (text: string) => {
      const query = text.trim();
      const others = get().queries.filter((each) => each !== query);
      if (query !== '') keep([query, ...others].slice(0, mostKept));
    },
    remove: (query: string) => {
      keep(get().queries.filter((each) => each !== query));
    },
  });
}

function stored(text: string | null): readonly string[] {
  try {
    return storedSchema.parse(JSON.parse(text ?? '[]'));
  } catch {
    return [];
  }
}
