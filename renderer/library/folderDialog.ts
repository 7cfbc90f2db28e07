import { createStore, type StoreApi } from 'zustand/vanilla';

export interface FolderDialogState {
  /** The folder that the dialog opens first; null while it is closed. */
  readonly start: string | null;
  readonly open: (start: string) => void;
  readonly close: () => void;
}

/** Whether the folder dialog is open. It is a store because photos that arrive meanwhile replace the screen below. */
export function createFolderDialogStore(): StoreApi<FolderDialogState> {
  return createStore<FolderDialogState>((set) => ({
    start: null,
    open: (start) => {
      set({ start });
    },
    close: () => {
      set({ start: null });
    },
  }));
}
