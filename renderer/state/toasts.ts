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

/** More than these would cover the screen. */
const most = 4;

export function createToastsStore(): StoreApi<ToastsState> {
  let nextId = 1;
  return createStore<ToastsState>((set, get) => ({
    toasts: [],
    show: (kind, message, offer) => {
      const toast = { id: nextId, kind, message, offer: offer ?? null };
      nextId += 1;
      set({ toasts: makeRoom([...get().toasts.filter((other) => !isSame(toast, other)), toast]) });
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

/** Whether one message stands for another: what each offers to take back is something else. */
function isSame(toast: Toast, other: Toast): boolean {
  const isUndo = toast.offer?.isUndo === true || other.offer?.isUndo === true;
  return toast.message === other.message && !isUndo;
}

/** The oldest goes, but no error while anything else can: it is to stay until it is closed. The latest is shown in any case. */
function makeRoom(toasts: readonly Toast[]): readonly Toast[] {
  if (toasts.length <= most) return toasts;
  const others = toasts.slice(0, -1);
  const leaving = others.find(({ kind }) => kind !== 'error') ?? others[0];
  return toasts.filter((toast) => toast !== leaving);
}
