import { join } from 'node:path';
import sharp from 'sharp';
import { runInkdex } from '../support/app.ts';
import { expectNoFaults } from './faults.ts';
import { expect, readTest } from './inkdex.ts';

const test = readTest.extend({
  // A smaller copy of a photo.
  folders: async ({ folders }, use) => {
    const copy = join(folders.home, 'notes', 'dn01 copy.jpg');
    await sharp(join(folders.home, 'notes', 'dn01.jpg'))
      .resize({ width: 900 })
      .jpeg()
      .toFile(copy);
    await runInkdex(['import', copy], folders);
    await use(folders);
  },
});

test('photos of the same picture are together, and all but the best are removed at once', async ({
  inkdex,
}) => {
  await expect(inkdex.getByRole('gridcell')).toHaveCount(4);
  await inkdex.getByRole('link', { name: 'Similar photos' }).click();
  const group = inkdex.getByRole('list', { name: /^Photos similar to/u });
  await expect(group).toHaveCount(1);
  const photos = group.getByRole('button');
  await expect(photos).toHaveCount(2);
  await inkdex.getByRole('button', { name: 'Select all but the first' }).click();
  await expect(photos.nth(0)).toHaveAttribute('aria-pressed', 'false');
  await expect(photos.nth(1)).toHaveAttribute('aria-pressed', 'true');
  await expectNoFaults(inkdex);
  await inkdex.getByRole('button', { name: 'Remove (1)' }).click();
  await expect(inkdex.getByText('No similar photos')).toBeVisible();
  await inkdex.keyboard.press('Control+z');
  await expect(photos).toHaveCount(2);
});
