import { createStore, type StoreApi } from 'zustand/vanilla';

export interface UploadsState {
  /** How much of what was dropped has been sent, 0 to 1; null when nothing is under way. */
  readonly progress: number | null;
  readonly begin: () => void;
  readonly advance: (sent: { readonly bytes: number; readonly totalBytes: number }) => void;
  readonly end: () => void;
}

/** Files on their way from a browser to the house. */
export function createUploadsStore(): StoreApi<UploadsState> {
  return createStore<UploadsState>((set) => ({
    progress: null,
    begin: () => {
      set({ progress: 0 });
    },
    advance: ({ bytes, totalBytes }) => {
      set({ progress: totalBytes === 0 ? 1 : bytes / totalBytes });
    },
    end: () => {
      set({ progress: null });
    },
  }));
}
