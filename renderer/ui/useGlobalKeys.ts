import { useEffect, useEffectEvent } from 'react';
import { isDialogOpen, isPlainKey, isTyping } from './keyboard.ts';

/** Like `useWindowKeys`, for keys without Ctrl, Cmd and Alt. */
export function useGlobalKeys(handle: (event: KeyboardEvent) => boolean): void {
  useWindowKeys((event) => isPlainKey(event) && handle(event));
}

/** Does something at Ctrl or Cmd with a key, also while the person types, except while a dialog is open. */
export function useCommandKey(key: string, act: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const isCommand = event.key.toLowerCase() === key && (event.ctrlKey || event.metaKey);
    if (!isCommand || event.shiftKey || event.altKey || isDialogOpen()) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
    };
  }, []);
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
