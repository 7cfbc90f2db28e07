import type { StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../../shared/contract/contract.ts';
import type { PhotoRevision } from '../../../shared/contract/label.ts';
import type { ToastOffer, ToastsState } from '../../state/toasts.ts';

interface Parts {
  readonly host: Pick<Contract, 'undoEdits'>;
  readonly toasts: StoreApi<Pick<ToastsState, 'show' | 'attempt'>>;
  /** Called after words have changed. */
  readonly onChange: () => void;
}

/** Says what was stored, with a button that undoes it. */
export type SayStored = (
  message: string,
  edits: readonly PhotoRevision[],
  ...offers: readonly ToastOffer[]
) => void;

export function createSayStored({ host, toasts, onChange }: Parts): SayStored {
  /** What the revisions of photos have become by an undo: the photo is again as it was at the earlier one. */
  const become = new Map<string, number>();
  const keyOf = ({ photo, revision }: PhotoRevision): string => `${photo} ${revision}`;

  const undo = async (message: string, edits: readonly PhotoRevision[]) => {
    const { attempt, show } = toasts.getState();
    const now = edits.map((edit) => ({ ...edit, revision: become.get(keyOf(edit)) ?? edit.revision }));
    const undone = await attempt(host.undoEdits({ edits: now }));
    if (undone === undefined) return;
    for (const [index, { photo, revision }] of undone.entries()) {
      const before = (edits[index]?.revision ?? 0) - 1;
      become.set(keyOf({ photo, revision: before }), revision);
    }
    onChange();
    show('notice', `Undone: ${message}`);
  };
  return (message, edits, ...offers) => {
    const take = () => void undo(message, edits);
    const offered = edits.length === 0 ? [] : [{ label: 'Undo', isUndo: true, edits, take }];
    toasts.getState().show('notice', message, ...offers, ...offered);
  };
}
