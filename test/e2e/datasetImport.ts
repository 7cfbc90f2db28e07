import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { writeWordFolder } from './wordFolder.ts';

/** Asks, anywhere in the app, for a file or folder to be imported as a dataset. */
export async function openImport(page: Page, path: string): Promise<void> {
  await page.getByRole('link', { name: 'Datasets' }).click();
  await page.keyboard.press('i');
  const field = page.getByLabel('Or the path of a file or folder');
  await field.fill(path);
  await field.press('Enter');
}

/** Imports eight written words from a folder of their own; gives its path. */
export async function importWritten(page: Page, home: string): Promise<string> {
  const folder = join(home, 'written');
  writeWordFolder(folder);
  await importWhole(page, folder);
  return folder;
}

/** Imports all that is good in a file or folder and looks at it. */
export async function importWhole(page: Page, path: string): Promise<void> {
  await openImport(page, path);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await dialog.getByRole('button', { name: 'Look at it' }).click();
  await expect(dialog).toHaveCount(0);
}
