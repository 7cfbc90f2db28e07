import { createStore, type StoreApi } from 'zustand/vanilla';
import { z } from 'zod';
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

export const themeSchema = z.enum(['system', 'light', 'dark']);
/** `system` follows the setting of the operating system. */
export type Theme = z.infer<typeof themeSchema>;

export interface ThemeState {
  readonly theme: Theme;
  readonly choose: (theme: Theme) => void;
}

const storageKey = 'inkdex.theme';

export const themeNames: Readonly<Record<Theme, string>> = {
  system: 'System theme',
  light: 'Light theme',
  dark: 'Dark theme',
};

export function createThemeStore(storage: Pick<Storage, 'getItem' | 'setItem'>): StoreApi<ThemeState> {
  return createStore<ThemeState>((set) => ({
    choose: (theme) => {
      storage.setItem(storageKey, theme);
      set({ theme });
    },
    theme: themeSchema.catch('system').parse(storage.getItem(storageKey)),
  }));
}

type Advance = (sent: { readonly bytes: number; readonly totalBytes: number }) => void;

export interface UploadsState {
  /** Share of the dropped bytes that has been sent, 0 to 1; null while nothing is being sent. */
  readonly progress: number | null;
  /** Runs `send` and shows its progress, of which `send` tells `advance`, until it has ended. */
  readonly track: <Value>(send: (advance: Advance) => Promise<Value>) => Promise<Value>;
}

/** Files that are being uploaded from a browser to the host. */
export function createUploadsStore(): StoreApi<UploadsState> {
  return createStore<UploadsState>((set) => ({
    progress: null,
    track: async (send) => {
      set({ progress: 0 });
      try {
        return await send(({ bytes, totalBytes }) => {
          set({ progress: totalBytes === 0 ? 1 : bytes / totalBytes });
        });
      } finally {
        set({ progress: null });
      }
    },
  }));
}
