import { useSyncExternalStore } from 'react';

/**
 * Pixels of the screen per CSS pixel, as it is now: it changes where the window is zoomed, and where it is dragged to
 * another screen, which need not change the size of anything in CSS pixels.
 */
export function usePixelRatio(): number {
  return useSyncExternalStore(follow, () => devicePixelRatio);
}

/** There is no event for it, but a question about the resolution tells when its answer changes: then the next is asked. */
function follow(onChange: () => void): () => void {
  const controller = new AbortController();
  const ask = () => {
    matchMedia(`(resolution: ${String(devicePixelRatio)}dppx)`).addEventListener(
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
