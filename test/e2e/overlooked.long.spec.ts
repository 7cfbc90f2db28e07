import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, readTest, searchField, test } from './inkdex.ts';
import { runInkdex } from '../support/app.ts';

/** Photos are read again, one after the other. */

readTest('photos are looked at once more for words that reading passed over', async ({ inkdex }) => {
  await inkdex.keyboard.press('/');
  await inkdex.keyboard.type('zzyzxqqq');
  await expect(inkdex.getByRole('heading', { name: /^No photo has/u })).toBeVisible();
  await lookFor(inkdex, 'zzyzxqqq');
  await expect(inkdex.getByText('Searched 3 photos: 0 possible matches.')).toBeVisible();
  await expect(inkdex.getByRole('button', { name: 'Search for overlooked words' })).toHaveCount(0);

  await searchField(inkdex).fill('zzyzxqqqq');
  await expect(inkdex.getByRole('button', { name: 'Search for overlooked words' })).toBeVisible();
  await expect(inkdex.getByText('Searched 3 photos')).toHaveCount(0);
});

test.describe('photos of which nothing was read', () => {
  // Before the app opens the library, which one process may hold at a time.
  test.beforeEach(async ({ folders }) => {
    await runInkdex(['import', join(folders.home, 'notes'), '--no-read'], folders);
  });

  test('an overlooked word is confirmed where it is shown, found from then on, and taken back', async ({
    inkdex,
  }) => {
    await inkdex.keyboard.press('/');
    await inkdex.keyboard.type('wheels');
    await lookFor(inkdex, 'wheels');
    const list = inkdex.getByRole('list', { name: 'Overlooked words' });
    await expect(list.locator('.hit-light').first()).toBeAttached();
    await expect(list.getByRole('img', { name: /wheels/iu }).first()).toBeVisible();
    const places = await list.locator('.crop').count();
    await list
      .getByRole('button', { name: /^Yes, it says/u })
      .first()
      .click();

    await expect(inkdex.getByText(/^Added “wheels/iu)).toBeVisible();
    await expect(inkdex.locator('.crop-caption', { hasText: 'confirmed' })).toHaveCount(1);
    await expect(list.locator('.crop')).toHaveCount(places - 1);
    await inkdex.getByRole('button', { name: 'Undo' }).click();
    await expect(inkdex.getByRole('heading', { name: /^No photo has/u })).toBeVisible();
  });
});

/** Asks for it once the last letter typed has come through: before, it would be asked for the word's beginning. */
async function lookFor(page: Page, word: string): Promise<void> {
  const region = page.getByRole('region', { name: 'Not found yet?' });
  await expect(region.getByText(word, { exact: true })).toBeVisible();
  await region.getByRole('button', { name: 'Search for overlooked words' }).click();
}
