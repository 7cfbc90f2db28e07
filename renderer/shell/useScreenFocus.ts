import { useEffect, useRef, type RefObject } from 'react';
import type { Route } from '../state/route.ts';
import { isFocusLost } from '../ui/keyboard.ts';

/**
 * What is opened by a key or a click goes with the screen that it stood on, and the focus with it: the
 * new screen takes it then, so that Tab and a screen reader go on from there. A link of the frame keeps
 * it, and so does whatever the screen itself puts it on.
 */
export function useScreenFocus(route: Route, content: RefObject<HTMLElement | null>): void {
  const shown = useRef(route);
  useEffect(() => {
    if (shown.current === route) return;
    shown.current = route;
    if (isFocusLost()) content.current?.focus({ preventScroll: true });
  }, [route, content]);
}
