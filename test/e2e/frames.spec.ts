import { expect, readTest as test, searchField } from './inkdex.ts';

test('only words that are in doubt are framed, the one that is pointed at, and all with b', async ({
  inkdex,
}) => {
  await inkdex.getByRole('gridcell', { name: /^dn01\.jpg/u }).click();
  await expect(inkdex.locator('.text-word').first()).toBeVisible();
  const sure = inkdex.locator('.word-box.is-sure');
  await expect(inkdex.locator('.word-box.is-uncertain')).toHaveCount(1);
  await expect(sure).toHaveCount(0);
  await inkdex.locator('.text-word').first().hover();
  await expect(inkdex.locator('.word-box.is-hovered')).toHaveCount(1);
  await inkdex.keyboard.press('b');
  await expect(sure).toHaveCount(1);
  await inkdex.keyboard.press('b');
  await expect(sure).toHaveCount(0);
});

test('the window has one typeface, which comes with it', async ({ inkdex }) => {
  const loaded = () =>
    inkdex.evaluate(
      () =>
        [...document.fonts].filter(({ family, status }) => family === 'Inter' && status === 'loaded').length,
    );
  await expect.poll(loaded).toBeGreaterThan(0);
  expect(await inkdex.evaluate(() => getComputedStyle(document.body).fontFamily)).toMatch(/^Inter,/u);
});

test('what a photo shows is said beside its text, corrected there, and taken back', async ({ inkdex }) => {
  await inkdex.getByRole('gridcell', { name: /^dn01\.jpg/u }).click();
  const kind = inkdex.getByRole('combobox', { name: 'Kind' });
  const before = await kind.inputValue();
  await kind.selectOption('Board');
  await expect(inkdex.getByRole('log')).toContainText('Kind: Board.');
  await expect(kind).toHaveValue('board');
  await inkdex.getByRole('log').getByRole('button', { name: 'Undo' }).click();
  await expect(kind).toHaveValue(before);
  await kind.selectOption('Document');
  await searchField(inkdex).fill('kind:document');
  await expect(inkdex.locator('.result')).toHaveCount(1);
});

test('the chips of a search are one stop of Tab, and arrows go from one to the next', async ({ inkdex }) => {
  await searchField(inkdex).fill('the');
  const chips = inkdex.getByRole('toolbar', { name: 'Filters' }).getByRole('button');
  await expect(chips.nth(1)).toBeVisible();
  const stops = await chips.evaluateAll((all) => all.filter(({ tabIndex }) => tabIndex === 0).length);
  expect(stops).toBe(1);
  await chips.first().focus();
  await inkdex.keyboard.press('ArrowRight');
  await expect(chips.nth(1)).toBeFocused();
  await inkdex.keyboard.press('Tab');
  await expect(chips.nth(1)).not.toBeFocused();
  expect(await chips.evaluateAll((all) => all.some((chip) => chip === document.activeElement))).toBe(false);
});
