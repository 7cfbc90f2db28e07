import { expectNoFaults } from './faults.ts';
import { expect, readTest as test, searchField } from './inkdex.ts';

test('the command palette goes to screens and photos, runs commands of the screen, and searches', async ({
  inkdex,
}) => {
  const tiles = inkdex.getByRole('gridcell');
  await expect(tiles).toHaveCount(3);
  const palette = inkdex.getByRole('dialog', { name: 'Command palette' });
  const field = palette.getByRole('combobox');
  const run = async (text: string) => {
    await inkdex.keyboard.press('Control+k');
    await expect(field).toBeFocused();
    await field.fill(text);
    await inkdex.keyboard.press('Enter');
    await expect(palette).toHaveCount(0);
  };
  await run('select all');
  await expect(inkdex.getByText('3 photos selected')).toBeVisible();
  await run('favourite');
  await expect(inkdex.getByRole('img', { name: 'Favourite' })).toHaveCount(3);

  await searchField(inkdex).focus();
  await inkdex.keyboard.press('Control+k');
  await expect(palette.getByRole('option', { name: 'dp01.jpg' })).toBeVisible();
  await expectNoFaults(inkdex);
  // A key that follows Escape at once opens it again: the browser closes a dialog later than it hides it.
  for (let round = 0; round < 20; round += 1) {
    await Promise.all([inkdex.keyboard.press('Escape'), inkdex.keyboard.press('Control+k')]);
    await expect(field).toBeFocused();
  }
  await inkdex.keyboard.press('Escape');
  await expect(palette).toHaveCount(0);
  await run('dp01');
  await expect(inkdex.getByRole('heading', { name: 'dp01.jpg' })).toBeVisible();
  await run('label editor');
  await expect(inkdex.getByRole('textbox', { name: 'Text of the word' })).toBeVisible();
  await run('library');
  await run('clear selection');
  // The palette offers the buttons that are on the screen when it opens.
  await expect(inkdex.getByRole('button', { name: 'Add photos' })).toBeVisible();
  await run('add photos');
  await expect(inkdex.getByRole('dialog', { name: 'Add photos' })).toBeVisible();
  await inkdex.keyboard.press('Escape');
  await expect(inkdex.getByRole('dialog')).toHaveCount(0);
  await run('settings');
  await expect(inkdex.getByRole('main', { name: 'Settings' })).toBeVisible();
  await run('dark mode');
  await expect(inkdex.locator('html')).toHaveAttribute('data-theme', 'dark');
  await run('zzyzxqqq');
  await expect(searchField(inkdex)).toHaveValue('zzyzxqqq');
});
