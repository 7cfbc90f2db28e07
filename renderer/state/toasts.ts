import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PhotoRevision } from '../../shared/contract/label.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { failureOf } from '../../shared/result.ts';

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

export interface ToastsState {
  /** The last one is shown; of the others, errors and warnings come again when it goes. */
  readonly toasts: readonly Toast[];
  /** What Ctrl+Z undoes, on any screen where something of it was done; the latest last. */
  readonly undos: readonly ToastOffer[];
  /** Returns the id of the message. */
  readonly show: (kind: Toast['kind'], message: string, ...offers: readonly ToastOffer[]) => number;
  readonly dismiss: (id: number) => void;
  /** Closes errors: they are about the screen that the person has left. */
  readonly leave: () => void;
  /** Does what a message offers, and closes the message. */
  readonly take: (offer: ToastOffer) => void;
  /** Takes an offer back: it cannot be taken any more. */
  readonly withdraw: (offer: ToastOffer) => void;
  /** Undoes the latest thing that can be undone; false if there is none. */
  readonly undo: () => boolean;
  /** Awaits something that the person requested; if it fails, shows an error message and gives undefined. */
  readonly attempt: <Value>(promise: Promise<Value>) => Promise<Value | undefined>;
}

/** Largest number of messages that wait to be shown. */
const most = 4;
/** Largest number of things that can be undone. */
const mostUndos = 100;

export function createToastsStore(): StoreApi<ToastsState> {
  let nextId = 1;
  return createStore<ToastsState>((set, get) => ({
    toasts: [],
    undos: [],
    show: (kind, message, ...offers) => {
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
    },
    dismiss: (id) => {
      set({ toasts: get().toasts.filter((toast) => toast.id !== id) });
    },
    leave: () => {
      set({ toasts: get().toasts.filter(({ kind }) => kind !== 'error') });
    },
    take: (offer) => {
      get().withdraw(offer);
      offer.take();
    },
    withdraw: (offer) => {
      set({
        toasts: get().toasts.filter(({ offers }) => !offers.includes(offer)),
        undos: get().undos.filter((undo) => undo !== offer),
      });
    },
    undo: () => {
      const latest = get().undos.at(-1);
      if (latest !== undefined) get().take(latest);
      return latest !== undefined;
    },
    attempt: async (promise) => {
      try {
        return await promise;
      } catch (thrown) {
        get().show('error', failureOf(thrown).message);
        return undefined;
      }
    },
  }));
}

/** A notice goes with the next message. What it offered to undo, Ctrl+Z still does. */
function staysBeside(toast: Toast, other: Toast): boolean {
  return other.kind !== 'notice' && toast.message !== other.message;
}
