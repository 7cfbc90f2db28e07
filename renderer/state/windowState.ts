import { z } from 'zod';
import type { ConnectionState } from '../host/transport.ts';
import { storeOf } from './storeOf.ts';

/** The connection to the host. The desktop app is always connected. */
export function createConnectionStore() {
  const { set, withActions } = storeOf<{ readonly state: ConnectionState }>({ state: 'connected' });
  return withActions({
    tell: (state: ConnectionState) => {
      set({ state });
    },
  });
}

export const themeSchema = z.enum(['system', 'light', 'dark']);
/** `system` follows the setting of the operating system. */
export type Theme = z.infer<typeof themeSchema>;

const storageKey = 'inkdex.theme';

export const themeNames: Readonly<Record<Theme, string>> = {
  system: 'System theme',
  light: 'Light theme',
  dark: 'Dark theme',
};

export function createThemeStore(storage: Pick<Storage, 'getItem' | 'setItem'>) {
  const { set, withActions } = storeOf({
    theme: themeSchema.catch('system').parse(storage.getItem(storageKey)),
  });
  return withActions({
    choose: (theme: Theme) => {
      storage.setItem(storageKey, theme);
      set({ theme });
    },
  });
}

type Advance = (sent: { readonly bytes: number; readonly totalBytes: number }) => void;

/** Files that are being uploaded from a browser to the host. */
export function createUploadsStore() {
  const { set, withActions } = storeOf({
    /** Share of the dropped bytes that has been sent, 0 to 1; null while nothing is being sent. */
    progress: null as number | null,
  });
  return withActions({
    /** Runs `send` and shows its progress, of which `send` tells `advance`, until it has ended. */
    track: async <Value>(send: (advance: Advance) => Promise<Value>) => {
      set({ progress: 0 });
      try {
        return await send(({ bytes, totalBytes }) => {
          set({ progress: totalBytes === 0 ? 1 : bytes / totalBytes });
        });
      } finally {
        set({ progress: null });
      }
    },
  });
}
