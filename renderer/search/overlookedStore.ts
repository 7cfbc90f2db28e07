import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../shared/contract/contract.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { failureOf, type Failure } from '../../shared/result.ts';
import { mostUnsearched, type OverlookedHit, type OverlookedResult } from '../../shared/contract/search.ts';

/** Photos looked at for one press of the button: about two minutes. */
const photosAtOnce = 200;

export interface OverlookedState {
  /** What is looked for. */
  readonly query: string;
  readonly isLooking: boolean;
  /** Photos looked at by this press and those before it. */
  readonly looked: number;
  /** Photos to have looked at when this press is done; null before it is known. */
  readonly goal: number | null;
  /** Photos that come into question in all. */
  readonly total: number;
  /** In the order in which they were found. */
  readonly results: readonly OverlookedResult[];
  /** Photos that could not be read. */
  readonly failed: number;
  readonly error: Failure | null;
  /** Looks at the next photos for words of a query; another query begins anew. */
  readonly look: (query: string) => Promise<void>;
  readonly stop: () => void;
  /** Takes a hit off the list: it is none, or a label by now. */
  readonly dismiss: (photo: PhotoId, hit: OverlookedHit) => void;
}

const nothing = { isLooking: false, looked: 0, goal: null, total: 0, results: [], failed: 0, error: null };

/** Looks at photos once more, one after the other, for words that the reader passed over. */
export function createOverlookedStore(
  house: Pick<Contract, 'listUnsearched' | 'searchOverlooked'>,
): StoreApi<OverlookedState> {
  let looked = new Set<PhotoId>();
  // Each press takes a number: what an earlier one still brings is of no use.
  let newest = 0;

  return createStore<OverlookedState>((set, get) => {
    /** A photo is not to blame for a connection that broke off while it was looked at: it is asked about once more. */
    async function ask(query: string, photo: PhotoId, number: number): Promise<OverlookedResult> {
      try {
        return await house.searchOverlooked({ query, photo });
      } catch (thrown) {
        if (number !== newest || !isConnectionLost(thrown)) throw thrown;
        return house.searchOverlooked({ query, photo });
      }
    }

    /** @throws InkdexError `connection-lost` */
    async function lookAt(query: string, photo: PhotoId, number: number): Promise<void> {
      let found: OverlookedResult | null = null;
      try {
        found = await ask(query, photo, number);
      } catch (thrown) {
        if (isConnectionLost(thrown)) throw thrown;
        if (number === newest) set({ failed: get().failed + 1 });
      }
      if (number !== newest) return;
      looked.add(photo);
      set({ looked: looked.size });
      if (found !== null && found.hits.length > 0) set({ results: [...get().results, found] });
    }

    return {
      query: '',
      ...nothing,
      look: async (query) => {
        newest += 1;
        const number = newest;
        if (query !== get().query) {
          looked = new Set();
          set({ query, ...nothing });
        }
        set({ isLooking: true, error: null });
        try {
          const { photos, total } = await house.listUnsearched({ query, limit: mostUnsearched });
          if (number !== newest) return;
          const next = photos.filter((photo) => !looked.has(photo)).slice(0, photosAtOnce);
          set({ total: Math.max(total, looked.size), goal: looked.size + next.length });
          for (const photo of next) {
            if (number === newest) await lookAt(query, photo, number);
          }
        } catch (thrown) {
          if (number === newest) set({ error: failureOf(thrown) });
        }
        if (number === newest) set({ isLooking: false });
      },
      stop: () => {
        newest += 1;
        // Before the house has said how many there are, nothing can be said of having looked at them.
        set({ isLooking: false, goal: get().goal === null ? null : looked.size });
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
