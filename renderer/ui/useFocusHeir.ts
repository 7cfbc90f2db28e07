import { useEffect } from 'react';
import { isFocusLost } from './keyboard.ts';

/**
 * What goes from the screen takes the focus of the button that was pressed in it along: another has it then, so that
 * keys and a screen reader go on from there.
 *
 * @param heir selects it; where there is none, nothing has the focus
 */
export function useFocusHeir(heir: string): void {
  useEffect(
    () => () => {
      if (isFocusLost()) document.querySelector<HTMLElement>(heir)?.focus({ preventScroll: true });
    },
    [heir],
  );
}

/** The tile that arrow keys go on from. */
export const currentTile = '[role=grid] [tabindex="0"]';
