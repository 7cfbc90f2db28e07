import type { Page } from '@playwright/test';
import { expectNoFaults } from './faults.ts';
import { fingersOn } from './fingers.ts';
import { expect, readTest as test, searchField } from './inkdex.ts';

test.beforeEach(async ({ inkdex }) => {
  await inkdex.getByRole('gridcell', { name: /^dn01\.jpg/u }).click();
  await expect(inkdex.locator('.text-word').first()).toBeVisible();
});

test('a word clicked in the text shows its crop, its readings and its place', async ({ inkdex }) => {
  const word = inkdex.locator('.text-word').nth(4);
  const text = await word.innerText();
  await word.click();

  const details = inkdex.getByRole('region', { name: `Word ${text}` });
  await expect(details.getByRole('textbox', { name: 'Text of the word' })).toHaveValue(text);
  await expect(details.getByText(/^Read by starter-recogniser/u)).toBeVisible();
  expect(await details.locator('.reading').count()).toBeGreaterThan(1);
  await expect.poll(() => loadedWidth(inkdex, '.word-crop img')).toBeGreaterThan(0);
  await expect(inkdex.locator('.word-box.is-selected')).toBeVisible();
});

test('a word is corrected beside its photo, its look-alikes in one stroke, and both are undone', async ({
  inkdex,
}) => {
  const word = inkdex.locator('.text-word', { hasText: /^spin$/u }).first();
  await word.click();
  // Enter reaches the field, a reading fills it, and Escape leaves it as it is.
  await inkdex.keyboard.press('Enter');
  const details = inkdex.locator('.word-details');
  const field = details.getByRole('textbox', { name: 'Text of the word' });
  await expect(field).toBeFocused();
  await inkdex.keyboard.press('Alt+2');
  await expect(field).not.toHaveValue('spin');
  await inkdex.keyboard.press('Escape');
  await expect(word).toBeFocused();
  await expect(details.getByText('Not confirmed yet. Press Enter to confirm.')).toBeVisible();
  // What was typed for a word is still there when the person comes back to it.
  await inkdex.keyboard.press('ArrowRight');
  await inkdex.keyboard.press('ArrowLeft');
  await expect(field).not.toHaveValue('spin');
  await field.fill('spin');
  await field.press('Enter');
  await expect(word).toBeFocused();
  await expect(details.getByText(/^Confirmed/u)).toBeVisible();

  const messages = inkdex.getByRole('log', { name: 'Messages' });
  await expect(messages).toContainText(/Confirmed “spin”\. \d+ look-alikes? on \d+ photos?\./u);
  await messages.getByRole('button', { name: 'Show' }).click();
  const dialog = inkdex.getByRole('dialog', { name: 'Look-alikes of “spin”' });
  // Those that are read so are selected, and nothing else.
  const tiles = dialog.getByRole('list', { name: 'Read so' }).getByRole('button');
  const count = await tiles.count();
  expect(count).toBeGreaterThan(0);
  await expect(dialog.getByRole('button', { pressed: true })).toHaveCount(count);
  await expectNoFaults(inkdex);
  await tiles.first().click();
  await expect(dialog.getByRole('button', { name: /^Confirm/u })).toHaveText(
    `Confirm ${count - 1} as “spin”`,
  );
  await tiles.first().click();
  await dialog.getByRole('button', { name: /^Confirm/u }).click();
  await expect(messages).toContainText(new RegExp(`Confirmed ${count} words? as “spin”`, 'u'));
  await searchField(inkdex).fill('"spin"');
  const confirmed = inkdex.locator('.crop-caption', { hasText: 'confirmed' });
  await expect(confirmed).toHaveCount(count + 1);
  // Ctrl+Z undoes it on the screen of the search, also when the message is gone, and then the word before.
  await messages.getByRole('button', { name: 'Close message' }).click();
  await inkdex.getByRole('main', { name: 'Search' }).focus();
  await inkdex.keyboard.press('Control+z');
  await expect(confirmed).toHaveCount(1);
  await expect(messages).toContainText(/Undone: Confirmed \d+ words? as “spin”\./u);
  await inkdex.keyboard.press('Control+z');
  await expect(confirmed).toHaveCount(0);
});

