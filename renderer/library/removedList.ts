import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../shared/contract/contract.ts';
import type { PhotoId, RemovedPhoto } from '../../shared/contract/photo.ts';

/** More than a list that a person reads through; what is beyond is put back or forgotten with all. */
const mostShown = 500;

export interface RemovedListState {
  readonly isOpen: boolean;
  readonly total: number;
  /** The latest first. */
  readonly photos: readonly RemovedPhoto[];
  readonly open: () => Promise<void>;
  readonly close: () => void;
  /** Asks again for what is shown, where it is. */
  readonly refresh: () => Promise<void>;
  /** null: all. */
  readonly putBack: (
    photos: readonly PhotoId[] | null,
  ) => Promise<{ readonly back: number; readonly left: number }>;
  readonly forget: (photos: readonly PhotoId[] | null) => Promise<number>;
}

type RemovedCalls = Pick<Contract, 'listRemoved' | 'putBackPhotos' | 'forgetRemoved'>;

/** Photos that were taken out of the library and can be put back. */
export function createRemovedList(house: RemovedCalls): StoreApi<RemovedListState> {
  // Closing it stops an opening that still waits for its photos.
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
