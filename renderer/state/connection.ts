import { createStore, type StoreApi } from 'zustand/vanilla';

export interface ConnectionState {
  readonly isLost: boolean;
  readonly tell: (isLost: boolean) => void;
}

/** Whether the connection to the host is lost. The desktop app is always connected. */
export function createConnectionStore(): StoreApi<ConnectionState> {
  return createStore<ConnectionState>((set) => ({
    isLost: false,
    tell: (isLost) => {
      set({ isLost });
    },
  }));
}
