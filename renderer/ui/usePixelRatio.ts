import { useSyncExternalStore } from 'react';

/**
 * Current number of screen pixels per CSS pixel. It changes when the window is zoomed or moved to another screen, which
 * may leave all sizes in CSS pixels unchanged.
 */
export function usePixelRatio(): number {
  return useSyncExternalStore(follow, () => devicePixelRatio);
}

/** There is no event for the ratio, but a media query for the current one fires when it no longer matches. */
function follow(onChange: () => void): () => void {
  const controller = new AbortController();
  const ask = () => {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
      'change',
      () => {
        ask();
        onChange();
      },
      { once: true, signal: controller.signal },
    );
  };
  ask();
  return () => {
    controller.abort();
  };
}
