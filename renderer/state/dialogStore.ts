import { storeOf } from './storeOf.ts';

/** A dialog that opens from anywhere in the window, and stays open when the screen below changes. */
export function createDialogStore<Subject>() {
  const { set, withActions } = storeOf({
    /** What the dialog is about; null while it is closed. */
    subject: null as Subject | null,
  });
  return withActions({
    open: (subject: Subject) => {
      set({ subject });
    },
    close: () => {
      set({ subject: null });
    },
  });
}

export const closedList = { isOpen: false };

/** What opens and closes a list whose entries `load` asks for. */
export function listDialog(set: (state: typeof closedList) => void, load: () => Promise<unknown>) {
  let opening = 0;
  return {
    /** Opens the list once its entries are there, unless it is closed before. */
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
