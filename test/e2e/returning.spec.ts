import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Page } from '@playwright/test';
import { drop } from './dropping.ts';
import { expect, test } from './inkdex.ts';

/** More photos than two of these small windows hold. */
const photoCount = 24;
test.use({ viewport: { width: 720, height: 480 } });

test('the library is where it was left when one comes back to it', async ({ inkdex, folders }) => {
  await addPlainPhotos(inkdex, folders.home);
  const left = await scrollTo(inkdex, 600);
  const seen = await indexInView(inkdex);
  await inkdex.getByRole('link', { name: 'Datasets' }).click();
  await expect(inkdex.getByRole('heading', { name: 'Datasets' })).toBeVisible();

  await inkdex.getByRole('link', { name: 'Library' }).click();
  await expect.poll(() => inkdex.locator('.tile-scroll').evaluate(({ scrollTop }) => scrollTop)).toBe(left);
  await expect(inkdex.locator(`[data-index="${seen}"]`)).toBeInViewport();
});

/** The index of a photo in the middle of what is scrolled into view. */
async function indexInView(page: Page): Promise<string> {
  const middle = await page.locator('.tile-scroll').evaluate((scroll) => {
    const { top, height } = scroll.getBoundingClientRect();
    const tiles = [...scroll.querySelectorAll<HTMLElement>('[data-index]')];
    const tile = tiles.find((each) => each.getBoundingClientRect().bottom > top + height / 2);
    return tile?.dataset.index;
  });
  if (middle === undefined) throw new Error('No photo is in view.');
  return middle;
}

test('a bookmark of an earlier start asks for the printed address, and goes on with it', async ({
  page,
  app,
}) => {
  await page.goto(new URL('/', app.address).href);
  await expect(page.getByRole('heading', { name: 'Not signed in' })).toBeVisible();
  // A search says so, too, and not that the connection will be back.
  await page.goto(new URL('/#/search?q=tree', app.address).href);
  await expect(page.getByRole('main').getByRole('status').filter({ hasText: 'not signed in' })).toBeVisible();
  await expect(page.getByText('once the connection is back')).toHaveCount(0);
  await page.goto(new URL('/#/library', app.address).href);
  const field = page.getByLabel('Address or token');
  await field.fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await field.fill(app.address);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Drop your photos here' })).toBeVisible();
  await expect(field).toHaveCount(0);
});

async function addPlainPhotos(page: Page, home: string): Promise<void> {
  const folder = join(home, 'plain');
  mkdirSync(folder);
  for (let photo = 0; photo < photoCount; photo += 1) {
    const background = { r: 255, g: 255, b: 255 - photo };
    const picture = sharp({ create: { width: 64, height: 48, channels: 3, background } });
    await picture.png().toFile(join(folder, `${photo}.png`));
  }
  await drop(page, [folder], 'Drop to add photos');
  await expect(page.getByRole('link', { name: `All ${photoCount}` })).toBeVisible();
}

/** Scrolls the library, and waits until it has drawn and remembered where it is. */
async function scrollTo(page: Page, top: number): Promise<number> {
  const scroller = page.locator('.tile-scroll');
  await scroller.evaluate((element, to) => {
    element.scrollTop = to;
  }, top);
  await page.waitForTimeout(300);
  return scroller.evaluate(({ scrollTop }) => scrollTop);
}
