import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ConnectionState } from '../host/transport.ts';

export interface Connection {
  readonly state: ConnectionState;
  readonly tell: (state: ConnectionState) => void;
}

/** The connection to the host. The desktop app is always connected. */
export function createConnectionStore(): StoreApi<Connection> {
  return createStore<Connection>((set) => ({
    state: 'connected',
    tell: (state) => {
      set({ state });
    },
  }));
}
