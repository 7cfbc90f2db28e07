import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import sharp from 'sharp';
import { z } from 'zod';
import { expectNoFaults } from './faults.ts';
import { expect, readTest as test, searchField } from './inkdex.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

const menu = (page: Page) => page.getByRole('menu', { name: 'Actions' });
const item = (page: Page, name: string) => menu(page).getByRole('menuitem', { name });

async function openPhoto(page: Page): Promise<void> {
  await page.getByRole('gridcell', { name: /^dn01\.jpg/u }).click();
  await expect(page.locator('.text-word').first()).toBeVisible();
}

async function search(page: Page, query: string): Promise<void> {
  await searchField(page).fill(query);
  await searchField(page).press('Enter');
  await expect(page.getByRole('status').filter({ hasText: /^1 photo/u })).toBeVisible();
}

/** Mean of blue over mean of red; a yellow light lowers it, a shade on the whole photo does not. */
async function blueness(png: Buffer): Promise<number> {
  const { channels } = await sharp(png).stats();
  return (channels[2]?.mean ?? 0) / (channels[0]?.mean ?? 1);
}

/** The image in the clipboard, as a PNG. */
async function copiedImage(page: Page): Promise<Buffer> {
  const bytes = await page.evaluate(async () => {
    const [copied] = await navigator.clipboard.read();
    const blob = await copied?.getType('image/png');
    return blob === undefined ? [] : [...new Uint8Array(await blob.arrayBuffer())];
  });
  return Buffer.from(bytes);
}

test('the menu of a result copies and saves its picture with the hits highlighted', async ({ inkdex }) => {
  await search(inkdex, 'wheels');
  const picture = inkdex.locator('.result-picture').first();
  await picture.click({ button: 'right' });
  await expectNoFaults(inkdex);
  await item(inkdex, 'Copy image').click();
  await expect(inkdex.getByText('Copied the image.')).toBeVisible();
  const lit = await copiedImage(inkdex);

  await picture.click({ button: 'right' });
  const saving = inkdex.waitForEvent('download');
  await item(inkdex, 'Save image').click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toMatch(/^dn\d+\.png$/u);
  const file = await readFile(await saved.path());
  expect((await sharp(file).metadata()).width).toBe((await sharp(lit).metadata()).width);
  expect(await blueness(file)).toBeCloseTo(await blueness(lit), 3);

  await picture.click();
  await expect(inkdex.locator('.text-word.is-hit').first()).toBeVisible();
  await inkdex.goto(inkdex.url().replace(/&?q=wheels/u, ''));
  await expect(inkdex.locator('.text-word').first()).toBeVisible();
  await expect(inkdex.locator('.text-word.is-hit')).toHaveCount(0);
  await expect(inkdex.getByText('Copied the image.')).toBeHidden();
  await inkdex.locator('.stage').click({ button: 'right', position: { x: 5, y: 5 } });
  await item(inkdex, 'Copy image').click();
  // Chromium drops a picture that is still being drawn when the clipboard is read.
  await expect(inkdex.getByText('Copied the image.')).toBeVisible();
  expect(await blueness(await copiedImage(inkdex))).toBeGreaterThan((await blueness(lit)) + 0.002);
});

test('the menu of a word on the photo copies the word, and keys move in the menu', async ({ inkdex }) => {
  await openPhoto(inkdex);
  const word = inkdex.locator('.text-word').nth(2);
  const text = await word.innerText();
  await word.click({ button: 'right' });
  await expect(word).toHaveAttribute('aria-pressed', 'true');
  await item(inkdex, 'Copy').first().click();
  await expect(inkdex.getByText('Copied the selected text.')).toBeVisible();
  expect(await inkdex.evaluate(() => navigator.clipboard.readText())).toBe(text);

  await word.focus();
  await inkdex.keyboard.press('Shift+F10');
  await expect(menu(inkdex)).toBeVisible();
  await inkdex.keyboard.press('ArrowDown');
  await inkdex.keyboard.press('ArrowDown');
  await inkdex.keyboard.press('Enter');
  await expect(inkdex.getByText('Copied the text.')).toBeVisible();
  const all = await inkdex.locator('.text-line').allInnerTexts();
  const copied = await inkdex.evaluate(() => navigator.clipboard.readText());
  expect(copied.split('\n')).toHaveLength(all.length);

  await word.click({ button: 'right' });
  await inkdex.keyboard.press('Escape');
  await expect(menu(inkdex)).toBeHidden();
  await expect(inkdex.locator('.photo-screen')).toBeVisible();
});

test('the menu of selected photos acts on all of them, that of another photo on it alone', async ({
  inkdex,
}) => {
  const tiles = inkdex.getByRole('gridcell');
  await tiles.nth(0).click({ modifiers: ['Control'] });
  await tiles.nth(1).click({ modifiers: ['Control'] });
  await tiles.nth(1).click({ button: 'right' });
  await expect(item(inkdex, 'Open')).toBeHidden();
  await item(inkdex, 'Favourite').click();
  await expect(inkdex.getByRole('img', { name: 'Favourite' })).toHaveCount(2);

  await tiles.nth(2).click({ button: 'right' });
  await item(inkdex, 'Export…').click();
  await expect(inkdex.getByRole('dialog', { name: /^Export dn\d+\.jpg/u })).toBeVisible();
  await inkdex.keyboard.press('Escape');
  await tiles.nth(2).click({ button: 'right' });
  await item(inkdex, 'Remove').click();
  await expect(tiles).toHaveCount(2);
});

