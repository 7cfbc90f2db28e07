import { expectNoFaults } from './faults.ts';
import { expect, searchField, test } from './inkdex.ts';

test('a newcomer tries the samples, searches an offered word and sees it lit up', async ({ inkdex }) => {
  await expect(inkdex.getByRole('heading', { name: 'Drop your photos here' })).toBeVisible();
  await inkdex.getByRole('button', { name: 'Try six sample photos' }).click();
  await expect(inkdex.getByRole('gridcell')).toHaveCount(6);
  await expect(inkdex.getByRole('main', { name: 'Library' })).toBeFocused();
  await expect(inkdex.getByRole('link', { name: 'Read 6' })).toBeVisible();

  await expect(inkdex.getByRole('link', { name: 'insertion sort' })).toBeVisible();
  await expectNoFaults(inkdex);
  await inkdex.emulateMedia({ colorScheme: 'dark' });
  await expectNoFaults(inkdex);
  await inkdex.getByRole('link', { name: 'insertion sort' }).click();
  await expect(searchField(inkdex)).toHaveValue('insertion sort');
  await expect(inkdex.locator('.result').first()).toBeVisible();
  expect(await inkdex.locator('.result .hit-light').count()).toBeGreaterThan(0);
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
