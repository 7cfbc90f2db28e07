import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CallResult, Contract } from '../../shared/contract/contract.ts';
import type { Answers } from '../host/answers.ts';

export interface WatchedFoldersState {
  readonly isOpen: boolean;
  /** Opens the list once its folders are there, unless it is closed before. */
  readonly open: () => Promise<void>;
  readonly close: () => void;
  /** Watches a folder; one that is already watched is scanned again. */
  readonly watch: (path: string, onlyWriting?: boolean) => Promise<void>;
  readonly unwatch: (path: string) => Promise<void>;
}

/** Folders whose new photos are imported automatically, and whether their list is open. */
export function createWatchedFolders(
  host: Pick<Contract, 'watchFolder' | 'unwatchFolder'>,
  { load, put }: Pick<Answers, 'load' | 'put'>,
): StoreApi<WatchedFoldersState> {
  let opening = 0;
  const show = (folders: CallResult<'listWatchedFolders'>) => {
    put('listWatchedFolders', {}, () => folders);
  };

  return createStore<WatchedFoldersState>((set) => ({
    isOpen: false,
    open: async () => {
      const number = ++opening;
      await load('listWatchedFolders', {});
      if (number === opening) set({ isOpen: true });
    },
    close: () => {
      opening += 1;
      set({ isOpen: false });
    },
    watch: async (path, onlyWriting) => {
      show(await host.watchFolder({ path, ...(onlyWriting !== undefined && { onlyWriting }) }));
    },
    unwatch: async (path) => {
      show(await host.unwatchFolder({ path }));
    },
  }));
}
