import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, expect, test } from '@playwright/test';
import { packagedResources } from '../../resources/build/packaged.ts';
import { electronBinary, hasScreen } from '../../main/installation.ts';
import { searchField } from './inkdex.ts';

/** The packaged app that has Electron's binary in it; null if there is none. */
function findPackaged(): string | null {
  if (electronBinary() === null) return null;
  try {
    return packagedResources();
  } catch {
    return null;
  }
}

const resources = findPackaged();

/** The executable, from the folder of `appOf`. */
const executables: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'inkdex',
  win32: 'Inkdex.exe',
  darwin: 'Contents/MacOS/Inkdex',
};

/** The folder that is installed as a whole: on macOS `Inkdex.app`. */
function appOf(folder: string): string {
  return process.platform === 'darwin' ? dirname(dirname(folder)) : dirname(folder);
}

test('the packaged app opens where it is copied to, reads a photo, finds a word and closes', async () => {
  test.skip(resources === null, "Needs Electron's binary and: npm run dist -- --dir");
  test.skip(!hasScreen(), 'There is no screen. On Linux, run under: xvfb-run');
  const folder = mkdtempSync(join(tmpdir(), 'inkdex-packaged-'));
  const app = join(folder, basename(appOf(resources ?? '')));
  cpSync(appOf(resources ?? ''), app, { recursive: true, verbatimSymlinks: true });
  // Its fuses refuse Node's inspector, which Playwright needs to start Electron: the window is reached as a browser's.
  const args = ['--remote-debugging-port=0', `--user-data-dir=${join(folder, 'electron')}`];
  const child = spawn(join(app, executables[process.platform] ?? ''), args, {
    env: { ...process.env, INKDEX_LIBRARY: join(folder, 'library') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  try {
    const browser = await chromium.connectOverCDP(await debuggingAddress(child.stderr));
    const context = browser.contexts()[0];
    const page = context?.pages()[0] ?? (await context?.waitForEvent('page'));
    if (page === undefined) throw new Error('The app opened no window.');
    await page.getByRole('button', { name: 'Try six sample photos' }).click();
    await expect(page.getByRole('link', { name: 'Read 6' })).toBeVisible();
    await searchField(page).fill('tree');
    await page.keyboard.press('Enter');
    await expect(page.locator('.result').first()).toBeVisible();
    await page.close();
    // On macOS an app stays open without a window.
    if (process.platform === 'darwin') child.kill();
    await ended;
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

/** Chromium prints "DevTools listening on ws://..." */
async function debuggingAddress(stderr: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(stderr)) {
    const address = /DevTools listening on (ws:\S+)/u.exec(line)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error('The app ended before it opened a window.');
}
