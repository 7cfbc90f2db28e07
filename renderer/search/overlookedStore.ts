import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../shared/contract/contract.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { failureOf, type Failure } from '../../shared/result.ts';
import { mostUnsearched, type OverlookedHit, type OverlookedResult } from '../../shared/contract/search.ts';

/** Photos searched for one press of the button: about two minutes. */
const photosAtOnce = 200;

export interface OverlookedState {
  /** The query whose words are searched for. */
  readonly query: string;
  readonly isSearching: boolean;
  /** Photos searched so far, by this press of the button and earlier ones. */
  readonly searched: number;
  /** Value of `searched` when this press of the button is done; null before it is known. */
  readonly goal: number | null;
  /** Number of photos that can be searched in all. */
  readonly total: number;
  /** The photos with matches, in the order in which they were found. */
  readonly results: readonly OverlookedResult[];
  /** Number of photos that could not be read. */
  readonly failed: number;
  readonly error: Failure | null;
  /** Searches the next photos for words of a query; a different query starts from the beginning. */
  readonly search: (query: string) => Promise<void>;
  readonly stop: () => void;
  /** Removes a hit from the list, because it was rejected or has become a label. */
  readonly dismiss: (photo: PhotoId, hit: OverlookedHit) => void;
}

const nothing = {
  isSearching: false,
  searched: 0,
  goal: null,
  total: 0,
  results: [],
  failed: 0,
  error: null,
};

/** Searches photos again, one after the other, for words that the detector overlooked. */
export function createOverlookedStore(
  host: Pick<Contract, 'listUnsearched' | 'searchOverlooked'>,
): StoreApi<OverlookedState> {
  let searched = new Set<PhotoId>();
  // Each press of the button gets a number; late answers to an earlier press are dropped.
  let newest = 0;

  return createStore<OverlookedState>((set, get) => {
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

    return {
      query: '',
      ...nothing,
      search: async (query) => {
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
      dismiss: (photo, hit) => {
        const results = get().results.map((result) =>
          result.photo.id === photo
            ? { ...result, hits: result.hits.filter((other) => other !== hit) }
            : result,
        );
        set({ results: results.filter(({ hits }) => hits.length > 0) });
      },
    };
  });
}

function isConnectionLost(thrown: unknown): boolean {
  return failureOf(thrown).code === 'connection-lost';
}
