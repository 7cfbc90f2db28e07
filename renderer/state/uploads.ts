import { createStore, type StoreApi } from 'zustand/vanilla';

export interface UploadsState {
  /** Share of the dropped bytes that has been sent, 0 to 1; null while nothing is being sent. */
  readonly progress: number | null;
  readonly begin: () => void;
  readonly advance: (sent: { readonly bytes: number; readonly totalBytes: number }) => void;
  readonly end: () => void;
}

/** Files that are being uploaded from a browser to the host. */
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
