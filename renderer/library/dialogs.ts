import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CallResult, Contract } from '../../shared/contract/contract.ts';
import type { Answers } from '../host/answers.ts';
import { listDialog, type ListDialogState } from '../state/dialogStore.ts';

export interface WatchedFoldersState extends ListDialogState {
  /** Watches a folder; one that is already watched is scanned again. */
  readonly watch: (path: string, onlyWriting?: boolean) => Promise<void>;
  readonly unwatch: (path: string) => Promise<void>;
}

/** Folders whose new photos are imported automatically, and whether their list is open. */
export function createWatchedFolders(
  host: Pick<Contract, 'watchFolder' | 'unwatchFolder'>,
  { load, put }: Pick<Answers, 'load' | 'put'>,
): StoreApi<WatchedFoldersState> {
  const show = (folders: CallResult<'listWatchedFolders'>) => {
    put('listWatchedFolders', {}, () => folders);
  };

  return createStore<WatchedFoldersState>((set) => ({
    ...listDialog(set, () => load('listWatchedFolders', {})),
    watch: async (path, onlyWriting) => {
      show(await host.watchFolder({ path, ...(onlyWriting !== undefined && { onlyWriting }) }));
    },
    unwatch: async (path) => {
      show(await host.unwatchFolder({ path }));
    },
  }));
}
