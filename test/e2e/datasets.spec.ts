import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { importWhole, importWritten, openImport } from './datasetImport.ts';
import { drop } from './dropping.ts';
import { expect, test } from './inkdex.ts';
import { eightWritten, writeWordFolder } from './wordFolder.ts';

test('a dataset that is imported, frozen, relabelled and frozen again shows exactly its changes and can be restored', async ({
  inkdex,
  folders,
}) => {
  const folder = join(folders.home, 'written');
  writeWordFolder(folder);
  await inkdex.getByRole('link', { name: 'Datasets' }).click();
  await drop(inkdex, [folder], 'Drop to import as a dataset');
  const dialog = inkdex.getByRole('dialog');
  await expect(dialog.getByLabel('Format')).toHaveValue('csv');
  await expect(dialog.getByLabel('Field for column text')).toHaveValue('text');
  await expect(dialog.getByLabel('Dataset name')).toHaveValue('written');
  await inkdex.keyboard.press('Enter');
  await expect(dialog.getByText('8 samples imported')).toBeVisible();
  await expect(dialog.getByText('No records were skipped.')).toBeVisible();
  await inkdex.keyboard.press('Enter');
  await expect(inkdex.getByRole('heading', { name: 'Writers: 2' })).toBeVisible();

  const first = await freeze(inkdex, 'As imported.');

  await inkdex.keyboard.press('3');
  await relabel(inkdex, 'tree', 'free');
  await relabel(inkdex, 'stack', 'stäck');
  const second = await freeze(inkdex, 'Two words corrected.');
  expect(second).not.toBe(first);

  await inkdex
    .getByRole('listitem')
    .filter({ hasText: second })
    .getByRole('link', { name: 'Show changes' })
    .click();
  const changes = inkdex.getByRole('list', { name: 'Changes' }).locator('> li');
  await expect(changes).toHaveCount(2);
  await expect(inkdex.getByRole('link', { name: 'Text 2' })).toBeVisible();
  await expect(changes.nth(0).locator('.change-text')).toHaveText(['tree', 'free']);
  await expect(changes.nth(1).locator('.change-text')).toHaveText(['stack', 'stäck']);
  await expect(changes.nth(1).locator('del')).toHaveText('a');
  await expect(changes.nth(1).locator('ins')).toHaveText('ä');
  await expectPictures(inkdex, 4);

  await inkdex.keyboard.press('1');
  const item = inkdex.getByRole('listitem').filter({ hasText: first });
  await item.getByRole('button', { name: 'Restore' }).click();
  await expect(dialog.getByText('2 texts changed')).toBeVisible();
  await dialog.getByRole('button', { name: 'Restore' }).click();
  await expect(item.getByText('Current')).toBeVisible();
  await inkdex.keyboard.press('3');
  await expect(inkdex.getByRole('gridcell', { name: 'tree' })).toBeVisible();
  await expect(inkdex.getByRole('gridcell', { name: 'free' })).toHaveCount(0);
  await expect(inkdex.getByRole('gridcell', { name: 'stäck' })).toHaveCount(0);
});

test('an invalid record stops the import and is named; it is skipped on request', async ({
  inkdex,
  folders,
}) => {
  const folder = join(folders.home, 'written');
  writeWordFolder(folder);
  appendFileSync(join(folder, 'words.csv'), 'gone.png,<b>lost</b>,anna,train\n');
  await openImport(inkdex, folder);
  const dialog = inkdex.getByRole('dialog');
  const preview = dialog.getByRole('region', { name: 'Preview' });
  await expect(preview.getByRole('status')).toHaveText('8 words on 8 images.');
  await expect(preview).toContainText('1 record: invalid');
  await expect(preview).toContainText('words.csv, line 10');
  await expect(preview).toContainText('The import would stop there.');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('words.csv, line 10');
  await expect(dialog.getByRole('alert')).toContainText('Nothing was imported');

  await dialog.getByRole('button', { name: 'Skip invalid records' }).click();
  await expect(dialog.getByText('8 samples imported')).toBeVisible();
  await expect(dialog.getByText('Skipped: 1')).toBeVisible();
  await expect(dialog.getByRole('term')).toHaveText('invalid');
  await dialog.getByText('Details').click();
  await expect(dialog.getByText(/words\.csv, line 10/u)).toBeVisible();
});

