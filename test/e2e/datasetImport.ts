import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { writeWordFolder } from './wordFolder.ts';

/** Opens the import dialog from any screen and enters a path. */
export async function openImport(page: Page, path: string): Promise<void> {
  await page.getByRole('link', { name: 'Datasets' }).click();
  await page.keyboard.press('i');
  const field = page.getByLabel('Or enter a path');
  await field.fill(path);
  await field.press('Enter');
}

/** Imports a folder of eight written words and returns its path. */
export async function importWritten(page: Page, home: string): Promise<string> {
  const folder = join(home, 'written');
  writeWordFolder(folder);
  await importWhole(page, folder);
  return folder;
}

/** Imports a file or folder and opens the dataset. */
export async function importWhole(page: Page, path: string): Promise<void> {
  await openImport(page, path);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await dialog.getByRole('button', { name: 'Open dataset' }).click();
  await expect(dialog).toHaveCount(0);
}
