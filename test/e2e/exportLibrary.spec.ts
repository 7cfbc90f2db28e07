import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, readTest as test } from './inkdex.ts';

test('the library is exported in the background, with its photos', async ({ inkdex, folders }) => {
  await inkdex.getByRole('button', { name: 'Export library' }).click();
  const dialog = inkdex.getByRole('dialog', { name: 'Export library' });
  const target = join(folders.home, 'export');
  await dialog.getByRole('textbox', { name: 'Destination' }).fill(target);
  await dialog.getByRole('button', { name: 'Export' }).click();
  await expect(inkdex.getByText('The export has started.')).toBeVisible();
  await expect.poll(() => existsSync(join(target, 'SHA256SUMS'))).toBe(true);
  await expect.poll(() => existsSync(join(target, 'photos'))).toBe(true);
  await inkdex.getByRole('button', { name: 'All done' }).click();
  await expect(inkdex.getByRole('region', { name: 'Jobs' })).toContainText('Export the library to export');
});

test('choosing another export folder does not export to the first one', async ({ inkdex, folders }) => {
  const folder = join(folders.home, 'backups');
  mkdirSync(folder);
  writeFileSync(join(folder, 'note.txt'), 'A note.');
  await inkdex.getByRole('button', { name: 'Export library' }).click();
  const dialog = inkdex.getByRole('dialog', { name: 'Export library' });
  const to = dialog.getByRole('textbox', { name: 'Destination' });
  await to.fill(join(folders.home, 'before'));
  await dragBelow(inkdex, to, dialog);
  await expect(dialog).toBeVisible();

  await dialog.getByRole('button', { name: 'Choose a folder' }).click();
  const places = inkdex.getByRole('dialog', { name: 'Choose an export folder' });
  await places.getByRole('textbox', { name: 'Folder' }).fill(folder);
  await inkdex.keyboard.press('Enter');
  await expect(places.getByRole('option', { name: 'note.txt' })).toBeVisible();
  await places.getByRole('button', { name: 'Choose this folder' }).click();
  await expect(to).toHaveValue(/backups.inkdex-library/u);
  await to.press('Enter');
  await expect(dialog).toBeHidden();
  expect(existsSync(join(folders.home, 'before'))).toBe(false);
});

/** Presses in a field and releases below the dialog, as when selecting its text. */
async function dragBelow(page: Page, field: Locator, dialog: Locator): Promise<void> {
  const [from, edge] = [await field.boundingBox(), await dialog.boundingBox()];
  if (from === null || edge === null) throw new Error('The dialog is not on screen.');
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(edge.x + edge.width / 2, edge.y + edge.height + 20, { steps: 4 });
  await page.mouse.up();
}
