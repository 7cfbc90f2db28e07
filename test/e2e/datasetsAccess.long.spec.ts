import { join } from 'node:path';
import { expectNoFaults } from './faults.ts';
import { expect, test } from './inkdex.ts';
import { writeWordFolder } from './wordFolder.ts';

test("the datasets' screens have no accessibility faults", async ({ inkdex, folders }) => {
  // Axe looks at fourteen screens.
  test.slow();
  const folder = join(folders.home, 'written');
  writeWordFolder(folder);
  await inkdex.getByRole('link', { name: 'Datasets' }).click();
  await inkdex.keyboard.press('i');
  const dialog = inkdex.getByRole('dialog');
  await dialog.getByLabel('Or enter a path').fill(folder);
  await inkdex.keyboard.press('Enter');
  await dialog.getByText('Splits and licence').click();
  await dialog.getByRole('combobox', { name: 'Splits' }).selectOption('hash');
  await expectNoFaults(inkdex);
  await dialog.getByRole('combobox', { name: 'Splits' }).selectOption('given');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await dialog.getByRole('button', { name: 'Open dataset' }).click();
  await expect(inkdex.getByRole('group', { name: 'Samples by text length' })).toBeVisible();
  await expectNoFaults(inkdex);

  await inkdex.keyboard.press('f');
  await dialog.getByLabel('Note').fill('As imported.');
  await dialog.getByLabel('Tags').fill('first');
  await expectNoFaults(inkdex);
  await inkdex.keyboard.press('Control+Enter');
  await expect(inkdex.getByText(/^Frozen as version/u)).toBeVisible();
  await inkdex.keyboard.press('3');
  await inkdex.getByRole('gridcell', { name: 'tree' }).focus();
  await inkdex.keyboard.press(' ');
  await expect(inkdex.getByText('1 sample selected')).toBeVisible();
  await expectNoFaults(inkdex);
  await inkdex.keyboard.press('Delete');
  await expect(dialog).toBeVisible();
  await expectNoFaults(inkdex);
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(inkdex.getByText('7 samples', { exact: true })).toBeVisible();

  await inkdex.keyboard.press('4');
  await expect(inkdex.getByRole('heading', { name: 'Writers: 2' })).toBeVisible();
  await expectNoFaults(inkdex);
  await inkdex.keyboard.press('5');
  await expect(inkdex.getByText('No longer present')).toBeVisible();
  await expectNoFaults(inkdex);
  await inkdex.keyboard.press('1');
  await expect(inkdex.getByRole('link', { name: 'Show changes' })).toBeVisible();
  await expectNoFaults(inkdex);
  await inkdex.getByRole('button', { name: 'Export' }).click();
  await dialog.getByLabel('Format').selectOption('tsv');
  await expect(dialog.getByText('cannot store everything')).toBeVisible();
  await expectNoFaults(inkdex);
  await inkdex.keyboard.press('Escape');
  await inkdex.getByRole('link', { name: 'Show changes' }).click();
  await expect(inkdex.getByRole('list', { name: 'Changes' })).toBeVisible();
  await expectNoFaults(inkdex);
  await inkdex.keyboard.press('1');
  for (const name of ['Restore', 'Rename', 'Delete']) {
    await inkdex.getByRole('button', { name, exact: true }).click();
    await expect(dialog).toBeVisible();
    await expectNoFaults(inkdex);
    await inkdex.keyboard.press('Escape');
  }
  await inkdex.keyboard.press('Escape');
  await expect(inkdex.getByRole('heading', { name: 'Datasets' })).toBeVisible();
  await expectNoFaults(inkdex);
});
