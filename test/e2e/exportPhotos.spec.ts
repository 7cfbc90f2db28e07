import { readFile } from 'node:fs/promises';
import type { Download, Page } from '@playwright/test';
import { expectNoFaults } from './faults.ts';
import { expect, readTest as test, searchField } from './inkdex.ts';

/** Opens the dialog, chooses a format and gives the file that the browser saves. */
async function exported(page: Page, title: string, format: string): Promise<Download> {
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: `Export ${title}` });
  await dialog.getByRole('combobox', { name: 'Format' }).selectOption(format);
  const saved = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download' }).click();
  await expect(dialog).toBeHidden();
  return await saved;
}

async function bytesOf(download: Download): Promise<Buffer> {
  return await readFile(await download.path());
}

test('the text of a photo is saved as a file', async ({ inkdex }) => {
  await inkdex.getByRole('gridcell', { name: /^dn01\.jpg/u }).click();
  const line = inkdex.locator('.text-line').first().locator('.text-word');
  await expect(line.first()).toBeVisible();
  const words = await line.allInnerTexts();
  await inkdex.getByRole('button', { name: 'Export', exact: true }).click();
  await expectNoFaults(inkdex);
  await inkdex.getByRole('button', { name: 'Cancel' }).click();

  const download = await exported(inkdex, 'dn01.jpg', 'text');
  expect(download.suggestedFilename()).toBe('dn01.txt');
  expect((await bytesOf(download)).toString().split('\n')[0]).toBe(words.join(' '));
});

test('selected photos are saved as one PDF, and again from the list of jobs', async ({ inkdex }) => {
  await inkdex.getByRole('gridcell').first().focus();
  await inkdex.keyboard.press('Control+a');
  const download = await exported(inkdex, '3 photos', 'pdf');
  expect(download.suggestedFilename()).toBe('3 photos.pdf');
  const pdf = await bytesOf(download);
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');

  await inkdex.getByRole('button', { name: /^Jobs:/u }).click();
  const again = inkdex.waitForEvent('download');
  await inkdex.getByRole('region', { name: 'Jobs' }).getByRole('button', { name: 'Download' }).click();
  expect((await bytesOf(await again)).equals(pdf)).toBe(true);
});

test('the results of a search are saved as Markdown notes with pictures', async ({ inkdex }) => {
  await searchField(inkdex).fill('wheels');
  await searchField(inkdex).press('Enter');
  await expect(inkdex.getByRole('status').filter({ hasText: /^1 photo/u })).toBeVisible();
  const download = await exported(inkdex, '1 photo', 'markdown');
  expect(download.suggestedFilename()).toBe('wheels.zip');
  const archive = (await bytesOf(download)).toString('latin1');
  expect(archive.slice(0, 2)).toBe('PK');
  expect(archive).toMatch(/pictures\/\w+\.jpg/u);
});
