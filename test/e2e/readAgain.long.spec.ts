import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expectNoFaults } from './faults.ts';
import { expect, readTest, searchField } from './inkdex.ts';

const test = readTest.extend({
  // Another model has read two of the three photos.
  folders: async ({ folders }, use) => {
    const db = new Database(join(folders.library, 'library.sqlite'));
    const earlier = db.prepare('UPDATE photo SET recogniser = ? WHERE id < 3');
    earlier.run('0'.repeat(64));
    const madeBy = JSON.stringify({ kind: 'model', sha256: '0'.repeat(64) });
    const misread = db.prepare(
      `UPDATE word SET text = text || 'x', made_by = ?
        WHERE id IN (SELECT id FROM word WHERE photo < 3 ORDER BY confidence DESC LIMIT 3)`,
    );
    misread.run(madeBy);
    db.close();
    await use(folders);
  },
});

test('photos that other models have read are read again with the ones in use', async ({ inkdex }) => {
  await inkdex.getByRole('link', { name: 'Models' }).click();
  const notice = inkdex.getByText('2 photos were read with other models.');
  await expect(notice).toBeVisible();
  await expectNoFaults(inkdex);
  await inkdex.getByRole('button', { name: 'Read them again' }).click();
  await expect(notice).toBeHidden();
  await expect(inkdex.getByRole('button', { name: 'Jobs: All done' })).toBeVisible();
  await expect(notice).toBeHidden();
});

test.describe('photos that were read without a second opinion', () => {
  test.use({
    folders: async ({ folders }, use) => {
      const db = new Database(join(folders.library, 'library.sqlite'));
      db.prepare('UPDATE photo SET second = NULL').run();
      db.close();
      await use(folders);
    },
  });

  test('are read with it once it is switched on, and that can be stopped', async ({ inkdex }) => {
    await inkdex.getByRole('link', { name: 'Settings' }).click();
    const part = inkdex.getByRole('region', { name: 'Second opinion' });
    const notice = part.getByText('3 photos were read with other models.');
    await expect(notice).toBeVisible();
    await part.getByRole('button', { name: 'Off' }).click();
    await expect(notice).toBeHidden();
    await part.getByRole('button', { name: 'On' }).press('Enter');
    await expect(notice).toBeVisible();
    await expectNoFaults(inkdex);
    await part.getByRole('button', { name: 'Read them again' }).click();
    await inkdex.getByRole('button', { name: /^Jobs/u }).click();
    await inkdex
      .getByRole('button', { name: /^Cancel/u })
      .first()
      .click();
    await expect(part.getByText(/photos? (was|were) read with other models/u)).toBeVisible();
    await part.getByRole('button', { name: /^Read (it|them) again$/u }).click();
    await expect(part.getByText(/read with other models/u)).toBeHidden();
    await expect(inkdex.getByRole('button', { name: 'Jobs: All done' })).toBeVisible();
    await expect(part.getByText(/read with other models/u)).toBeHidden();
  });
});

test('words that the new model reads differently are accepted or taken back one by one, or all at once', async ({
  inkdex,
}) => {
  await inkdex.getByRole('link', { name: 'Models' }).click();
  await inkdex.getByRole('button', { name: 'Read them again' }).click();
  await expect(inkdex.getByText('3 words changed')).toBeVisible();
  await inkdex.getByRole('link', { name: 'Review changes' }).click();
  const rows = inkdex.getByRole('list', { name: 'Changed words' }).getByRole('listitem');
  await expect(rows).toHaveCount(3);
  const last = rows.last().locator('img');
  await expect.poll(() => last.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await expectNoFaults(inkdex);

  const earlier = (await rows.first().locator('.changed-earlier').textContent()) ?? '';
  await rows.first().getByRole('button', { name: 'Go back' }).press('Enter');
  await expect(rows).toHaveCount(2);
  // The keyboard goes on from the next word.
  await expect(rows.first().getByRole('button', { name: 'Accept' })).toBeFocused();
  await inkdex.keyboard.press('Enter');
  await expect(rows).toHaveCount(1);
  await inkdex.keyboard.press('Control+z');
  await expect(rows).toHaveCount(2);
  await inkdex.getByRole('button', { name: 'Accept all' }).click();
  await expect(inkdex.getByText('No changed words to review')).toBeVisible();

  await searchField(inkdex).fill(`"${earlier}"`);
  await searchField(inkdex).press('Enter');
  await expect(inkdex.getByRole('status').filter({ hasText: /^1 photo/u })).toBeVisible();
});
