import Sqlite from 'better-sqlite3';
import { join } from 'node:path';
import { expectNoFaults } from './faults.ts';
import { expect, readTest as test } from './inkdex.ts';

test('the library is sorted by date and name, jumps to a month, and shows larger photos; all of it is remembered', async ({
  folders,
  inkdex,
}) => {
  const db = new Sqlite(join(folders.library, 'library.sqlite'));
  const dates = { 'dw01.jpg': '2022-03-01', 'dp01.jpg': '2024-05-02', 'dn01.jpg': '2024-05-01' };
  for (const [name, date] of Object.entries(dates)) {
    db.prepare('UPDATE photo SET taken_at = ? WHERE path LIKE ?').run(`${date}T00:00:00Z`, `%${name}`);
  }
  db.close();
  await inkdex.reload();
  const tiles = inkdex.getByRole('gridcell');
  const names = () => inkdex.locator('.tile-name').allTextContents();
  await expect(tiles).toHaveCount(3);
  await expect.poll(names).toEqual(['dp01.jpg', 'dn01.jpg', 'dw01.jpg']);

  const headings = inkdex.getByRole('rowheader');
  await expect(headings).toHaveText(['May 20242', 'March 20221']);
  await headings.first().getByRole('button', { name: 'Select the photos of May 2024' }).click();
  await expect(inkdex.getByRole('status').filter({ hasText: '2 photos selected' })).toBeVisible();
  await tiles.first().focus();
  // Over the heading, to the only photo of the next month.
  await inkdex.keyboard.press('ArrowDown');
  await expect(tiles.nth(2)).toBeFocused();
  await inkdex.keyboard.press('Escape');

  const month = inkdex.getByRole('combobox', { name: 'Month' });
  await expect(month.getByRole('option')).toHaveText(['May 2024', 'March 2022']);
  const size = inkdex.getByRole('slider', { name: 'Size of photos' });
  await size.fill('560');
  await inkdex.setViewportSize({ width: 700, height: 500 });
  await month.selectOption('March 2022');
  await expect(tiles.filter({ hasText: 'dw01.jpg' })).toBeInViewport();
  await expect(tiles.filter({ hasText: 'dp01.jpg' })).not.toBeInViewport();
  await expectNoFaults(inkdex);

  await inkdex.setViewportSize({ width: 1280, height: 800 });
  await inkdex.getByRole('combobox', { name: 'Sort by' }).selectOption('Name');
  await expect(month).toHaveCount(0);
  await expect(headings).toHaveCount(0);
  await expect.poll(names).toEqual(['dn01.jpg', 'dp01.jpg', 'dw01.jpg']);
  await inkdex.reload();
  await expect.poll(names).toEqual(['dn01.jpg', 'dp01.jpg', 'dw01.jpg']);
  await expect(size).toHaveValue('560');
  await tiles.first().click();
  await inkdex.getByRole('button', { name: 'Next photo' }).click();
  await expect(inkdex.getByRole('heading', { name: 'dp01.jpg' })).toBeVisible();
});

test('folders are a tree in the sidebar, which is remembered and lists the photos below a folder', async ({
  folders,
  inkdex,
}) => {
  const db = new Sqlite(join(folders.library, 'library.sqlite'));
  const places = {
    'dw01.jpg': '/home/ada/boards',
    'dp01.jpg': '/home/ada/notes/may',
    'dn01.jpg': '/home/ada/notes',
  };
  for (const [name, folder] of Object.entries(places)) {
    db.prepare('UPDATE photo SET path = ? WHERE path LIKE ?').run(`${folder}/${name}`, `%${name}`);
  }
  db.close();
  await inkdex.reload();
  await inkdex.getByRole('button', { name: 'Folders', exact: true }).click();
  const tree = inkdex.getByRole('list', { name: 'Folders', exact: true });
  await tree.getByRole('button', { name: 'Subfolders of notes' }).click();
  await expect(tree.getByRole('link')).toHaveText(['boards1', 'notes2', 'may1']);
  await tree.getByRole('link', { name: 'notes 2' }).click();
  await expect(inkdex.getByRole('heading', { name: 'notes' })).toBeVisible();
  await expect(inkdex.locator('.tile-name')).toHaveCount(2);
  await expectNoFaults(inkdex);
  await inkdex.reload();
  await expect(tree.getByRole('link', { name: 'notes 2' })).toHaveAttribute('aria-current', 'page');
  await expect(inkdex.locator('.tile-name')).toHaveCount(2);

  await inkdex.getByRole('gridcell').first().click();
  await expect(inkdex.getByText('1 / 2')).toBeVisible();
  await inkdex.keyboard.press('Escape');
  await inkdex.getByRole('link', { name: 'Search here' }).click();
  await expect(inkdex.getByRole('status').filter({ hasText: /^2 photos/u })).toBeVisible();
});