test('a picture is shared where the browser can share', async ({ inkdex }) => {
  await inkdex.evaluate(() => {
    const shared: ShareData[] = [];
    Object.assign(navigator, {
      canShare: () => true,
      share: (data: ShareData) => Promise.resolve(void shared.push(data)),
    });
    Object.assign(window, { shared });
  });
  await search(inkdex, 'wheels');
  await inkdex.locator('.result-picture').first().click({ button: 'right' });
  await item(inkdex, 'Share…').click();
  const files = () =>
    inkdex.evaluate(() =>
      (window as unknown as { shared: ShareData[] }).shared.flatMap(({ files = [] }) =>
        files.map(({ name, type, size }) => ({ name, type, isLarge: size > 10_000 })),
      ),
    );
  await expect
    .poll(files)
    .toEqual([{ name: expect.stringMatching(/^dn\d+\.png$/u), type: 'image/png', isLarge: true }]);
});

test('a photo is dragged out of the window without an address of the host', async ({ inkdex }) => {
  const tile = inkdex.getByRole('gridcell', { name: /^dn01\.jpg/u });
  const box = await tile.boundingBox();
  if (box === null) throw new Error('The tile has no box.');
  const dragged = inkdex.evaluate(
    () =>
      new Promise<Record<string, string>>((resolve) => {
        window.addEventListener('dragstart', ({ dataTransfer }) => {
          const types = [...(dataTransfer?.types ?? [])];
          resolve(Object.fromEntries(types.map((type) => [type, dataTransfer?.getData(type) ?? ''])));
        });
      }),
  );
  // A drag cannot wait for the picture: it is ready once it has an address.
  const isReady = inkdex.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const createAddress = URL.createObjectURL.bind(URL);
        URL.createObjectURL = (object) => {
          resolve();
          return createAddress(object);
        };
      }),
  );
  await inkdex.mouse.move(box.x + 40, box.y + 40);
  await inkdex.mouse.down();
  await isReady;
  await inkdex.mouse.move(box.x + 80, box.y + 60, { steps: 5 });
  const data = await dragged;
  await inkdex.mouse.up();
  expect(Object.keys(data)).toEqual(['downloadurl']);
  const address = /^image\/jpeg:dn01\.jpg:(blob:.+)$/u.exec(data.downloadurl ?? '')?.[1];
  expect(address).toBeDefined();
  const size = await inkdex.evaluate(async (from) => {
    const image = new Image();
    image.src = from;
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  }, address ?? '');
  expect(size.every((side) => side > 480)).toBe(true);
});

test('a photo is printed whole, with its text and nothing of the window', async ({ inkdex }, testInfo) => {
  await openPhoto(inkdex);
  const words = await inkdex.locator('.text-word').allInnerTexts();
  // The browser's own printing waits for nothing.
  await expect
    .poll(() =>
      inkdex.locator('.printed-photo img').evaluate((picture: HTMLImageElement) => picture.complete),
    )
    .toBe(true);
  const printed = await inkdex.pdf({ path: testInfo.outputPath('printed.pdf') });
  const task = getDocument({ data: new Uint8Array(printed), verbosity: 0 });
  const pdf = await task.promise;
  const pages = await Promise.all(Array.from({ length: pdf.numPages }, (_, index) => pdf.getPage(index + 1)));
  const texts = await Promise.all(pages.map((page) => page.getTextContent()));
  // Without spaces, because ligatures are pieces of their own.
  const text = texts
    .flatMap(({ items }) => items.map((each) => ('str' in each ? each.str : '')))
    .join('')
    .replaceAll(/\s/gu, '');
  await task.destroy();
  for (const word of words) expect(text).toContain(word.replaceAll(/\s/gu, ''));
  expect(text).toContain('dn01.jpg');
  for (const label of ['Settings', 'Copyall', 'Correct']) expect(text).not.toContain(label);
  // The photo is in it.
  expect(printed.length).toBeGreaterThan(50_000);
});

/** How often the page was printed, and whether its picture was drawn each time. */
async function watchPrinting(page: Page): Promise<() => Promise<boolean[]>> {
  await page.evaluate(() => {
    const prints: boolean[] = [];
    Object.assign(window, { prints });
    window.print = () => {
      const picture = document.querySelector<HTMLImageElement>('.printed-photo img');
      prints.push(picture !== null && picture.complete && picture.naturalWidth > 0);
    };
  });
  return async () =>
    z.array(z.boolean()).parse(await page.evaluate((): unknown => Reflect.get(window, 'prints')));
}

test('Ctrl+P and Print wait for the picture, and print nothing without it', async ({ inkdex }) => {
  const prints = await watchPrinting(inkdex);
  const { promise: sent, resolve: send } = Promise.withResolvers<undefined>();
  await inkdex.route(/\/photo\/display\//u, async (route) => {
    await sent;
    await route.continue();
  });
  await openPhoto(inkdex);
  await inkdex.keyboard.press('Control+p');
  await expect(inkdex.getByText('The photo is printed when it has loaded.')).toBeVisible();
  expect(await prints()).toEqual([]);
  send(undefined);
  await expect.poll(prints).toEqual([true]);

  await inkdex.locator('.stage').click({ button: 'right', position: { x: 5, y: 5 } });
  await item(inkdex, 'Print…').click();
  await expect.poll(prints).toEqual([true, true]);
});

test('a photo whose picture cannot be loaded is not printed, and a message says so', async ({ inkdex }) => {
  const prints = await watchPrinting(inkdex);
  await inkdex.route(/\/photo\/display\//u, (route) => route.abort());
  await openPhoto(inkdex);
  await inkdex.keyboard.press('Control+p');
  await expect(inkdex.getByText(/could not be loaded, so it was not printed/u)).toBeVisible();
  expect(await prints()).toEqual([]);
  // The browser's own printing says what is missing.
  await inkdex.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  await expect(inkdex.locator('.printed-photo figcaption')).toHaveText('The photo had not loaded yet.');
});
