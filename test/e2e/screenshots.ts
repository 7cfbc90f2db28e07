import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { startApp } from '../support/app.ts';
import { chromiumArguments, findChromium, howToGetChromium } from '../support/browser.ts';
import { record } from './recording.ts';
import { searchField } from './inkdex.ts';

/**
 * Makes the README's pictures with the sample photos: the first minute as an animation, then the photo screen and
 * the label editor. `npm run screenshots -- DIR` writes them into another folder than `resources/screenshots`.
 */
const pictures = resolve(process.argv[2] ?? join(import.meta.dirname, '../../resources/screenshots'));
const viewport = { width: 1280, height: 800 };
const readWithinMs = 240_000;
const searched = 'tree';
const openPhoto = 'Open fizz-buzz-tree.jpg';
/** How the shipped models misread the name of a function, and what is written there. */
const misread = /^fi\w*\(/u;
const written = 'fizzBuzzTree()';

const executablePath = findChromium();
if (executablePath === null) {
  process.stderr.write(`Chromium is not installed. To install it: ${howToGetChromium}\n`);
  process.exitCode = 1;
} else {
  await takeAll(executablePath);
}

async function takeAll(browserPath: string): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'inkdex-screenshots-'));
  const app = await startApp({ library: join(home, 'library'), home });
  const browser = await chromium.launch({ executablePath: browserPath, args: [...chromiumArguments] });
  try {
    mkdirSync(pictures, { recursive: true });
    const page = await browser.newPage({ viewport, colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto(app.address);
    await recordFirstMinute(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await takeStills(page);
  } finally {
    await browser.close();
    await app.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** The sample photos, their reading, a search, a photo with highlighted words, and a correction. */
async function recordFirstMinute(page: Page): Promise<void> {
  const film = record(page);
  const samples = page.getByRole('button', { name: /sample photos/u });
  await samples.waitFor();
  await film.show(1_500);
  await film.click(samples);
  await film.until(page.getByRole('link', { name: 'Read 6' }).waitFor({ timeout: readWithinMs }), 500);
  await film.show(2_000);

  await searchField(page).focus();
  await film.show(500);
  await film.type(searched);
  await page.locator('.hit-light').first().waitFor();
  await imagesLoaded(page);
  await film.show(2_500);

  await film.click(page.getByRole('link', { name: openPhoto }).first());
  await page.locator('.text-word').first().waitFor();
  await page.locator('.hit-light').first().waitFor();
  await film.show(2_500);

  await film.click(page.locator('.text-word', { hasText: misread }).first());
  await film.click(page.getByRole('textbox', { name: 'Text of the word' }));
  await film.show(1_000);
  await page.keyboard.press('Control+A');
  await film.type(written);
  await film.show(800);
  await page.keyboard.press('Enter');
  await page.getByText('Corrected to').waitFor();
  await film.show(3_000);
  await film.save(join(pictures, 'first-minute.webp'));
  await page.getByRole('button', { name: 'Close message' }).click();
  await page.keyboard.press('e');
  await page.locator('.annotate-stage[data-picture=loaded]').waitFor();
  await page.screenshot({ path: join(pictures, 'label-light.png') });
}

async function takeStills(page: Page): Promise<void> {
  await searchField(page).fill(searched);
  await page.locator('.hit-light').first().waitFor();
  await searchField(page).press('Control+Enter');
  await page.locator('.word-details').waitFor();
  await searchField(page).blur();
  await imagesLoaded(page);
  await page.screenshot({ path: join(pictures, 'photo-dark.png') });
}

async function imagesLoaded(page: Page): Promise<void> {
  await page.waitForFunction(() => [...document.images].every((image) => image.naturalWidth > 0));
}
