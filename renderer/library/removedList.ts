import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../shared/contract/contract.ts';
import type { PhotoId, RemovedPhoto } from '../../shared/contract/photo.ts';

/** Nobody reads a longer list. "Restore all" and "Delete all" include the photos beyond it. */
const mostShown = 500;

export interface RemovedListState {
  readonly isOpen: boolean;
  readonly total: number;
  /** The latest first. */
  readonly photos: readonly RemovedPhoto[];
  readonly open: () => Promise<void>;
  readonly close: () => void;
  /** Reloads the list if it is open. */
  readonly refresh: () => Promise<void>;
  /** Restores photos; null means all of them. */
  readonly putBack: (
    photos: readonly PhotoId[] | null,
  ) => Promise<{ readonly back: number; readonly left: number }>;
  readonly forget: (photos: readonly PhotoId[] | null) => Promise<number>;
}

type RemovedCalls = Pick<Contract, 'listRemoved' | 'putBackPhotos' | 'forgetRemoved'>;

/** Photos that were removed from the library and can be restored. */
export function createRemovedList(house: RemovedCalls): StoreApi<RemovedListState> {
  // Closing the list cancels an opening that still waits for its photos.
  let opening = 0;

  return createStore<RemovedListState>((set, get) => {
    async function load(): Promise<void> {
      set(await house.listRemoved({ offset: 0, limit: mostShown }));
    }
    const asked = (photos: readonly PhotoId[] | null): PhotoId[] | null => photos && [...photos];
    return {
      isOpen: false,
      total: 0,
      photos: [],
      open: async () => {
        const number = ++opening;
        await load();
        if (number === opening) set({ isOpen: true });
      },
      close: () => {
        opening += 1;
        set({ isOpen: false });
      },
      refresh: async () => {
        if (get().isOpen) await load();
      },
      putBack: async (photos) => {
        const told = await house.putBackPhotos({ photos: asked(photos) });
        await get().refresh();
        return told;
      },
      forget: async (photos) => {
        const forgotten = await house.forgetRemoved({ photos: asked(photos) });
        await get().refresh();
        return forgotten;
      },
    };
  });
}