test('columns with unknown names are mapped by hand', async ({ inkdex, folders }) => {
  const folder = join(folders.home, 'written');
  writeWordFolder(folder, eightWritten, ['Scan', 'Says', 'Hand', 'Use']);
  widen(join(folder, 'words.csv'), 16);
  await openImport(inkdex, join(folder, 'words.csv'));
  const dialog = inkdex.getByRole('dialog');
  await expect(dialog.getByText('No column is mapped to the text.')).toBeVisible();
  // Many columns scroll; the form stays as wide as its dialog.
  const tooWide = await dialog.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
  expect(tooWide).toBe(0);
  for (const [column, field] of [
    ['Scan', 'file'],
    ['Says', 'text'],
    ['Hand', 'writer'],
    ['Use', 'split'],
  ] as const) {
    await dialog.getByLabel(`Field for column ${column}`).selectOption(field);
  }
  await expect(dialog.getByText('No column')).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await dialog.getByRole('button', { name: 'Open dataset' }).click();
  await expect(inkdex.getByRole('heading', { name: 'Writers: 2' })).toBeVisible();
  await expect(inkdex.getByRole('main').getByText('Training', { exact: true })).toBeVisible();
});

/** Adds empty columns to a table. */
function widen(table: string, columns: number): void {
  const [header = '', ...rows] = readFileSync(table, 'utf8').trimEnd().split('\n');
  const names = Array.from({ length: columns }, (_, column) => `More ${column}`).join(',');
  const cells = ','.repeat(columns);
  writeFileSync(table, `${[`${header},${names}`, ...rows.map((row) => row + cells)].join('\n')}\n`);
}

test('writers in several splits are named until the samples are split by writer', async ({
  inkdex,
  folders,
}) => {
  await importWritten(inkdex, folders.home);
  await inkdex.keyboard.press('4');
  await expect(inkdex.getByRole('heading', { name: 'Writers: 2' })).toBeVisible();
  await inkdex.getByRole('combobox', { name: 'Splits' }).selectOption('writer');
  await inkdex.getByLabel('Validation, %').fill('0');
  await inkdex.getByLabel('Test, %').fill('50');
  await inkdex.getByRole('button', { name: 'Reassign splits' }).click();
  await expect(inkdex.getByText('No shared writers or pages.')).toBeVisible();
  await expect(inkdex.getByText('4 · 50 %')).toHaveCount(2);
});

test('Verify finds a damaged image and names it', async ({ inkdex, folders }) => {
  await importWritten(inkdex, folders.home);
  const version = await freeze(inkdex, '');
  const item = inkdex.getByRole('listitem').filter({ hasText: version });
  await item.getByRole('button', { name: 'Verify' }).click();
  await expect(item.getByRole('status')).toContainText('8 files checked');

  const object = flipOneByte(join(folders.library, 'datasets'));
  await item.getByRole('button', { name: 'Verify' }).click();
  await expect(item.getByRole('alert')).toContainText('damaged: 1 file');
  await expect(item.getByRole('list', { name: 'Damaged files' })).toContainText(object);
});

test('a frozen version is downloaded as one file in a browser', async ({ inkdex, folders }) => {
  await importWritten(inkdex, folders.home);
  await freeze(inkdex, '');
  await inkdex.getByRole('button', { name: 'Export' }).click();
  const dialog = inkdex.getByRole('dialog', { name: /^Export version/u });
  await expect(dialog.getByRole('textbox', { name: 'Destination' })).toHaveCount(0);
  const saved = inkdex.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download' }).click();
  await expect(dialog).toBeHidden();
  const download = await saved;
  expect(download.suggestedFilename()).toMatch(/^written [0-9a-f]{8} inkdex\.zip$/u);
  const archive = readFileSync(await download.path()).toString('latin1');
  expect(archive).toContain('metadata.toml');
  await expect(inkdex.getByRole('status').filter({ hasText: '8 samples exported.' })).toBeVisible();
});

