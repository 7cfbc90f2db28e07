import { createStore, type StoreApi } from 'zustand/vanilla';

export interface FolderDialogState {
  /** The folder that the dialog begins in; null while it is closed. */
  readonly start: string | null;
  readonly open: (start: string) => void;
  readonly close: () => void;
}

/** Whether folders are being chosen. Photos that come in meanwhile change the screen beneath. */
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
