import { createStore, type StoreApi } from 'zustand/vanilla';

export interface OpenDialogsState {
  /** The topmost last. While one is open, all that is not in it is out of reach. */
  readonly dialogs: readonly Element[];
  readonly open: (dialog: Element) => void;
  readonly close: (dialog: Element) => void;
}

/** The modal windows on screen. */
export function createOpenDialogs(): StoreApi<OpenDialogsState> {
  return createStore<OpenDialogsState>((set, get) => ({
    dialogs: [],
    open: (dialog) => {
      set({ dialogs: [...get().dialogs, dialog] });
    },
    close: (dialog) => {
      set({ dialogs: get().dialogs.filter((other) => other !== dialog) });
    },
  }));
}
