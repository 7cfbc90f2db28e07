import { useEffect } from 'react';
import { isFocusLost } from './keyboard.ts';

/**
 * Moves the focus when the component disappears together with the focused button, so that the keyboard and a screen
 * reader continue from there.
 *
 * @param heir CSS selector of the element that gets the focus; if there is none, nothing has it
 */
export function useFocusHeir(heir: string): void {
  useEffect(
    () => () => {
      if (isFocusLost()) document.querySelector<HTMLElement>(heir)?.focus({ preventScroll: true });
    },
    [heir],
  );
}

/** The tile from which arrow keys move. */
export const currentTile = '[role=grid] [tabindex="0"]';
