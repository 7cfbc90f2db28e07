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

export interface ListDialogState {
  readonly isOpen: boolean;
  /** Opens the list once its entries are there, unless it is closed before. */
  readonly open: () => Promise<void>;
  readonly close: () => void;
}

/** What opens and closes a list whose entries `load` asks for. */
export function listDialog(
  set: (state: Pick<ListDialogState, 'isOpen'>) => void,
  load: () => Promise<unknown>,
): ListDialogState {
  let opening = 0;
  return {
    isOpen: false,
    open: async () => {
      const number = ++opening;
      await load();
      if (number === opening) set({ isOpen: true });
    },
    close: () => {
      opening += 1;
      set({ isOpen: false });
    },
  };
}
