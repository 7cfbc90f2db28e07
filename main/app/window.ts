import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron';
import { z } from 'zod';
import { boxArea, intersectionArea } from '../../shared/geometry.ts';
import type { Box } from '../../shared/geometry.ts';
import { webPreferences } from './security.ts';

/** Screen pixels, independent of the display's density. */
const windowStateSchema = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() }),
  isMaximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowStateSchema>;

const firstSize = { width: 1280, height: 860 };
const leastSize = { minWidth: 640, minHeight: 480 };
/** A window less visible than this, such as on a screen that was unplugged, is put back in the middle. */
const leastVisibleShare = 0.25;

export function windowOptions(preload: string, state: WindowState | null): BrowserWindowConstructorOptions {
  return {
    ...firstSize,
    ...state?.bounds,
    ...leastSize,
    title: 'Inkdex',
    // Shown once the page has drawn itself, so that no white flash comes first.
    show: false,
    webPreferences: webPreferences(preload),
  };
}

/** The window's place at the last time, or null when there is none or no screen shows it any more. */
export function readWindowState(path: string, screens: readonly Rectangle[]): WindowState | null {
  let state: WindowState;
  try {
    state = windowStateSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
  const window = boxOf(state.bounds);
  const visible = screens.reduce((sum, screen) => sum + intersectionArea(window, boxOf(screen)), 0);
  return visible >= leastVisibleShare * boxArea(window) ? state : null;
}

/** Keeps the window's place for the next time, whenever it closes. */
export function keepWindowState(
  window: Pick<BrowserWindow, 'on' | 'getNormalBounds' | 'isMaximized'>,
  path: string,
): void {
  window.on('close', () => {
    const state: WindowState = { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() };
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, JSON.stringify(state));
    } catch {
      // On a full disk, say: the window comes to the middle then, which is no reason to stop the app with an error.
    }
  });
}

function boxOf({ x, y, width, height }: Rectangle): Box {
  return [x, y, width, height];
}
