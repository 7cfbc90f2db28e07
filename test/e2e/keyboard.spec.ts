import { expectNoFaults } from './faults.ts';
import type { Page } from '@playwright/test';
import { expect, readTest as test } from './inkdex.ts';

test('everything from the library to a word and back is done without a mouse', async ({ inkdex }) => {
  const grid = inkdex.getByRole('grid', { name: 'Photos' });
  await expect(grid.getByRole('gridcell')).toHaveCount(3);
  const focusedRole = () => inkdex.evaluate(() => document.activeElement?.getAttribute('role'));
  for (let stops = 0; stops < 24 && (await focusedRole()) !== 'gridcell'; stops += 1) {
    await inkdex.keyboard.press('Tab');
  }
  await expect(grid.getByRole('gridcell').first()).toBeFocused();

  await inkdex.keyboard.press('ArrowRight');
  await inkdex.keyboard.press('ArrowRight');
  await expect(grid.getByRole('gridcell').nth(2)).toBeFocused();
  await inkdex.keyboard.press('Enter');
  await expect(inkdex.locator('.text-word').first()).toBeVisible();
  await expect(inkdex.getByRole('main', { name: 'Photo' })).toBeFocused();

  await inkdex.getByRole('application').focus();
  await inkdex.keyboard.press('ArrowDown');
  await expect(inkdex.locator('.text-word[aria-pressed=true]')).toHaveCount(1);
  const first = await inkdex.locator('.text-word[aria-pressed=true]').getAttribute('data-word');
  await inkdex.keyboard.press('ArrowRight');
  await expect(inkdex.locator('.text-word[aria-pressed=true]')).not.toHaveAttribute('data-word', first ?? '');

  await inkdex.keyboard.press('Escape');
  await expect(inkdex.locator('.text-word[aria-pressed=true]')).toHaveCount(0);
  await inkdex.keyboard.press('Escape');
  await expect(grid.getByRole('gridcell').nth(2)).toBeFocused();

  await grid.getByRole('gridcell').first().click();
  await expect(inkdex.getByRole('main', { name: 'Photo' })).toBeFocused();
  await inkdex.keyboard.press('Escape');
  await expect(grid.getByRole('gridcell').first()).toBeFocused();
});

test('photos are selected and taken out of the library with keys, files untouched', async ({ inkdex }) => {
  const tiles = inkdex.getByRole('gridcell');
  await tiles.first().focus();
  await inkdex.keyboard.press('Space');
  await inkdex.keyboard.press('ArrowRight');
  await inkdex.keyboard.press('Shift+Space');
  await expect(inkdex.getByText('2 photos selected')).toBeVisible();
  await inkdex.keyboard.press('Control+a');
  await expect(inkdex.getByText('3 photos selected')).toBeVisible();
  await inkdex.keyboard.press('Escape');
  await expect(inkdex.getByText('selected')).toBeHidden();

  await inkdex.keyboard.press('Space');
  await inkdex.keyboard.press('Delete');
  await expect(tiles).toHaveCount(2);
  await expect(inkdex.getByText('Removed 1 photo.')).toBeVisible();

  await inkdex.keyboard.press('Control+z');
  await expect(inkdex.getByText('Restored 1 photo.')).toBeVisible();
  await expect(tiles).toHaveCount(3);

  await tiles.nth(2).focus();
  await inkdex.keyboard.press('Space');
  await inkdex.keyboard.press('Delete');
  await expect(tiles).toHaveCount(2);
  await expect(tiles.nth(1)).toBeFocused();
});

test('Undo that comes before the photo is gone waits for it', async ({ inkdex }) => {
  const tiles = inkdex.getByRole('gridcell');
  await tiles.first().focus();
  // All in one task of the page: no answer of the host can come between.
  await inkdex.evaluate(() => {
    const press = (key: string, ctrlKey = false): void => {
      const init = { key, ctrlKey, bubbles: true, cancelable: true };
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', init));
    };
    press(' ');
    press('Delete');
    press('z', true);
  });
  await expect(inkdex.getByText('Restored 1 photo.')).toBeVisible();
  await expect(tiles).toHaveCount(3);
});

test('arrow keys go on from the photo in hand once nothing is selected any more', async ({ inkdex }) => {
  const tiles = inkdex.getByRole('gridcell');
  await tiles.nth(1).focus();
  await inkdex.keyboard.press('Space');
  await inkdex.getByRole('button', { name: 'Clear selection' }).press('Enter');
  await expect(tiles.nth(1)).toBeFocused();
  await inkdex.keyboard.press('ArrowRight');
  await expect(tiles.nth(2)).toBeFocused();
});

