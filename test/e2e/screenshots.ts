import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { runInkdex, startApp } from '../support/app.ts';
import { chromiumArguments, findChromium, howToGetChromium } from '../support/browser.ts';

/**
 * Makes the README's pictures, `resources/screenshots/*.png`: the samples and the photos of the
 * fixtures imported and read, and a search for a word that stands on one; the whiteboards of the fixtures as a
 * dataset.
 */
const root = join(import.meta.dirname, '../..');
const pictures = join(root, 'resources/screenshots');
const photos = join(root, 'test/fixtures/data/photos/images');
const samples = join(root, 'resources/samples');
const boards = join(root, 'test/fixtures/data/boards');
const viewport = { width: 1280, height: 800 };
const readWithinMs = 120_000;

const executablePath = findChromium();
if (executablePath === null) {
  process.stderr.write(`There is no Chromium here. This brings one: ${howToGetChromium}\n`);
  process.exitCode = 1;
} else {
  await takeAll(executablePath);
}

async function takeAll(browserPath: string): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'inkdex-screenshots-'));
  const folders = { library: join(home, 'library'), home };
  await runInkdex(['import', samples, photos], folders);
  await runInkdex(['dataset', 'import', 'tsv', boards, '--name', 'Whiteboards'], folders);
  await runInkdex(['dataset', 'freeze', 'Whiteboards'], folders);
  const app = await startApp(folders);
  const browser = await chromium.launch({ executablePath: browserPath, args: [...chromiumArguments] });
  try {
    mkdirSync(pictures, { recursive: true });
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
      await page.goto(app.address);
      await takeScreens(page, colorScheme);
      await page.close();
    }
  } finally {
    await browser.close();
    await app.close();
    rmSync(home, { recursive: true, force: true });
  }
}

async function takeScreens(page: Page, theme: 'light' | 'dark'): Promise<void> {
  const take = async (name: string) => {
    await page.mouse.move(0, 0);
    await page.waitForFunction(() => [...document.images].every((image) => image.naturalWidth > 0));
    await page.screenshot({ path: join(pictures, `${name}-${theme}.png`) });
  };
  await page.getByRole('gridcell').first().waitFor({ timeout: readWithinMs });
  await take('library');

  await page.getByRole('link', { name: 'Search' }).click();
  await page.getByRole('searchbox').fill('spin OR repo');
  await page.locator('.hit-light').first().waitFor();
  await page.getByRole('searchbox').press('Enter');
  await take('search');

  await page.getByRole('searchbox').press('Control+Enter');
  await page.locator('.word-details').waitFor();
  await page.getByRole('searchbox').blur();
  await take('photo');

  await page.keyboard.press('e');
  await page.locator('.annotate-stage[data-picture=loaded]').waitFor();
  await labelSome(page);
  await page.getByText('Saved', { exact: true }).waitFor();
  await take('label');

  if (theme !== 'light') return;
  await page.getByRole('link', { name: 'Datasets' }).click();
  await page.getByRole('link', { name: /^Whiteboards/u }).click();
  await page.getByRole('link', { name: 'Samples' }).click();
  await page.getByPlaceholder('In the text').fill('input');
  await page.getByRole('button', { name: 'Show all' }).waitFor();
  await page.getByRole('gridcell', { name: /input/iu }).nth(5).click();
  await page.waitForLoadState('networkidle');
  await take('datasets');
}

/** Some words typed as they are written, on the photo of notes. */
async function labelSome(page: Page): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Text of the word' });
  const last = page.getByRole('option', { name: 'rollers Confirmed' });
  if ((await last.count()) > 0) {
    // The other theme's pictures have them already.
    await last.click();
    await field.press('Tab');
  } else {
    await page
      .getByRole('option', { name: /^turtlebo/u })
      .first()
      .click();
    for (const text of ['turtlebot:', 'and', 'then', 'are', 'also', 'rollers']) {
      await field.fill(text);
      await field.press('Enter');
    }
  }
  await field.focus();
}
