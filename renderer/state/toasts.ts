import type { PhotoRevision } from '../../shared/contract/label.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { failureOf } from '../../shared/result.ts';
import { storeOf, type StateOf } from './storeOf.ts';

/** A button of a message. The message closes when it is pressed. */
export interface ToastOffer {
  readonly label: string;
  readonly take: () => void;
  /** Whether it undoes the last action: Ctrl+Z then does the same, also when the message is gone. */
  readonly isUndo?: boolean;
  /** The edits of words that it undoes. */
  readonly edits?: readonly PhotoRevision[];
  /** The removed photos that it restores. */
  readonly removed?: readonly PhotoId[];
}

export interface Toast {
  readonly id: number;
  /** A warning is a notice that may need an action of the person. */
  readonly kind: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly offers: readonly ToastOffer[];
}

export type ToastsState = StateOf<typeof createToastsStore>;

/** Largest number of messages that wait to be shown. */
const most = 4;
/** Largest number of things that can be undone. */
const mostUndos = 100;

export function createToastsStore() {
  let nextId = 1;
  const { set, get, withActions } = storeOf({
    /** The last one is shown; of the others, errors and warnings come again when it goes. */
    toasts: [] as readonly Toast[],
    /** What Ctrl+Z undoes, on any screen where something of it was done; the latest last. */
    undos: [] as readonly ToastOffer[],
  });
  /** Returns the id of the message. */
  const show = (kind: Toast['kind'], message: string, ...offers: readonly ToastOffer[]) => {
    const toast = { id: nextId, kind, message, offers };
    nextId += 1;
    set({
      toasts: [
        ...get()
          .toasts.filter((other) => staysBeside(toast, other))
          .slice(1 - most),
        toast,
      ],
      undos: [...get().undos, ...offers.filter(({ isUndo }) => isUndo)].slice(-mostUndos),
    });
    return toast.id;
  };
  /** Takes an offer back: it cannot be taken any more. */
  const withdraw = (offer: ToastOffer) => {
    set({
      toasts: get().toasts.filter(({ offers }) => !offers.includes(offer)),
      undos: get().undos.filter((undo) => undo !== offer),
    });
  };
  /** Does what a message offers, and closes the message. */
  const take = (offer: ToastOffer) => {
    withdraw(offer);
    offer.take();
  };
  return withActions({
    show,
    dismiss: (id: number) => {
      set({ toasts: get().toasts.filter((toast) => toast.id !== id) });
    },
    /** Closes errors: they are about the screen that the person has left. */
    leave: () => {
      set({ toasts: get().toasts.filter(({ kind }) => kind !== 'error') });
    },
    take,
    withdraw,
    /** Undoes the latest thing that can be undone; false if there is none. */
    undo: () => {
      const latest = get().undos.at(-1);
      if (latest !== undefined) take(latest);
      return latest !== undefined;
    },
    /** Awaits something that the person requested; if it fails, shows an error message and gives undefined. */
    attempt: async <Value>(promise: Promise<Value>) => {
      try {
        return await promise;
      } catch (thrown) {
        show('error', failureOf(thrown).message);
        return undefined;
      }
    },
  });
}

/** A notice goes with the next message. What it offered to undo, Ctrl+Z still does. */
function staysBeside(toast: Toast, other: Toast): boolean {
  return other.kind !== 'notice' && toast.message !== other.message;
}
