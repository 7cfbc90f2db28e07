import { useEffect, useEffectEvent } from 'react';
import { isDialogOpen, isPlainKey, isTyping } from './keyboard.ts';

/** Like `useWindowKeys`, for keys without Ctrl, Cmd and Alt. */
export function useGlobalKeys(handle: (event: KeyboardEvent) => boolean): void {
  useWindowKeys((event) => isPlainKey(event) && handle(event));
}

/**
 * Handles keys anywhere in the window, except while the person types or a dialog is open. The handler returns true for
 * a key that it has handled.
 */
export function useWindowKeys(handle: (event: KeyboardEvent) => boolean): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || isTyping(event.target) || isDialogOpen()) return;
    if (handle(event)) event.preventDefault();
  });
  useEffect(() => {
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
    };
  }, []);
}
