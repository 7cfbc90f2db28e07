import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, readTest as test } from './inkdex.ts';

test('the library is exported in the background, with its photos', async ({ inkdex, folders }, testInfo) => {
  await inkdex.getByRole('button', { name: 'Export library' }).click();
  const dialog = inkdex.getByRole('dialog', { name: 'Export library' });
  const target = join(folders.home, 'export');
  await dialog.getByRole('textbox', { name: 'Destination' }).fill(target);
  for (const colorScheme of ['light', 'dark'] as const) {
    await inkdex.emulateMedia({ colorScheme });
    await inkdex.screenshot({ path: testInfo.outputPath(`${colorScheme}.png`) });
  }
  await dialog.getByRole('button', { name: 'Export' }).click();
  await expect(inkdex.getByText('The export has started.')).toBeVisible();
  await expect.poll(() => existsSync(join(target, 'SHA256SUMS'))).toBe(true);
  await expect.poll(() => existsSync(join(target, 'photos'))).toBe(true);
  await inkdex.getByRole('button', { name: 'All done' }).click();
  await expect(inkdex.getByRole('region', { name: 'Jobs' })).toContainText('Export the library to export');
});
