import { createStore, type StoreApi } from 'zustand/vanilla';
import { failureOf } from '../../shared/result.ts';

/** What a message offers to do about what it says; the message goes when that is done. */
export interface ToastOffer {
  readonly label: string;
  readonly take: () => void;
  /** Whether it takes back what was just done: Ctrl+Z takes it, too. */
  readonly isUndo?: boolean;
}

export interface Toast {
  readonly id: number;
  /** A warning is a notice of something that a person may have to look after. */
  readonly kind: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly offer: ToastOffer | null;
}

export interface ToastsState {
  readonly toasts: readonly Toast[];
  readonly show: (kind: Toast['kind'], message: string, offer?: ToastOffer) => void;
  readonly dismiss: (id: number) => void;
  /** Takes the latest offer to undo, and its message away; false where none stands. */
  readonly undo: () => boolean;
  /** Waits for something a person asked for; where it fails, says so instead of throwing. */
  readonly attempt: <Value>(promise: Promise<Value>) => Promise<Value | undefined>;
}

/** More than these would cover the screen; the oldest makes room. */
const most = 4;

export function createToastsStore(): StoreApi<ToastsState> {
  let nextId = 1;
  return createStore<ToastsState>((set, get) => ({
    toasts: [],
    show: (kind, message, offer) => {
      const others = get().toasts.filter((toast) => toast.message !== message);
      set({ toasts: [...others, { id: nextId, kind, message, offer: offer ?? null }].slice(-most) });
      nextId += 1;
    },
    dismiss: (id) => {
      set({ toasts: get().toasts.filter((toast) => toast.id !== id) });
    },
    undo: () => {
      const toast = get().toasts.findLast(({ offer }) => offer?.isUndo === true);
      if (toast?.offer == null) return false;
      get().dismiss(toast.id);
      toast.offer.take();
      return true;
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