test('a photo with confirmed words that a key removes comes back with them', async ({ inkdex }) => {
  const tiles = inkdex.getByRole('gridcell');
  await correct(inkdex, ['pelican', 'heron']);
  await inkdex.getByRole('gridcell', { name: /^dp01\.jpg/u }).focus();
  await inkdex.keyboard.press('Space');
  await inkdex.keyboard.press('Delete');
  await expect(tiles).toHaveCount(2);
  await inkdex.keyboard.press('Control+z');
  await expect(tiles).toHaveCount(3);
  await inkdex.keyboard.press('/');
  await inkdex.keyboard.type('pelican');
  await expect(inkdex.locator('.result')).toHaveCount(1);
});

test('removed photos are put back with what was typed there, or forgotten when asked twice', async ({
  inkdex,
}) => {
  const tiles = inkdex.getByRole('gridcell');
  await correct(inkdex, ['cormorant']);
  await tiles.first().focus();
  await inkdex.keyboard.press('Control+a');
  await inkdex.keyboard.press('Delete');
  await expect(inkdex.getByText('Drop your photos here')).toBeVisible();

  // The message is gone, and so is the window that showed it.
  await inkdex.reload();
  await inkdex.getByRole('button', { name: '3 removed photos' }).click();
  const dialog = inkdex.getByRole('dialog', { name: 'Removed photos' });
  await expect(dialog.getByRole('listitem')).toHaveCount(3);
  await expect(dialog.getByRole('listitem').filter({ hasText: 'dp01.jpg' })).toContainText('1 confirmed');
  await dialog.getByRole('button', { name: 'Restore dp01.jpg' }).click();
  await expect(dialog.getByRole('listitem')).toHaveCount(2);
  await dialog.getByRole('button', { name: 'Delete all…' }).click();
  await expect(dialog).toContainText('Permanently delete 2 photos and all their words?');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog.getByRole('listitem')).toHaveCount(2);
  await dialog.getByRole('button', { name: 'Delete all…' }).click();
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(dialog).toContainText('No removed photos.');
  await inkdex.keyboard.press('Escape');
  await expect(tiles).toHaveCount(1);
  await expect(inkdex.getByRole('button', { name: 'removed photo' })).toBeHidden();

  await inkdex.keyboard.press('/');
  await inkdex.keyboard.type('cormorant');
  await expect(inkdex.locator('.result')).toHaveCount(1);
});

test('the ring around what has the focus is seen whole at the upper edge of the screen', async ({
  inkdex,
}) => {
  const button = inkdex.getByRole('button', { name: 'Add photos' });
  await button.focus();
  const [ring, screen] = [await button.boundingBox(), await inkdex.getByRole('main').boundingBox()];
  const reach = await button.evaluate((element) => {
    const { outlineOffset, outlineWidth } = getComputedStyle(element);
    return parseFloat(outlineOffset) + parseFloat(outlineWidth);
  });
  expect(reach).toBeGreaterThan(0);
  expect((ring?.y ?? 0) - reach).toBeGreaterThanOrEqual(screen?.y ?? Infinity);
});

test('guides and shortcuts open with a question mark, are searched, and close with Escape', async ({
  inkdex,
}) => {
  await inkdex.keyboard.press('?');
  const dialog = inkdex.getByRole('dialog', { name: 'Help and keyboard shortcuts' });
  const field = dialog.getByRole('textbox', { name: 'Search help and shortcuts' });
  await expect(field).toBeFocused();
  await field.fill('copy');
  await expect(dialog.getByRole('term')).toContainText(['Copy selected text']);
  await field.fill('searchable PDF');
  await dialog.locator('summary').click();
  await expect(dialog.getByText('the photos with their text over the writing')).toBeVisible();
  await expectNoFaults(inkdex);
  await field.fill('no such thing');
  await expect(dialog.getByText('No guide and no shortcut contains “no such thing”.')).toBeVisible();
  await inkdex.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

/** Types over the first words of dp01.jpg, and comes back to the library. */
async function correct(inkdex: Page, texts: readonly string[]): Promise<void> {
  await inkdex.getByRole('gridcell', { name: /^dp01\.jpg/u }).click();
  await inkdex.getByRole('link', { name: 'Correct', exact: true }).click();
  const field = inkdex.getByRole('textbox', { name: 'Text of the word' });
  for (const text of texts) {
    await field.fill(text);
    await field.press('Enter');
    await expect(inkdex.getByRole('option', { name: `${text} Confirmed` })).toBeVisible();
  }
  await expect(inkdex.getByText('Saved', { exact: true })).toBeVisible();
  await inkdex.getByRole('link', { name: 'Library' }).click();
}
