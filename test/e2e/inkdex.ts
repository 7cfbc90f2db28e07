import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type Locator, type Page } from '@playwright/test';
import { runInkdex, startApp, type AppFolders, type RunningApp } from '../support/app.ts';
import { findChromium, howToGetChromium } from '../support/browser.ts';
import { notesFolder } from '../support/noteCrops.ts';
import { sharedFolder } from './sharedFolders.ts';

export interface Fixtures {
  /** Skips every test where there is no browser. */
  readonly browserIsHere: undefined;
  /** A fresh library, and a home whose folder `notes` holds the three photos. */
  readonly folders: AppFolders;
  /** More variables for the environment of the app. */
  readonly environment: Readonly<Record<string, string>>;
  readonly app: RunningApp;
  /** The app's page, open at the library. The test fails when the page throws. */
  readonly inkdex: Page;
}

export interface WorkerFixtures {
  /** A library in which the three photos are read, with all pictures, made once for all tests. */
  readonly readLibrary: AppFolders;
}

/** The search field of a page, with its suggestions below it. */
export function searchField(page: Page): Locator {
  return page.getByRole('combobox', { name: 'Search your handwriting' });
}

/** A test of the app with an empty library. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  browserIsHere: [
    async ({ browserName }, use, testInfo) => {
      testInfo.skip(
        findChromium() === null,
        `There is no ${browserName} here. This brings one: ${howToGetChromium}`,
      );
      await use(undefined);
    },
    { auto: true },
  ],

  readLibrary: [
    async ({ browserName }, use) => {
      const folder = await sharedFolder(`read-${browserName}`, async (made) => {
        const folders = foldersIn(made);
        bringNotes(folders);
        await runInkdex(['import', join(folders.home, 'notes')], folders);
        // To draw one picture, the app of each test would start a process. Loaded by the one worker that draws them.
        const { drawPictures } = await import('../support/drawPictures.ts');
        await drawPictures(folders.library);
      });
      await use(foldersIn(folder));
    },
    { scope: 'worker' },
  ],

  folders: async ({ browserName }, use) => {
    const folders = makeFolders(browserName);
    await use(folders);
    removeFolders(folders);
  },

  environment: [{}, { option: true }],

  app: async ({ folders, environment }, use, testInfo) => {
    const app = await startApp(folders, environment);
    await use(app);
    await app.close();
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach('inkdex.log', { body: app.log(), contentType: 'text/plain' });
    }
  },

  inkdex: async ({ page, app }, use) => {
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    page.on('console', (entry) => {
      if (/Content.Security.Policy/iu.test(entry.text())) errors.push(entry.text());
    });
    await page.goto(app.address);
    await searchField(page).waitFor();
    await use(page);
    if (errors.length > 0) throw new Error(`The page failed:\n${errors.join('\n')}`);
  },
});

/** A test of the app with the three photos in its library, read. */
export const readTest = test.extend({
  folders: async ({ readLibrary }, use) => {
    const folders = makeFolders('copy');
    cpSync(readLibrary.library, folders.library, { recursive: true });
    await use(folders);
    removeFolders(folders);
  },
});

export { expect } from '@playwright/test';

/** A folder's library and home. */
export function foldersIn(folder: string): AppFolders {
  return { library: join(folder, 'library'), home: join(folder, 'home') };
}

function makeFolders(name: string): AppFolders {
  const folders = foldersIn(mkdtempSync(join(tmpdir(), `inkdex-${name}-`)));
  bringNotes(folders);
  return folders;
}

function bringNotes({ home }: AppFolders): void {
  mkdirSync(join(home, 'notes'), { recursive: true });
  cpSync(join(notesFolder, 'images'), join(home, 'notes'), { recursive: true });
}

export function removeFolders({ home }: AppFolders): void {
  rmSync(join(home, '..'), { recursive: true, force: true });
}
