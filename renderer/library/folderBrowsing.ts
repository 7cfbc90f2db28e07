import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract, FolderListing } from '../../shared/contract/contract.ts';
import { failureOf, type Failure } from '../../shared/result.ts';

export interface FolderBrowsingState {
  readonly listing: FolderListing | null;
  readonly error: Failure | null;
  /** Place of the highlighted entry in `listing.entries`. */
  readonly cursor: number;
  /** Paths chosen one by one; with none, it is the folder itself. */
  readonly marked: ReadonlySet<string>;
  readonly open: (path: string) => Promise<void>;
  /** To the folder above, highlighting the one that it came from. */
  readonly up: () => Promise<void>;
  readonly moveTo: (cursor: number) => void;
  readonly toggleMark: (path: string) => void;
}

/**
 * A walk through the folders of the machine, for doors that have no dialog of their own.
 *
 * @param what `photos` to mark as many as one likes; `files` for one of any kind
 */
export function createFolderBrowsing(
  house: Pick<Contract, 'listFolder'>,
  what: 'photos' | 'files' = 'photos',
): StoreApi<FolderBrowsingState> {
  let newest = 0;

  return createStore<FolderBrowsingState>((set, get) => ({
    listing: null,
    error: null,
    cursor: 0,
    marked: new Set(),
    open: async (path) => {
      const number = ++newest;
      try {
        const listing = await house.listFolder({ path, what });
        if (number === newest) set({ listing, error: null, cursor: 0, marked: new Set() });
      } catch (thrown) {
        if (number === newest) set({ error: failureOf(thrown) });
      }
    },
    up: async () => {
      const { listing, open } = get();
      const parent = listing?.parent ?? null;
      if (listing === null || parent === null) return;
      await open(parent);
      const index = get().listing?.entries.findIndex(({ path }) => path === listing.path) ?? -1;
      if (index >= 0) set({ cursor: index });
    },
    moveTo: (cursor) => {
      const last = Math.max(0, (get().listing?.entries.length ?? 0) - 1);
      set({ cursor: Math.min(Math.max(cursor, 0), last) });
    },
    toggleMark: (path) => {
      const marked = new Set(get().marked);
      const wasMarked = marked.delete(path);
      if (what === 'files') marked.clear();
      if (!wasMarked) marked.add(path);
      set({ marked });
    },
  }));
}

/** What the button imports: what was marked, otherwise the folder on screen. */
export function chosenPaths({ listing, marked }: FolderBrowsingState): string[] {
  if (marked.size > 0) return [...marked];
  return listing === null ? [] : [listing.path];
}
