import { toasts } from '../stores.ts';
import { useWindowKeys } from '../ui/useGlobalKeys.ts';

/** Ctrl+Z takes back what a message offers to take back. */
export function useUndoKey(): void {
  useWindowKeys(({ ctrlKey, metaKey, shiftKey, altKey, key }) => {
    const isUndo = (ctrlKey || metaKey) && !shiftKey && !altKey && key === 'z';
    return isUndo && toasts.getState().undo();
  });
}
