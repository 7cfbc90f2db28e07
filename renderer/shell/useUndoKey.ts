import { toasts } from '../stores.ts';
import { useWindowKeys } from '../ui/useGlobalKeys.ts';

/** Ctrl+Z undoes what the latest message with an Undo button offers to undo. */
export function useUndoKey(): void {
  useWindowKeys(({ ctrlKey, metaKey, shiftKey, altKey, key }) => {
    const isUndo = (ctrlKey || metaKey) && !shiftKey && !altKey && key === 'z';
    return isUndo && toasts.getState().undo();
  });
}