test('a dialog that is left with the Back button is closed on the next visit', async ({ inkdex }) => {
  await inkdex.getByRole('link', { name: 'Datasets' }).click();
  await expect(inkdex.getByRole('heading', { name: 'No datasets yet' })).toBeVisible();
  // The library is empty, so the button is disabled.
  await inkdex.keyboard.press('c');
  await expect(inkdex.getByRole('dialog')).toHaveCount(0);
  await inkdex.keyboard.press('i');
  const dialog = inkdex.getByRole('dialog', { name: 'Import dataset' });
  await expect(dialog).toBeVisible();
  await inkdex.goBack();
  await expect(dialog).toBeHidden();
  await inkdex.goForward();
  await expect(inkdex.getByRole('heading', { name: 'No datasets yet' })).toBeVisible();
  await expect(dialog).toBeHidden();
});

test('a dialog about a dataset with a very long name shows all its buttons', async ({ inkdex, folders }) => {
  const folder = join(folders.home, `words_${'of_the_strict_recipe_'.repeat(4)}2`);
  writeWordFolder(folder);
  await importWhole(inkdex, folder);
  const dialog = inkdex.getByRole('dialog');
  for (const asks of ['Delete', 'Freeze']) {
    await inkdex.getByRole('button', { name: asks, exact: true }).click();
    const buttons = dialog.getByRole('button');
    await expect(buttons).toHaveCount(3);
    for (const button of await buttons.all()) await expect(button).toBeInViewport({ ratio: 1 });
    await inkdex.keyboard.press('Escape');
  }
});

/** Freezes the dataset on screen. Returns the beginning of the version's id. */
async function freeze(page: Page, note: string): Promise<string> {
  await page.keyboard.press('f');
  await page.getByLabel('Note').fill(note);
  await page.keyboard.press('Control+Enter');
  const told = page.getByText(/^Frozen as version/u);
  await expect(told).toBeVisible();
  const [, version = ''] = /version ([0-9a-f]+)/u.exec(await told.innerText()) ?? [];
  await page.getByRole('button', { name: 'Close message' }).click();
  await page.keyboard.press('1');
  await expect(page.getByRole('listitem').filter({ hasText: version })).toBeVisible();
  return version;
}

/** Changes the text of a sample, by keyboard. */
async function relabel(page: Page, text: string, corrected: string): Promise<void> {
  await page.getByRole('gridcell', { name: text }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Text of the sample' })).toHaveValue(text);
  await page.keyboard.press('Control+a');
  await page.keyboard.type(corrected);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('gridcell', { name: corrected })).toBeVisible();
  await page.keyboard.press('Escape');
}

async function expectPictures(page: Page, count: number): Promise<void> {
  const pictures = page.locator('.change .sample-picture img');
  await expect(pictures).toHaveCount(count);
  await expect
    .poll(() =>
      pictures.evaluateAll((all) =>
        all.every((picture) => picture instanceof HTMLImageElement && picture.naturalWidth > 0),
      ),
    )
    .toBe(true);
}

/** Changes the last byte of one image in a folder of objects. Returns that image's name, its SHA-256. */
function flipOneByte(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const object = names.find((name) => /[\\/][0-9a-f]{64}$/u.test(name));
  if (object === undefined) throw new Error(`There is no object in ${names.join(', ')}.`);
  const bytes = readFileSync(join(folder, object));
  bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
  writeFileSync(join(folder, object), bytes);
  return object.replaceAll('\\', '/').split('/').at(-1) ?? '';
}
