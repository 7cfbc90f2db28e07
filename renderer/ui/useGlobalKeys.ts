import { useEffect, useEffectEvent } from 'react';
import { isDialogOpen, isPlainKey, isTyping } from './keyboard.ts';

/** Plain keys anywhere in the window, as `useWindowKeys` has them. */
export function useGlobalKeys(handle: (event: KeyboardEvent) => boolean): void {
  useWindowKeys((event) => isPlainKey(event) && handle(event));
}

/**
 * Keys anywhere in the window, except while a person types or a dialog is open. The handler returns true for a key
 * that it took.
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
