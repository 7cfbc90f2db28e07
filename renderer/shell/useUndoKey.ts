import { useEffect } from 'react';
import { toasts } from '../stores.ts';
import { isDialogOpen, isTyping } from '../ui/keyboard.ts';

/** Ctrl+Z takes back what a message offers to take back. */
export function useUndoKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isUndo =
        (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key === 'z';
      if (!isUndo || event.defaultPrevented || isTyping(event.target) || isDialogOpen()) return;
      if (toasts.getState().undo()) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
    };
  }, []);
}