test('what another window confirmed is not overwritten before it was seen', async ({ inkdex, context }) => {
  const word = inkdex.locator('.text-word').nth(4);
  const text = await word.innerText();
  await word.click();
  const field = inkdex.locator('.word-details').getByRole('textbox', { name: 'Text of the word' });
  await field.fill('mine');
  const other = await context.newPage();
  await other.goto(inkdex.url());
  await other.locator('.text-word').nth(4).click();
  await other.locator('.word-details').getByRole('textbox', { name: 'Text of the word' }).fill('theirs');
  await other.keyboard.press('Enter');
  await expect(other.getByText('Corrected to “theirs”.')).toBeVisible();

  const state = inkdex.locator('#word-state');
  await expect(state).toHaveText('Changed elsewhere to “theirs”. Your text is kept, but not confirmed.');
  await expect(field).toHaveValue('mine');
  await field.press('Enter');
  await expect(state).toContainText('Press Enter to overwrite it with your text.');
  await expect(other.locator('.text-word').nth(4)).toHaveText('theirs');
  await inkdex.getByRole('button', { name: 'Discard my text' }).click();
  await expect(field).toHaveValue('theirs');
  // Enter that is held down confirms nothing further.
  await field.fill(text);
  await inkdex.keyboard.down('Enter');
  for (let press = 0; press < 5; press += 1) await inkdex.keyboard.down('Enter');
  await inkdex.keyboard.up('Enter');
  await expect(other.locator('.text-word').nth(4)).toHaveText(text);
});

test('a word clicked on the photo is the word in the text', async ({ inkdex }) => {
  await inkdex.locator('.text-word').first().click();
  await settled(inkdex);
  const box = await inkdex.locator('.word-box.is-selected').boundingBox();
  const text = await inkdex.locator('.text-word[aria-pressed=true]').innerText();
  await inkdex.getByRole('button', { name: 'Deselect' }).click();
  await expect(inkdex.locator('.word-box.is-selected')).toHaveCount(0);

  if (box === null) throw new Error('The first word has no box.');
  await inkdex.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await expect(inkdex.locator('.text-word[aria-pressed=true]')).toHaveText(text);
});

test('the photo is zoomed and panned with keys and wheel', async ({ inkdex }) => {
  const scale = inkdex.locator('.stage-scale');
  const fitted = await scale.innerText();
  await inkdex.keyboard.press('1');
  await expect(scale).toHaveText('100%');
  const before = await inkdex.locator('[data-display]').boundingBox();
  await inkdex.getByRole('application').focus();
  await inkdex.keyboard.press('ArrowRight');
  await expect
    .poll(async () => (await inkdex.locator('[data-display]').boundingBox())?.x)
    .not.toBe(before?.x);
  await inkdex.keyboard.press('0');
  await expect(scale).toHaveText(fitted);
  await inkdex.getByRole('application').hover();
  await inkdex.mouse.wheel(0, -240);
  await expect(scale).not.toHaveText(fitted);
});

test('a finger that rests while another zooms is no tap on the word below it', async ({ inkdex }) => {
  const [x, y] = await middleOfFirstWord(inkdex);
  const scale = inkdex.locator('.stage-scale');
  const fitted = await scale.innerText();
  const fingers = await fingersOn(inkdex);
  await fingers.down([x, y]);
  await fingers.down([x, y], [x + 60, y]);
  await fingers.move([x, y], [x + 90, y]);
  await fingers.move([x, y], [x + 120, y]);
  await fingers.up([x, y]);
  await fingers.up();
  await expect(scale).not.toHaveText(fitted);
  await settled(inkdex);
  await expect(inkdex.locator('.word-box.is-selected')).toHaveCount(0);

  await fingers.down([x, y]);
  await fingers.up();
  await expect(inkdex.locator('.word-box.is-selected')).toHaveCount(1);
});

