import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../shared/contract/contract.ts';
import type { WatchedFolder } from '../../shared/contract/library.ts';

export interface WatchedFoldersState {
  readonly isOpen: boolean;
  /** Sorted by path. */
  readonly folders: readonly WatchedFolder[];
  readonly open: () => Promise<void>;
  readonly close: () => void;
  readonly refresh: () => Promise<void>;
  /** Watches a folder; one that is already watched is scanned again. */
  readonly watch: (path: string) => Promise<void>;
  readonly unwatch: (path: string) => Promise<void>;
}

type WatchingCalls = Pick<Contract, 'listWatchedFolders' | 'watchFolder' | 'unwatchFolder'>;

/** Folders whose new photos are imported automatically, and whether their list is open. */
export function createWatchedFolders(house: WatchingCalls): StoreApi<WatchedFoldersState> {
  // Closing the list cancels an opening that still waits for its folders.
  let opening = 0;

  return createStore<WatchedFoldersState>((set, get) => ({
    isOpen: false,
    folders: [],
    open: async () => {
      const number = ++opening;
      await get().refresh();
      if (number === opening) set({ isOpen: true });
    },
    close: () => {
      opening += 1;
      set({ isOpen: false });
    },
    refresh: async () => {
      set({ folders: await house.listWatchedFolders({}) });
    },
    watch: async (path) => {
      set({ folders: await house.watchFolder({ path }) });
    },
    unwatch: async (path) => {
      set({ folders: await house.unwatchFolder({ path }) });
    },
  }));
}
