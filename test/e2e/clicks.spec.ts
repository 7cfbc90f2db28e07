import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { runInkdex } from '../support/app.ts';
import { expect, readTest as test, searchField, test as emptyTest } from './inkdex.ts';
import { eightWritten, writeWordFolder } from './wordFolder.ts';

/**
 * The commonest tasks with the clicks that they may need; typing and Enter are not counted. A later change that adds a click
 * fails here. The first hit of an empty library is counted in
 * firstRun.spec.ts.
 */

/** Counts the clicks of a mouse in the page: a key that presses a button makes a click with no detail. */
async function counting(page: Page): Promise<(most: number) => Promise<void>> {
  await page.evaluate(() => {
    document.documentElement.dataset.clicks = '0';
    addEventListener(
      'click',
      ({ detail, isTrusted }) => {
        const { dataset } = document.documentElement;
        if (isTrusted && detail > 0) dataset.clicks = String(Number(dataset.clicks) + 1);
      },
      true,
    );
  });
  return async (most) => {
    expect(Number(await page.locator('html').getAttribute('data-clicks'))).toBe(most);
  };
}

test('a misread word is corrected in its hit with two clicks and Enter', async ({ inkdex }) => {
  await searchField(inkdex).fill('wheels');
  const frame = inkdex.locator('.crop-frame').first();
  await frame.waitFor();
  const clicked = await counting(inkdex);
  await frame.hover();
  await frame.getByRole('button', { name: /^Correct / }).click();
  const dialog = inkdex.getByRole('dialog', { name: 'Correct word' });
  const second = dialog.locator('.reading').nth(1);
  const text = await second.locator('.reading-text').innerText();
  await second.click();
  await expect(dialog.getByRole('textbox', { name: 'Text of the word' })).toHaveValue(text);
  await inkdex.keyboard.press('Enter');
  await expect(inkdex.getByRole('log')).toContainText(`Corrected to “${text.trim()}”`);
  await clicked(2);
});

test('twenty words in a row are two clicks and an Enter each, and training on them is two more', async ({
  inkdex,
}) => {
  const clicked = await counting(inkdex);
  await inkdex.getByRole('link', { name: 'Correct words' }).click();
  await inkdex.getByRole('button', { name: 'Start' }).click();
  const field = inkdex.getByRole('textbox', { name: 'Text of the word' });
  const shown = () => new URL(inkdex.url()).hash;
  for (let word = 1; word <= 20; word += 1) {
    await expect(field).toBeFocused();
    const before = shown();
    await expect(field).not.toHaveValue('');
    await inkdex.keyboard.press('Enter');
    await expect.poll(shown).not.toBe(before);
  }
  await clicked(2);
  await inkdex.getByRole('link', { name: 'Train', exact: true }).click();
  const train = inkdex.getByRole('button', { name: 'Train on my 20 corrections' });
  await expect(train).toBeEnabled();
  await train.click();
  await expect(inkdex.getByRole('heading', { name: 'Train on 20 corrections' })).toBeVisible();
  await clicked(4);
});

test('all photos of a topic are kept with one click and Enter', async ({ inkdex }) => {
  const clicked = await counting(inkdex);
  await inkdex.keyboard.press('/');
  await inkdex.keyboard.type('wheels');
  await expect(inkdex.locator('.result').first()).toBeVisible();
  await inkdex.getByRole('button', { name: 'Save search' }).click();
  await inkdex.keyboard.press('Enter');
  await expect(
    inkdex.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'wheels' }),
  ).toBeVisible();
  await clicked(1);
});

test('a searchable PDF of a photo is two clicks', async ({ inkdex }) => {
  await inkdex.getByRole('gridcell').first().click();
  await expect(inkdex.locator('.text-word').first()).toBeVisible();
  const clicked = await counting(inkdex);
  await inkdex.getByRole('button', { name: 'Export', exact: true }).click();
  const dialog = inkdex.getByRole('dialog', { name: /^Export / });
  await expect(dialog.getByRole('combobox', { name: 'Format' })).toHaveValue('pdf');
  const saved = inkdex.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download' }).click();
  expect((await saved).suggestedFilename()).toMatch(/\.pdf$/u);
  await clicked(2);
});

