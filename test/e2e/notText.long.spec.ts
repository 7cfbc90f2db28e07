import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expectNoFaults } from './faults.ts';
import { expect, readTest } from './inkdex.ts';

const test = readTest.extend({
  // Six words are read so badly that they are probably no words.
  folders: async ({ folders }, use) => {
    const db = new Database(join(folders.library, 'library.sqlite'));
    // What the reading has left out itself is another list.
    db.exec("DELETE FROM word WHERE mark = 'not-text'");
    db.exec('DELETE FROM alternative WHERE word IN (SELECT id FROM word ORDER BY id LIMIT 6)');
    db.exec(
      'UPDATE word SET confidence = id / 10000.0 WHERE id IN (SELECT id FROM word ORDER BY id LIMIT 6)',
    );
    db.close();
    await use(folders);
  },
});

test('boxes that are hard to read are marked all at once, and Ctrl+Z takes it back', async ({ inkdex }) => {
  await inkdex.getByRole('link', { name: 'Correct words' }).click();
  await inkdex.getByRole('link', { name: 'Review boxes' }).click();
  const list = inkdex.getByRole('list', { name: 'Hard to read' });
  const boxes = list.locator('.queue-item');
  const before = await boxes.count();
  expect(before).toBeGreaterThanOrEqual(6);

  await boxes.nth(0).click();
  await boxes.nth(3).click({ modifiers: ['Shift'] });
  await boxes.nth(1).press('Space');
  await expect(list.getByRole('button', { pressed: true })).toHaveCount(3);
  await expectNoFaults(inkdex);
  await inkdex.getByRole('button', { name: 'Not text (3)' }).click();
  await expect(boxes).toHaveCount(before - 3);
  await inkdex.keyboard.press('Control+z');
  await expect(boxes).toHaveCount(before);

  await inkdex.keyboard.press('Control+a');
  await inkdex.getByRole('button', { name: `Not text (${String(before)})` }).click();
  await expect(inkdex.getByText('No boxes to review')).toBeVisible();
});
