import { setImmediate } from 'node:timers/promises';
import type { Serves } from '../../shared/contract/contract.ts';
import type { savedSearchCalls, SavedSearch } from '../../shared/contract/search.ts';
import { normalizeText } from '../../shared/text.ts';
import { listSavedSearches, removeSavedSearch, replaceSavedSearch } from '../store/library/savedSearches.ts';
import { answerOnce } from './answerQuery.ts';
import { countLikely } from './kernels/matches.ts';
import type { SharedParts } from '../store/library/sharedParts.ts';

/** Queries that are saved under a name. */
export function createSavedSearches({ db, lock, announce }: SharedParts<'require'>) {
  const countPhotos = (query: string): number => countLikely(answerOnce(db, query).matches);
  return {
    async listSavedSearches() {
      const counted: SavedSearch[] = [];
      for (const saved of listSavedSearches(db)) {
        counted.push({ ...saved, photos: countPhotos(saved.query) });
        // Other calls are answered between two searches.
        await setImmediate();
      }
      return counted;
    },
    saveSearch({ id, name, query }) {
      lock.require();
      const saved = replaceSavedSearch(db, { id, name: normalizeText(name), query: query.trim() });
      announce('savedSearchesChanged', {});
      return { ...saved, photos: countPhotos(saved.query) };
    },
    removeSavedSearch({ id }) {
      lock.require();
      removeSavedSearch(db, id);
      announce('savedSearchesChanged', {});
      return null;
    },
  } satisfies Serves<typeof savedSearchCalls>;
}
