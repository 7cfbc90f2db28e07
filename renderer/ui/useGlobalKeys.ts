import { isDialogOpen, isPlainKey, isTyping } from './keyboard.ts';
import { useWindowEvent } from './useWindowEvent.ts';

/** Like `useWindowKeys`, for keys without Ctrl, Cmd and Alt. */
export function useGlobalKeys(handle: (event: KeyboardEvent) => boolean): void {
  useWindowKeys((event) => isPlainKey(event) && handle(event));
}

/** Does something at Ctrl or Cmd with a key, also while the person types, except while a dialog is open. */
export function useCommandKey(key: string, act: () => void): void {
  useWindowEvent('keydown', (event) => {
    const isCommand = event.key.toLowerCase() === key && (event.ctrlKey || event.metaKey);
    if (!isCommand || event.shiftKey || event.altKey || isDialogOpen()) return;
    event.preventDefault();
    act();
  });
}

/**
 * Handles keys anywhere in the window, except while the person types or a dialog is open. The handler returns true for
 * a key that it has handled.
 */
export function useWindowKeys(handle: (event: KeyboardEvent) => boolean): void {
  useWindowEvent('keydown', (event) => {
    if (event.defaultPrevented || isTyping(event.target) || isDialogOpen()) return;
    if (handle(event)) event.preventDefault();
  });
}