test('a dataset is imported with three clicks, and frozen with two more', async ({ inkdex, folders }) => {
  const folder = join(folders.home, 'written');
  writeWordFolder(folder);
  const clicked = await counting(inkdex);
  await inkdex.getByRole('link', { name: 'Datasets' }).click();
  await inkdex.getByRole('button', { name: 'Import', exact: true }).click();
  const field = inkdex.getByLabel('Or enter a path');
  await field.fill(folder);
  await field.press('Enter');
  const dialog = inkdex.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog.getByText(`${eightWritten.length} samples imported`)).toBeVisible();
  await clicked(3);
  await inkdex.keyboard.press('Enter');
  await inkdex.getByRole('button', { name: 'Freeze' }).click();
  await dialog.getByLabel('Note').fill('As imported.');
  await dialog.getByRole('button', { name: 'Freeze' }).click();
  await expect(dialog).toHaveCount(0);
  await clicked(5);
});

/** A library with two versions of a dataset, and with a second recogniser that is in use. */
const versionsTest = emptyTest.extend({
  folders: async ({ folders }, use) => {
    const folder = join(folders.home, 'written');
    writeWordFolder(folder);
    for (const line of [
      ['dataset', 'import', 'csv', folder, '--name', 'written'],
      ['dataset', 'freeze', 'written'],
      ['dataset', 'split', 'written', 'writer:50,0'],
      ['dataset', 'freeze', 'written'],
      ['model', 'import', join(import.meta.dirname, '../fixtures/models/eight-words.onnx')],
      ['model', 'promote', 'eight-words'],
    ]) {
      await runInkdex(line, folders);
    }
    await use(folders);
  },
});

versionsTest(
  'two versions are compared with three clicks, and a model is rolled back with two',
  async ({ inkdex }) => {
    const clicked = await counting(inkdex);
    await inkdex.getByRole('link', { name: 'Datasets' }).click();
    await inkdex.getByRole('link', { name: /^written/u }).click();
    await inkdex.getByRole('link', { name: 'Show changes' }).click();
    await expect(inkdex.getByRole('list', { name: 'Changes' }).locator('> li').first()).toBeVisible();
    await clicked(3);
    await inkdex.getByRole('link', { name: 'Models', description: 'Models' }).click();
    await inkdex.getByRole('button', { name: 'Roll back to starter-recogniser' }).click();
    await expect(inkdex.getByText('starter-recogniser is in use again.')).toBeVisible();
    await clicked(5);
  },
);

test('a folder is watched with four clicks', async ({ inkdex, folders }) => {
  await mkdir(join(folders.home, 'uploads'));
  const clicked = await counting(inkdex);
  await inkdex
    .getByRole('button', { name: 'Watched folders' })
    .or(inkdex.getByRole('button', { name: 'Watch a folder' }))
    .first()
    .click();
  const dialog = inkdex.getByRole('dialog', { name: 'Watched folders' });
  await dialog.getByRole('button', { name: 'Choose a folder' }).click();
  const place = inkdex.getByRole('dialog', { name: 'Watch a folder' });
  await place.getByRole('option', { name: 'uploads' }).click();
  await place.getByRole('button', { name: 'Choose this folder' }).click();
  await expect(dialog.getByRole('listitem')).toContainText('0 photos in the library');
  await clicked(4);
});

test('a removed photo is back with one click', async ({ inkdex }) => {
  await expect(inkdex.getByRole('gridcell')).toHaveCount(3);
  await inkdex.getByRole('gridcell').first().focus();
  await inkdex.keyboard.press(' ');
  await inkdex.keyboard.press('Delete');
  await expect(inkdex.getByRole('gridcell')).toHaveCount(2);
  const clicked = await counting(inkdex);
  await inkdex.getByRole('button', { name: 'Undo' }).click();
  await expect(inkdex.getByRole('gridcell')).toHaveCount(3);
  await clicked(1);
});
