import { createStore, type StoreApi } from 'zustand/vanilla';

export interface DialogState<Subject> {
  /** What the dialog is about; null while it is closed. */
  readonly subject: Subject | null;
  readonly open: (subject: Subject) => void;
  readonly close: () => void;
}

/** A dialog that opens from anywhere in the window, and stays open when the screen below changes. */
export function createDialogStore<Subject>(): StoreApi<DialogState<Subject>> {
  return createStore<DialogState<Subject>>((set) => ({
    subject: null,
    open: (subject) => {
      set({ subject });
    },
    close: () => {
      set({ subject: null });
    },
  }));
}
