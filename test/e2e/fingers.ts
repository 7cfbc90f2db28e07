import type { Page } from '@playwright/test';
import type { Point } from '../../shared/geometry.ts';

/** Fingers on the page: each call names all that are down by then. */
export async function fingersOn(page: Page) {
  const devtools = await page.context().newCDPSession(page);
  const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', fingers: readonly Point[]) => {
    const touchPoints = fingers.map(([x, y]) => ({ x, y }));
    await devtools.send('Input.dispatchTouchEvent', { type, touchPoints });
  };
  return {
    down: (...fingers: readonly Point[]) => touch('touchStart', fingers),
    move: (...fingers: readonly Point[]) => touch('touchMove', fingers),
    /** All but these are lifted. */
    up: (...fingers: readonly Point[]) => touch('touchEnd', fingers),
  };
}
