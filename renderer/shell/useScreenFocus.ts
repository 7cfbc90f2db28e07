import { useEffect, useRef, type RefObject } from 'react';
import type { Route } from '../state/route.ts';
import { isFocusLost } from '../ui/keyboard.ts';

/**
 * When a screen is replaced, the focused element disappears with it. The new screen then gets the focus, so that Tab
 * and a screen reader continue there. A focused link of the sidebar keeps the focus, and so does an element that the
 * new screen focuses itself.
 */
export function useScreenFocus(route: Route, content: RefObject<HTMLElement | null>): void {
  const shown = useRef(route);
  useEffect(() => {
    if (shown.current === route) return;
    shown.current = route;
    if (isFocusLost()) content.current?.focus({ preventScroll: true });
  }, [route, content]);
}
