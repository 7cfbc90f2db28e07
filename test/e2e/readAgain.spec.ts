import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expectNoFaults } from './faults.ts';
import { expect, readTest } from './inkdex.ts';

const test = readTest.extend({
  // Another model has read two of the three photos.
  folders: async ({ folders }, use) => {
    const db = new Database(join(folders.library, 'library.sqlite'));
    const earlier = db.prepare('UPDATE photo SET recogniser = ? WHERE id < 3');
    earlier.run('0'.repeat(64));
    db.close();
    await use(folders);
  },
});

test('photos that other models have read are read again with the ones in use', async ({
  inkdex,
}, testInfo) => {
  await inkdex.getByRole('link', { name: 'Models' }).click();
  const notice = inkdex.getByText('2 photos were read with other models.');
  await expect(notice).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await inkdex.emulateMedia({ colorScheme });
    await inkdex.screenshot({ path: testInfo.outputPath(`${colorScheme}.png`) });
  }
  await expectNoFaults(inkdex);
  await inkdex.getByRole('button', { name: 'Read them again' }).click();
  await expect(notice).toBeHidden();
  await expect(inkdex.getByRole('button', { name: 'Jobs: All done' })).toBeVisible({ timeout: 60_000 });
  await expect(notice).toBeHidden();
});
