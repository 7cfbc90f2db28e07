import type { Locator, Page } from '@playwright/test';
import { expectNoFaults } from './faults.ts';
import { expect, readTest as test } from './inkdex.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test.beforeEach(async ({ inkdex }) => {
  await inkdex.getByRole('gridcell', { name: /^dn01\.jpg/u }).click();
  await expect(inkdex.locator('.text-word').first()).toBeVisible();
});

function copied(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Drags the mouse from the middle of one element to that of another. */
async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  await from.hover();
  await page.mouse.down();
  await to.hover();
  await page.mouse.up();
}

test('words are selected over two lines of the text, and copied in reading order', async ({ inkdex }) => {
  const line = (place: number) => inkdex.locator('.text-line').nth(place).locator('.text-word');
  await drag(inkdex, line(0).last(), line(1).first());
  const text = `${await line(0).last().innerText()}\n${await line(1).first().innerText()}`;
  await expect(inkdex.getByRole('status').filter({ hasText: '2 words' })).toBeVisible();
  await inkdex.keyboard.press('Control+c');
  expect(await copied(inkdex)).toBe(text);

  await inkdex.keyboard.press('Shift+ArrowRight');
  await expect(inkdex.getByRole('status').filter({ hasText: '3 words' })).toBeVisible();
  await expectNoFaults(inkdex);
  await inkdex.getByRole('button', { name: 'Copy', exact: true }).click();
  expect(await copied(inkdex)).toBe(`${text} ${await line(1).nth(1).innerText()}`);
});

test('words are selected on the photo: a drag, a line with three clicks, all with a key', async ({
  inkdex,
}) => {
  const words = inkdex.locator('.text-line').nth(1).locator('.text-word');
  const line = (await words.allInnerTexts()).join(' ');
  const pressed = inkdex.locator('.text-word[aria-pressed=true]');
  const middleOf = async (word: Locator): Promise<{ x: number; y: number }> => {
    await word.hover();
    const box = await inkdex.locator('.word-box.is-hovered').boundingBox();
    if (box === null) throw new Error('The word has no box.');
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const [first, last] = [await middleOf(words.first()), await middleOf(words.last())];
  const place = inkdex.locator('.stage-photo').last();
  const before = await place.getAttribute('style');
  await inkdex.mouse.move(first.x, first.y);
  await inkdex.mouse.down();
  await inkdex.mouse.move(last.x, last.y, { steps: 4 });
  await inkdex.mouse.up();
  await expect(pressed).toHaveText(await words.allInnerTexts());
  expect(await place.getAttribute('style')).toBe(before);
  await inkdex.keyboard.press('Control+c');
  expect(await copied(inkdex)).toBe(line);

  await inkdex.mouse.click(first.x, first.y);
  await expect(pressed).toHaveCount(1);
  await inkdex.mouse.click(first.x, first.y, { clickCount: 3 });
  await expect(pressed).toHaveText(await words.allInnerTexts());
  await inkdex.keyboard.press('Control+a');
  await expect(pressed).toHaveCount(await inkdex.locator('.text-word').count());
  await inkdex.keyboard.press('Escape');
  await expect(pressed).toHaveCount(0);
});
