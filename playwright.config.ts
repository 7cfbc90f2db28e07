import { defineConfig } from '@playwright/test';
import { join } from 'node:path';
import { chromiumArguments, findChromium } from './test/support/browser.ts';
import { patient } from './test/support/patience.ts';

const executablePath = findChromium();
const isOnServer = process.env.CI !== undefined;

// The tests share two cores with the unit tests: a second training thread costs time and gains none.
process.env.INKDEX_THREADS ??= '1';

// As in `vitest.config.ts`.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '.cache/compiled');

/** As in `vitest.config.ts`: `npm run test:long` runs the files that are named so, `npm test` the others. */
const long = '**/*.long.spec.ts';
const isLong = process.env.INKDEX_TESTS === 'long';

/** End-to-end tests: the real browser door, a real Chromium, a fresh library for each test. */
export default defineConfig({
  testDir: 'test/e2e',
  ...(isLong ? { testMatch: long } : { testIgnore: long }),
  // Node reads TypeScript itself: Playwright's own compiler takes three times as long in a fresh clone.
  build: { external: ['**/*.ts'] },
  globalSetup: './test/e2e/sharedFolders.ts',
  // Vitest's own results lie in test-results too, and Playwright empties its folder at the start.
  outputDir: 'test-results/e2e',
  fullyParallel: true,
  workers: 2,
  // Limits catch what hangs: a photo is read beside the unit tests, and some tests train.
  timeout: patient(600_000),
  expect: { timeout: patient(180_000) },
  forbidOnly: isOnServer,
  // A build server is noisier than a desk: what passes only the second time is listed as flaky.
  retries: isOnServer ? 1 : 0,
  reporter: [['./test/support/fileReporter.ts'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    viewport: { width: 1280, height: 800 },
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    launchOptions: {
      args: [...chromiumArguments],
      // Where no language is set, as on a build server, Chromium cannot hand over files whose names are not in ASCII.
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
      ...(executablePath === null ? {} : { executablePath }),
    },
  },
});
