import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expectNoFaults } from './faults.ts';
import { expect, readTest, searchField } from './inkdex.ts';

const test = readTest.extend({
  // The first photo was read as badly as writing in an unknown script.
  folders: async ({ folders }, use) => {
    const db = new Database(join(folders.library, 'library.sqlite'));
    const words = "SELECT word.id FROM word JOIN photo ON photo.id = word.photo WHERE path LIKE '%dn01.jpg'";
    db.exec(
      `UPDATE word SET confidence = 0.15 WHERE id IN (${words});
       UPDATE alternative SET confidence = 0.15 WHERE word IN (${words})`,
    );
    db.close();
    await use(folders);
  },
});

test('a photo that cannot be read says so in place of wrong words, and search finds it', async ({
  inkdex,
}) => {
  await inkdex.getByRole('gridcell', { name: /^dn01\.jpg/u }).click();
  const notice = inkdex.getByText('Inkdex cannot read this writing');
  await expect(notice).toBeVisible();
  await expect(inkdex.locator('.text-word')).toHaveCount(0);
  await expectNoFaults(inkdex);
  await inkdex.getByRole('button', { name: 'Show them' }).click();
  await expect(notice).toBeHidden();
  const word = (
    await inkdex
      .locator('.text-word', { hasText: /^[a-z]{5,}$/u })
      .first()
      .innerText()
  ).trim();

  await searchField(inkdex).fill(word);
  await searchField(inkdex).press('Enter');
  await expect(inkdex.getByRole('link', { name: /dn01\.jpg/u }).first()).toBeVisible();
});
