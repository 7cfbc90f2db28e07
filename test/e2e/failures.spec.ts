import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Page } from '@playwright/test';
import { expect, test } from './inkdex.ts';

const hostileName = '<img src=x onerror=document.title=`broken`>.jpg';

test('a text file called .jpg is set aside with its reason while the rest comes in', async ({
  inkdex,
  folders,
}) => {
  const folder = await makeFolder(folders.home, ['list.jpg']);
  await addFolder(inkdex, folder);

  await expect(inkdex.getByRole('gridcell')).toHaveCount(1);
  await inkdex.getByText('1 file could not be added').click();
  const failure = inkdex.locator('.failure');
  await expect(failure.locator('.failure-name')).toHaveText('list.jpg');
  await expect(failure.locator('.failure-reason')).not.toBeEmpty();

  await inkdex.getByRole('button', { name: 'Dismiss list.jpg' }).click();
  await expect(inkdex.getByText('could not be added')).toBeHidden();
  await expect(inkdex.getByRole('gridcell')).toHaveCount(1);
});

test('a file that was set aside comes in once it is mended', async ({ inkdex, folders }) => {
  const folder = await makeFolder(folders.home, ['list.jpg']);
  await addFolder(inkdex, folder);
  await inkdex.getByText('1 file could not be added').click();

  await writePicture(join(folder, 'list.jpg'), 90);
  await inkdex.getByRole('button', { name: 'Retry list.jpg' }).click();
  await expect(inkdex.getByRole('gridcell')).toHaveCount(2);
  await expect(inkdex.getByText('could not be added')).toBeHidden();
});

test('a file name is text wherever it stands, never markup', async ({ inkdex, folders }) => {
  test.skip(process.platform === 'win32', 'Windows has no such file names.');
  const folder = await makeFolder(folders.home, [hostileName]);
  await writePicture(join(folder, `good ${hostileName}`), 40);
  await addFolder(inkdex, folder);

  await inkdex.getByText('1 file could not be added').click();
  await expect(inkdex.locator('.failure-name')).toHaveText(hostileName);
  await expect(inkdex.locator('.tile-name', { hasText: hostileName })).toHaveText(`good ${hostileName}`);
  await expect(inkdex.locator('img[src="x"]')).toHaveCount(0);
  await expect(inkdex).toHaveTitle('Library · Inkdex');
});

test.describe('without a GPU', () => {
  test.skip(process.platform !== 'linux', 'Only the loader of Vulkan can be told to find no GPU.');
  test.use({ environment: { INKDEX_READING_ENGINE: 'webgpu', VK_DRIVER_FILES: '/no-driver.json' } });

  test('a person who chose the GPU is told once that it failed, and the photos are read', async ({
    inkdex,
    folders,
  }) => {
    const folder = join(folders.home, 'two');
    mkdirSync(folder);
    await writePicture(join(folder, 'one.png'), 120);
    await writePicture(join(folder, 'two.png'), 200);
    await addFolder(inkdex, folder);
    await expect(inkdex.locator('.toast', { hasText: 'The GPU failed' })).toContainText(
      'Photos are read on the processor',
    );
    await expect(inkdex.getByRole('link', { name: 'Read 2' })).toBeVisible();
    await expect(inkdex.locator('.toast', { hasText: 'The GPU failed' })).toHaveCount(1);
  });
});

/** A folder with one good picture and some text files that pretend to be pictures. */
async function makeFolder(home: string, textFiles: readonly string[]): Promise<string> {
  const folder = join(home, 'mixed');
  mkdirSync(folder);
  await writePicture(join(folder, 'board.png'), 160);
  for (const name of textFiles) writeFileSync(join(folder, name), 'Milk, bread, ink.\n');
  return folder;
}

/** A plain picture; each shade is a picture of its own. */
async function writePicture(path: string, grey: number): Promise<void> {
  const background = { r: grey, g: grey, b: grey };
  const picture = sharp({ create: { width: 240, height: 120, channels: 3, background } });
  await (path.endsWith('.png') ? picture.png() : picture.jpeg()).toFile(path);
}

async function addFolder(page: Page, folder: string): Promise<void> {
  await page.getByRole('button', { name: 'Add photos' }).click();
  await page.getByLabel('Folder', { exact: true }).fill(folder);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Add this folder/u }).click();
}
