import type { Contract } from '../../shared/contract/contract.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { failureOf, type Failure } from '../../shared/result.ts';
import { mostUnsearched, type OverlookedHit, type OverlookedResult } from '../../shared/contract/search.ts';
import { storeOf, type StateOf } from '../state/storeOf.ts';

/** Photos searched for one press of the button: about two minutes. */
const photosAtOnce = 200;

export type OverlookedState = StateOf<typeof createOverlookedStore>;

const nothing = {
  isSearching: false,
  /** Photos searched so far, by this press of the button and earlier ones. */
  searched: 0,
  /** Value of `searched` when this press of the button is done; null before it is known. */
  goal: null as number | null,
  /** Number of photos that can be searched in all. */
  total: 0,
  /** The photos with matches, in the order in which they were found. */
  results: [] as readonly OverlookedResult[],
  /** Number of photos that could not be read. */
  failed: 0,
  error: null as Failure | null,
};

/** Searches photos again, one after the other, for words that the detector overlooked. */
export function createOverlookedStore(host: Pick<Contract, 'listUnsearched' | 'searchOverlooked'>) {
  let searched = new Set<PhotoId>();
  // Each press of the button gets a number; late answers to an earlier press are dropped.
  let newest = 0;

  const { set, get, withActions } = storeOf({
    /** The query whose words are searched for. */
    query: '',
    ...nothing,
  });
  /** Searches one photo, and tries once more if the connection was lost: that is not the photo's fault. */
  async function ask(query: string, photo: PhotoId, number: number): Promise<OverlookedResult> {
    try {
      return await host.searchOverlooked({ query, photo });
    } catch (thrown) {
      if (number !== newest || !isConnectionLost(thrown)) throw thrown;
      return host.searchOverlooked({ query, photo });
    }
  }

  /** @throws InkdexError `connection-lost` */
  async function searchIn(query: string, photo: PhotoId, number: number): Promise<void> {
    let found: OverlookedResult | null = null;
    try {
      found = await ask(query, photo, number);
    } catch (thrown) {
      if (isConnectionLost(thrown)) throw thrown;
      if (number === newest) set({ failed: get().failed + 1 });
    }
    if (number !== newest) return;
    searched.add(photo);
    set({ searched: searched.size });
    if (found !== null && found.hits.length > 0) set({ results: [...get().results, found] });
  }

  return withActions({
    /** Searches the next photos for words of a query; a different query starts from the beginning. */
    search: async (query: string) => {
      newest += 1;
      const number = newest;
      if (query !== get().query) {
        searched = new Set();
        set({ query, ...nothing });
      }
      set({ isSearching: true, error: null });
      try {
        const { photos, total } = await host.listUnsearched({ query, limit: mostUnsearched });
        if (number !== newest) return;
        const next = photos.filter((photo) => !searched.has(photo)).slice(0, photosAtOnce);
        set({ total: Math.max(total, searched.size), goal: searched.size + next.length });
        for (const photo of next) {
          if (number === newest) await searchIn(query, photo, number);
        }
      } catch (thrown) {
        if (number === newest) set({ error: failureOf(thrown) });
      }
      if (number === newest) set({ isSearching: false });
    },
    stop: () => {
      newest += 1;
      // Before the host has said how many photos there are, there is no progress to keep.
      set({ isSearching: false, goal: get().goal === null ? null : searched.size });
    },
    /** Removes a hit from the list, because it was rejected or has become a label. */
    dismiss: (photo: PhotoId, hit: OverlookedHit) => {
      const results = get().results.map((result) =>
        result.photo.id === photo
          ? { ...result, hits: result.hits.filter((other) => other !== hit) }
          : result,
      );
      set({ results: results.filter(({ hits }) => hits.length > 0) });
    },
  });
}

function isConnectionLost(thrown: unknown): boolean {
  return failureOf(thrown).code === 'connection-lost';
}
