import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { runInkdex, startApp } from '../support/app.ts';
import { expect, searchField, test } from './inkdex.ts';

test('an import is paused, goes on, and is cancelled with what it took in kept', async ({
  inkdex,
  folders,
}) => {
  const folder = join(folders.home, 'many');
  mkdirSync(folder);
  await makePictures(folder, 60);
  await inkdex.getByRole('button', { name: 'Add photos' }).click();
  await inkdex.getByLabel('Folder', { exact: true }).fill(folder);
  await inkdex.keyboard.press('Enter');
  await inkdex.getByRole('button', { name: 'Add this folder (60 photos)' }).click();

  await inkdex.getByRole('button', { name: /^Jobs:/u }).click();
  const job = inkdex.locator('.job').first();
  await job.getByRole('button', { name: 'Pause' }).click();
  await expect(job).toContainText('Paused');
  const bar = job.getByRole('progressbar');
  const paused = await bar.getAttribute('aria-valuenow');

  await inkdex.reload();
  await inkdex.getByRole('button', { name: /^Jobs:/u }).click();
  await expect(job).toContainText('Paused');
  expect(await bar.getAttribute('aria-valuenow')).toBe(paused);

  await job.getByRole('button', { name: 'Resume' }).click();
  await expect(job).not.toContainText('Paused');
  await job.getByRole('button', { name: 'Cancel' }).press('Enter');
  await expect(job).toContainText('Cancelled');
  await expect(job.getByRole('button')).toHaveCount(0);
  const work = inkdex.getByRole('region', { name: 'Jobs' });
  await expect(work).toBeFocused();
  await inkdex.keyboard.press('Escape');
  await expect(work).toBeHidden();
  await expect(inkdex.getByRole('button', { name: /^Jobs:/u })).toBeFocused();
});

test('photos that no job will read are not passed over as done, and are read from there', async ({
  page,
  folders,
}) => {
  const folder = join(folders.home, 'few');
  mkdirSync(folder);
  await makePictures(folder, 2);
  writeFileSync(join(folder, 'Thumbs.db'), '');
  await runInkdex(['import', '--no-read', folder], folders);
  const app = await startApp(folders);
  await page.goto(app.address);
  const work = page.getByRole('button', { name: 'Jobs: 2 photos not read' });
  await work.click();
  await expect(page.getByRole('region', { name: 'Jobs' })).toContainText('2 photos have not been read');
  await expect(page.getByRole('button', { name: 'Read 2 waiting photos' })).toBeVisible();

  await expect(page.locator('.job').first()).toContainText('1 passed over');
  await page.getByText('No photos, so passed over').click();
  await expect(page.getByRole('list', { name: 'Passed over' })).toContainText('Thumbs.db');

  await expect(
    page.getByRole('region', { name: 'Jobs' }).getByRole('button', { name: 'Read them' }),
  ).toBeVisible();
  await page.keyboard.press('Escape');

  // A search says what it has not looked at, and is up to date once that is read.
  await searchField(page).fill('zebra');
  const found = page.locator('.empty-state');
  await expect(found).toContainText('No photo has been read yet');
  await expect(found).toContainText('2 photos still to be read');
  await found.getByRole('button', { name: 'Read them' }).click();
  await expect(page.getByRole('heading', { name: 'No photo has “zebra”' })).toBeVisible();
  await expect(found).not.toContainText('still to be read');
  await expect(page.getByRole('button', { name: 'Jobs: All done' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Read 2 waiting photos' })).toBeHidden();
  await app.close();
});

/** Pictures that take a while to take in: large, and each its own by what follows the picture. */
async function makePictures(folder: string, count: number): Promise<void> {
  const background = { r: 240, g: 238, b: 230 };
  const picture = await sharp({ create: { width: 3000, height: 2000, channels: 3, background } })
    .jpeg()
    .toBuffer();
  for (let index = 0; index < count; index += 1) {
    writeFileSync(join(folder, `board ${index}.jpg`), Buffer.concat([picture, Buffer.from([index])]));
  }
}
