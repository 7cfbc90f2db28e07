import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { runInkdex, startApp } from '../support/app.ts';
import { chromiumArguments, findChromium, howToGetChromium } from '../support/browser.ts';

/**
 * Makes the README's pictures, `resources/screenshots/*.png`: the photos of `../shared/data/photos`
 * (where they are absent, the samples) imported and read, and a search for a word that stands on one; the
 * whiteboards of `../shared/data/boards`, where they are there, as a dataset.
 */
const root = join(import.meta.dirname, '../..');
const pictures = join(root, 'resources/screenshots');
const photos = join(root, '../shared/data/photos/images');
const samples = join(root, 'resources/samples');
const boards = join(root, '../shared/data/boards');
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
  await runInkdex(['import', samples, ...(existsSync(photos) ? [photos] : [])], folders);
  if (existsSync(boards)) {
    await runInkdex(['dataset', 'import', 'tsv', boards, '--name', 'Whiteboards'], folders);
    await runInkdex(['dataset', 'freeze', 'Whiteboards'], folders);
  }
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
  await page.getByRole('searchbox').fill(existsSync(photos) ? 'spin OR repo' : 'tree');
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

  if (!existsSync(boards) || theme !== 'light') return;
  await page.getByRole('link', { name: 'Datasets' }).click();
  await page.getByRole('link', { name: /^Whiteboards/u }).click();
  await page.getByRole('link', { name: 'Samples' }).click();
  await page.getByPlaceholder('In the text').fill('node');
  await page.getByRole('button', { name: 'Show all' }).waitFor();
  await page.getByRole('gridcell', { name: /node/u }).nth(5).click();
  await page.waitForLoadState('networkidle');
  await take('datasets');
}

/** Some words typed as they are written, on the photo of notes; on a sample, some confirmed as read. */
async function labelSome(page: Page): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Text of the word' });
  const last = page.getByRole('option', { name: 'rollers Confirmed' });
  if (!existsSync(photos)) {
    for (let word = 0; word < 4; word += 1) await field.press('Enter');
  } else if ((await last.count()) > 0) {
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
