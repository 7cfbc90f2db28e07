import type { Page } from '@playwright/test';
import { expect, readTest as test } from './inkdex.ts';

test('confirmed words of the library become a dataset, and an update adds words confirmed later', async ({
  inkdex,
}) => {
  // Two walks through the editor and two through the datasets.
  test.slow();
  await confirmWord(inkdex, 'zebrafish');
  await inkdex.getByRole('link', { name: 'Datasets' }).click();
  await inkdex.getByRole('button', { name: 'Create from library' }).press('Enter');
  const dialog = inkdex.getByRole('dialog');
  await expect(dialog.getByText('1 word on 1 photo')).toBeVisible();
  await inkdex.keyboard.type('My handwriting');
  await expect(dialog.getByLabel('Dataset name')).toHaveValue('My handwriting');
  await dialog.getByLabel('Search query').fill('zebrafishes nowhere');
  await expect(dialog.getByText('No confirmed words match.')).toBeVisible();
  await dialog.getByLabel('Search query').fill('');
  await expect(dialog.getByText('1 word on 1 photo')).toBeVisible();
  await dialog.getByLabel('Writer', { exact: true }).fill('anna');
  await dialog.getByRole('button', { name: 'Create dataset' }).click();
  await expect(inkdex.getByRole('main', { name: 'Datasets' })).toBeFocused();
  await inkdex.getByRole('link', { name: /^My handwriting/u }).click();
  await expect(inkdex.getByText('1 sample on 1 image')).toBeVisible();

  await inkdex.keyboard.press('3');
  await expect(inkdex.getByRole('gridcell', { name: 'zebrafish' })).toContainText('anna');
  await expect(inkdex.locator('.sample-tile img')).toHaveJSProperty('complete', true);
  await inkdex.getByRole('gridcell').press('Space');
  await inkdex.getByRole('button', { name: 'Clear selection' }).press('Enter');
  await expect(inkdex.getByRole('gridcell')).toBeFocused();

  const freeze = inkdex.getByRole('button', { name: 'Freeze', exact: true });
  await freeze.press('Enter');
  await inkdex.keyboard.press('Control+Enter');
  await expect(inkdex.getByText(/^Frozen as version/u)).toBeVisible();
  await expect(freeze).toBeFocused();

  await confirmWord(inkdex, 'quokka');
  await inkdex.getByRole('link', { name: 'Datasets' }).click();
  await inkdex.getByRole('link', { name: /^My handwriting/u }).click();
  await inkdex.getByRole('button', { name: 'Update from library' }).click();
  await expect(inkdex.getByText('2 samples on 1 image')).toBeVisible();

  // On a phone, everything of the list and every tab of a dataset is within the window.
  await inkdex.setViewportSize({ width: 390, height: 844 });
  for (const tab of await inkdex.locator('.dataset-tabs .tab').all()) {
    await expect(tab).toBeInViewport({ ratio: 1 });
  }
  await inkdex.getByRole('link', { name: 'Datasets', exact: true }).click();
  await expect(inkdex.getByRole('heading', { name: 'Datasets', exact: true })).toBeInViewport({ ratio: 1 });
  for (const name of ['Import', 'Draw', 'Create from library']) {
    await expect(inkdex.getByRole('button', { name })).toBeInViewport({ ratio: 1 });
  }
});

/** Confirms a text for the next word of the photo with the fewest words. */
async function confirmWord(page: Page, text: string): Promise<void> {
  await page.getByRole('link', { name: 'Library' }).click();
  await page.getByRole('gridcell', { name: /^dp01\.jpg/u }).focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.text-word').first()).toBeVisible();
  await page.keyboard.press('e');
  await expect(page.getByRole('textbox', { name: 'Text of the word' })).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('option', { name: `${text} Confirmed` })).toBeVisible();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
}
