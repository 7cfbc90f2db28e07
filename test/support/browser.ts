import { accessSync, constants, existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

/** Where a Chromium usually lies on Debian, Ubuntu, Fedora, macOS and Windows. */
const usualPlaces = [
  // Opens a page in an eighth of the whole browser's processor time.
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** The one command that brings a browser where there is none. */
export const howToGetChromium = 'npx playwright install --with-deps chromium';

/**
 * A Chromium to test in: the environment's CHROMIUM, one that is installed, or Playwright's own. Null
 * where there is none.
 */
export function findChromium(): string | null {
  const named = process.env.CHROMIUM ?? '';
  if (named !== '') return named;
  const own = chromium.executablePath();
  return [...usualPlaces, own].find(isProgram) ?? null;
}

/** What a headless Chromium needs on a build machine: no sandbox, no GPU, no talk to the outside. */
export const chromiumArguments: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function isProgram(path: string): boolean {
  if (!existsSync(path)) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