test('all text is copied, a line of writing to a line', async ({ inkdex, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await inkdex.getByRole('button', { name: 'Copy all' }).click();
  await expect(inkdex.getByRole('button', { name: 'Copied' })).toBeVisible();
  const copied = await inkdex.evaluate(() => navigator.clipboard.readText());
  expect(copied.split('\n')).toHaveLength(await inkdex.locator('.text-line').count());
});

test('the text is copied as Markdown, with its headings and lists', async ({ inkdex, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await inkdex.locator('.stage').click({ button: 'right', position: { x: 5, y: 5 } });
  await inkdex.getByRole('menuitem', { name: 'Copy as Markdown' }).click();
  await expect(inkdex.getByText('Copied as Markdown.')).toBeVisible();
  const copied = await inkdex.evaluate(() => navigator.clipboard.readText());
  const words = await inkdex.locator('.text-word').allInnerTexts();
  const [first = ''] = words;
  expect(copied).toContain(first);
  // A heading or a paragraph of its own: the plain text has no empty line.
  expect(copied).toMatch(/\n\n/u);
});

test('previous and next go through the library', async ({ inkdex }) => {
  const name = inkdex.locator('.photo-title h1');
  const seen = new Set([await name.innerText()]);
  const place = inkdex.locator('.photo-place');
  await expect(place).toHaveText(/\/ 3$/u);
  while ((await place.innerText()) !== '1 / 3') await step(inkdex, 'PageUp');
  seen.add(await name.innerText());
  await step(inkdex, 'PageDown');
  seen.add(await name.innerText());
  await step(inkdex, 'PageDown');
  seen.add(await name.innerText());
  expect([...seen].sort()).toEqual(['dn01.jpg', 'dp01.jpg', 'dw01.jpg']);
});

test('photo and text keep the keyboard when another photo takes their place, or it is turned', async ({
  inkdex,
}) => {
  const stage = inkdex.getByRole('application');
  const chosen = inkdex.locator('.text-word[aria-pressed=true]');
  const scale = inkdex.locator('.stage-scale');
  await expect(inkdex.locator('.photo-place')).toHaveText(/\/ 3$/u);
  while ((await inkdex.locator('.photo-place').innerText()) !== '1 / 3') await step(inkdex, 'PageUp');
  await stage.focus();
  await inkdex.keyboard.press('ArrowDown');
  await expect(chosen).toHaveCount(1);
  await inkdex.keyboard.press('1');
  await expect(scale).toHaveText('100%');

  await step(inkdex, 'PageDown');
  await expect(stage).toBeFocused();
  await expect(scale).not.toHaveText('100%');
  await expect(chosen).toHaveCount(0);
  await inkdex.keyboard.press('ArrowDown');
  await expect(chosen).toHaveCount(1);

  await inkdex.locator('.text-word').nth(2).focus();
  await step(inkdex, 'PageDown');
  await expect(inkdex.locator('.text-word').first()).toBeFocused();
  await inkdex.keyboard.press('ArrowRight');
  await expect(chosen).toHaveCount(1);

  await stage.focus();
  await inkdex.keyboard.press('r');
  await expect(inkdex.locator('.toast', { hasText: 'Photo rotated.' })).toBeVisible();
  await expect(inkdex.locator('[data-display]')).toHaveAttribute('src', /-90/u);
  await expect(stage).toBeFocused();
});

test('in a small window the header keeps to one row, and its buttons say on hover what they do', async ({
  inkdex,
}) => {
  // At twice its size, a window of 1280 pixels.
  await inkdex.setViewportSize({ width: 640, height: 400 });
  await searchField(inkdex).fill('spin');
  await inkdex.locator('.hit-light').first().waitFor();
  await searchField(inkdex).press('Enter');
  await searchField(inkdex).press('Control+Enter');
  await expect(inkdex.getByText(/hits$/u)).toBeVisible();
  const title = inkdex.locator('.photo-title h1');
  expect((await title.boundingBox())?.width).toBeGreaterThan(60);
  expect((await inkdex.locator('.photo-header').boundingBox())?.height).toBeLessThan(64);
  for (const [role, name, hint] of [
    ['button', 'Read again', 'Read again'],
    ['link', 'Correct', 'Correct words (E)'],
  ] as const) {
    const control = inkdex.getByRole(role, { name, exact: true });
    await expect(control).toHaveAttribute('title', hint);
    expect((await control.boundingBox())?.width).toBeLessThan(60);
  }
});

test('a photo is turned with its words, read again as it stands, and turned back', async ({ inkdex }) => {
  const picture = () =>
    inkdex
      .locator('[data-display]')
      .evaluate((image) =>
        image instanceof HTMLImageElement ? image.naturalWidth / image.naturalHeight : 0,
      );
  const place = () => inkdex.locator('.photo-title p').innerText();
  const text = () => inkdex.locator('.text-line').allInnerTexts();
  await expect.poll(picture).toBeGreaterThan(0);
  const [shape, before, size] = [await picture(), await text(), /[\d,]+ × [\d,]+/u.exec(await place())?.[0]];
  const [width = '', height = ''] = size?.split(' × ') ?? [];

  await inkdex.keyboard.press('r');
  await expect.poll(place).toContain(`${height} × ${width}`);
  await expect.poll(picture).toBeCloseTo(1 / shape, 2);
  await expect.poll(text).not.toEqual(before);
  await inkdex.keyboard.press('Shift+R');
  await expect.poll(place).toContain(`${width} × ${height}`);
  await expect.poll(picture).toBeCloseTo(shape, 2);
  await expect.poll(text).toEqual(before);
});

test('a photo that is not in the library says so', async ({ inkdex }) => {
  await inkdex.evaluate(() => {
    location.hash = '#/photo/99999';
  });
  await expect(inkdex.getByRole('heading', { name: 'This photo could not be loaded' })).toBeVisible();
  await expect(inkdex.getByRole('link', { name: 'Back to the library' })).toBeVisible();
});

/** Where on the window the first word of the text stands on the photo, which is shown whole. */
async function middleOfFirstWord(page: Page): Promise<[number, number]> {
  await page.locator('.text-word').first().click();
  await settled(page);
  await page.keyboard.press('0');
  await settled(page);
  const box = await page.locator('.word-box.is-selected').boundingBox();
  if (box === null) throw new Error('The first word has no box.');
  await page.keyboard.press('Escape');
  await expect(page.locator('.word-box.is-selected')).toHaveCount(0);
  return [box.x + box.width / 2, box.y + box.height / 2];
}

/** Two frames on, whatever a click set in motion stands still. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      }),
  );
}

/** Waits until the next photo's own name is on screen. */
async function step(page: Page, key: 'PageUp' | 'PageDown' | 'ArrowLeft' | 'ArrowRight'): Promise<void> {
  const before = await page.locator('.photo-place').innerText();
  const name = await page.locator('.photo-title h1').innerText();
  await page.keyboard.press(key);
  await expect(page.locator('.photo-place')).not.toHaveText(before);
  await expect(page.locator('.photo-title h1')).not.toHaveText(name);
}

function loadedWidth(page: Page, selector: string): Promise<number> {
  return page
    .locator(selector)
    .evaluate((image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0));
}

test('arrows go to the next photo where nothing can be panned, and Delete removes it until it is undone', async ({
  inkdex,
}) => {
  const place = inkdex.locator('.photo-place');
  await expect(place).toHaveText(/\/ 3$/u);
  while ((await place.innerText()) !== '1 / 3') await step(inkdex, 'PageUp');
  await step(inkdex, 'ArrowRight');
  await expect(place).toHaveText('2 / 3');
  await step(inkdex, 'ArrowLeft');
  await expect(place).toHaveText('1 / 3');
  const name = await inkdex.locator('.photo-title h1').innerText();

  await inkdex.keyboard.press('Delete');
  await expect(place).toHaveText('1 / 2');
  await expect(inkdex.locator('.photo-title h1')).not.toHaveText(name);
  await inkdex.keyboard.press('Control+z');
  await expect(place).toHaveText('2 / 3');
});
