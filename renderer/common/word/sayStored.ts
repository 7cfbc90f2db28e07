import type { StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../../shared/contract/contract.ts';
import type { PhotoRevision } from '../../../shared/contract/label.ts';
import type { ToastOffer, ToastsState } from '../../state/toasts.ts';

interface Parts {
  readonly host: Pick<Contract, 'undoLabels'>;
  readonly toasts: StoreApi<Pick<ToastsState, 'show' | 'dismiss' | 'attempt'>>;
  /** Called after words have changed. */
  readonly onChange: () => void;
}

/** Says what was stored, with a button that undoes it. */
export type SayStored = (
  message: string,
  edits: readonly PhotoRevision[],
  ...offers: readonly ToastOffer[]
) => void;

/** Each message replaces the one before: after another edit of the photo, its Undo would be refused. */
export function createSayStored({ host, toasts, onChange }: Parts): SayStored {
  let latest: number | null = null;
  const undo = async (edits: readonly PhotoRevision[]) => {
    for (const { photo, revision } of edits) {
      await toasts.getState().attempt(host.undoLabels({ photo, revision }));
    }
    onChange();
  };
  return (message, edits, ...offers) => {
    const { show, dismiss } = toasts.getState();
    if (latest !== null) dismiss(latest);
    latest = show('notice', message, ...offers, {
      label: 'Undo',
      isUndo: true,
      take: () => void undo(edits),
    });
  };
}
