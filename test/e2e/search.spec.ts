import { expect, readTest as test } from './inkdex.ts';

test('Enter steps from hit to hit, and Ctrl+Enter opens the photo at the hit', async ({ inkdex }) => {
  await inkdex.keyboard.press('/');
  await inkdex.keyboard.type('wheels');
  await expect(inkdex.locator('.result').first()).toBeVisible();
  await inkdex.keyboard.press('Enter');
  await expect(inkdex.locator('.crop.is-active')).toHaveCount(1);
  await expect(inkdex.locator('.search-place')).toContainText('Hit 1 of');
  await inkdex.keyboard.press('Enter');
  await expect(inkdex.locator('.search-place')).toContainText('Hit 2 of');
  await inkdex.keyboard.press('Shift+Enter');
  await expect(inkdex.locator('.search-place')).toContainText('Hit 1 of');

  await inkdex.keyboard.press('Control+Enter');
  await expect(inkdex).toHaveURL(/#\/photo\/\d+\?word=\d+&q=wheels/u);
  await expect(inkdex.locator('.word-box.is-selected')).toBeVisible();
  await expect(inkdex.getByRole('region', { name: /^Word / })).toBeVisible();
});

test('the address says what is on screen, so back and forward work', async ({ inkdex }) => {
  await inkdex.keyboard.press('/');
  await inkdex.keyboard.type('wheels');
  await inkdex.locator('.result-picture').first().click();
  await expect(inkdex).toHaveURL(/#\/photo\//u);
  await inkdex.goBack();
  await expect(inkdex).toHaveURL(/#\/search\?q=wheels$/u);
  await expect(inkdex.locator('.result').first()).toBeVisible();
  await inkdex.goBack();
  await expect(inkdex.getByRole('grid', { name: 'Photos' })).toBeVisible();
  await inkdex.goForward();
  await expect(inkdex.getByRole('searchbox')).toHaveValue('wheels');
});

test('a search without hits says what to try', async ({ inkdex }) => {
  await inkdex.keyboard.press('Control+k');
  await inkdex.keyboard.type('zzyzxqqq');
  await expect(inkdex.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
  await expect(inkdex.getByText('Try fewer words')).toBeVisible();
});

test('words of the library are offered before the first letter', async ({ inkdex }) => {
  await inkdex.getByRole('link', { name: 'Search' }).click();
  const example = inkdex.locator('.example').first();
  await example.click();
  await expect(inkdex.locator('.result').first()).toBeVisible();
});
