import type { Locator } from '@playwright/test';
import { expectNoFaults } from './faults.ts';
import { expect, searchField, test } from './inkdex.ts';

test('a newcomer tries the samples, sees a word lit up, corrects it and sees its look-alikes in five presses and a typed word', async ({
  inkdex,
}) => {
  let presses = 0;
  const press = async (target: Locator) => {
    presses += 1;
    await target.click();
  };
  await expect(inkdex.getByRole('heading', { name: 'Drop your photos here' })).toBeVisible();
  await press(inkdex.getByRole('button', { name: 'Try six sample photos' }));
  await expect(inkdex.getByRole('gridcell')).toHaveCount(6);
  await expect(inkdex.getByRole('main', { name: 'Library' })).toBeFocused();
  await expect(inkdex.getByRole('link', { name: 'Read 6' })).toBeVisible();

  await expect(inkdex.getByRole('link', { name: 'insertion sort' })).toBeVisible();
  await expectNoFaults(inkdex);
  await inkdex.emulateMedia({ colorScheme: 'dark' });
  await expectNoFaults(inkdex);
  await press(inkdex.getByRole('link', { name: 'insertion sort' }));
  await expect(searchField(inkdex)).toHaveValue('insertion sort');
  await expect(inkdex.locator('.result').first()).toBeVisible();
  expect(await inkdex.locator('.result .hit-light').count()).toBeGreaterThan(0);
  // The first hit of an empty library.
  expect(presses).toBe(2);

  await inkdex.locator('.crop-frame').first().hover();
  await press(
    inkdex
      .locator('.crop-frame')
      .first()
      .getByRole('button', { name: /^Correct / }),
  );
  const word = inkdex.getByRole('dialog', { name: 'Correct word' });
  await expect(word.getByRole('textbox', { name: 'Text of the word' })).toBeFocused();
  await inkdex.keyboard.type('sort');
  presses += 1;
  await press(word.getByRole('button', { name: 'Confirm' }));
  await press(inkdex.getByRole('button', { name: 'Show', exact: true }));
  await expect(inkdex.getByRole('dialog', { name: /^Look-alikes of “/u })).toBeVisible();
  expect(presses).toBe(6);
  await inkdex.keyboard.press('Escape');
  await expect(inkdex.getByRole('main', { name: 'Search' })).toBeVisible();
  await inkdex.locator('.result').first().getByRole('link').first().click();
  await expect(inkdex.locator('.text-line', { hasText: 'arr[j+1]' }).first()).toHaveText('arr[j+1]=arr[j]');
  await expect(inkdex.locator('.text-word.is-sign').first()).toHaveAttribute('title', 'Sign');
  await inkdex.goBack();
  await inkdex.goBack();
  await inkdex.getByRole('button', { name: 'Add your own photos' }).click();
  await expect(inkdex.getByRole('dialog', { name: 'Add photos' })).toBeVisible();
});

test('the folders of the machine are walked with the keyboard alone', async ({ inkdex, folders }) => {
  await inkdex.getByRole('button', { name: 'Add photos' }).click();
  const list = inkdex.getByRole('listbox', { name: 'Folders and photos' });
  await expect(list).toBeFocused();
  await expect(list.getByRole('option', { name: 'notes' })).toBeVisible();

  await inkdex.keyboard.press('Enter');
  await expect(inkdex.getByLabel('Folder', { exact: true })).toHaveValue(`${folders.home}/notes`);
  await inkdex.keyboard.press('Backspace');
  await expect(inkdex.getByLabel('Folder', { exact: true })).toHaveValue(folders.home);
  await inkdex.keyboard.press('Escape');
  await expect(list).toBeHidden();
});

test('a folder that is not there is answered with what to do', async ({ inkdex }) => {
  await inkdex.getByRole('button', { name: 'Add photos' }).click();
  await inkdex.getByLabel('Folder', { exact: true }).fill('/no/such/folder');
  await inkdex.keyboard.press('Enter');
  await expect(inkdex.getByRole('alert')).toContainText('There is no folder /no/such/folder');
});
