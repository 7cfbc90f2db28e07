import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../shared/contract/contract.ts';
import type { WatchedFolder } from '../../shared/contract/watchedFolder.ts';

export interface WatchedFoldersState {
  readonly isOpen: boolean;
  /** By path. */
  readonly folders: readonly WatchedFolder[];
  readonly open: () => Promise<void>;
  readonly close: () => void;
  readonly refresh: () => Promise<void>;
  /** Looks through it once more where it is watched already. */
  readonly watch: (path: string) => Promise<void>;
  readonly unwatch: (path: string) => Promise<void>;
}

type WatchingCalls = Pick<Contract, 'listWatchedFolders' | 'watchFolder' | 'unwatchFolder'>;

/** Folders whose new photos come in by themselves, and whether they are being looked at. */
export function createWatchedFolders(house: WatchingCalls): StoreApi<WatchedFoldersState> {
  // Closing it stops an opening that still waits for its folders.
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
