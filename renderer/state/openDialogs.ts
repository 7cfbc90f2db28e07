import { createStore, type StoreApi } from 'zustand/vanilla';

export interface OpenDialogsState {
  /** The topmost dialog is the last. While it is open, elements outside of it cannot be reached. */
  readonly dialogs: readonly Element[];
  readonly open: (dialog: Element) => void;
  readonly close: (dialog: Element) => void;
}

/** The open modal dialogs. */
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
