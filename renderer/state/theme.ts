import { createStore, type StoreApi } from 'zustand/vanilla';
import { z } from 'zod';

const themeSchema = z.enum(['system', 'light', 'dark']);
/** `system` follows the setting of the operating system. */
export type Theme = z.infer<typeof themeSchema>;

export interface ThemeState {
  readonly theme: Theme;
  /** Switches from system to light, from light to dark, from dark to system. */
  readonly next: () => void;
}

const storageKey = 'inkdex.theme';

export function createThemeStore(storage: Pick<Storage, 'getItem' | 'setItem'>): StoreApi<ThemeState> {
  return createStore<ThemeState>((set, get) => ({
    theme: themeSchema.catch('system').parse(storage.getItem(storageKey)),
    next: () => {
      const order = themeSchema.options;
      const theme = order[(order.indexOf(get().theme) + 1) % order.length] ?? 'system';
      storage.setItem(storageKey, theme);
      set({ theme });
    },
  }));
}
