import { expectNoFaults } from './faults.ts';
import { expect, readTest as test, searchField } from './inkdex.ts';

test('photos become favourites and get albums and tags, which are found, renamed, deleted and brought back', async ({
  inkdex,
}) => {
  const sidebar = inkdex.getByRole('navigation', { name: 'Main' });
  const tiles = inkdex.getByRole('gridcell');
  await expect(tiles).toHaveCount(3);
  await tiles.nth(1).focus();
  await inkdex.keyboard.press('f');
  await expect(tiles.nth(1).getByRole('img', { name: 'Favourite' })).toBeVisible();
  await expect(sidebar.getByRole('link', { name: 'Favourites' })).toHaveText('Favourites1');

  await inkdex.keyboard.press('Control+a');
  await inkdex.getByRole('button', { name: 'Albums and tags' }).click();
  const dialog = inkdex.getByRole('dialog', { name: 'Albums and tags of 3 photos' });
  await dialog.getByRole('textbox', { name: 'Find or create' }).fill('Notes');
  await dialog.getByRole('button', { name: 'New album “Notes”' }).click();
  await expect(dialog.getByRole('checkbox', { name: 'Notes' })).toBeChecked();
  await expectNoFaults(inkdex);
  await dialog.getByRole('button', { name: 'Done' }).click();

  await sidebar.getByRole('link', { name: 'Notes' }).click();
  await expect(inkdex.getByRole('heading', { name: 'Notes' })).toBeVisible();
  await tiles.first().click();
  await inkdex.keyboard.press('l');
  const ofOne = inkdex.getByRole('dialog', { name: 'Albums and tags of 1 photo' });
  await ofOne.getByRole('textbox').fill('to do');
  await ofOne.getByRole('button', { name: 'New tag “to do”' }).click();
  await ofOne.getByRole('checkbox', { name: 'Notes' }).click();
  await expect(ofOne.getByRole('checkbox', { name: 'Notes' })).not.toBeChecked();
  await inkdex.keyboard.press('Escape');
  await expect(inkdex.getByRole('banner').getByRole('link', { name: 'to do' })).toHaveCount(1);
  await inkdex.keyboard.press('f');
  await expect(inkdex.getByRole('button', { name: 'Favourite' })).toHaveAttribute('aria-pressed', 'true');
  await expect(sidebar.getByRole('link', { name: 'Favourites' })).toHaveText('Favourites2');

  await searchField(inkdex).fill('album:no');
  await inkdex.getByRole('option', { name: 'album:"Notes"' }).click();
  await expect(inkdex.locator('.result')).toHaveCount(2);

  await sidebar.getByRole('link', { name: 'Notes' }).click();
  await expect(tiles).toHaveCount(2);
  await inkdex.getByRole('button', { name: 'Rename album' }).click();
  await inkdex.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Lectures');
  await inkdex.keyboard.press('Enter');
  const renamed = sidebar.getByRole('link', { name: 'Lectures' });
  await expect(renamed).toHaveText('Lectures2');
  await expectNoFaults(inkdex);
  await inkdex.getByRole('button', { name: 'Delete album' }).click();
  await expect(renamed).toHaveCount(0);
  await expect(tiles).toHaveCount(3);
  await inkdex.keyboard.press('Control+z');
  await expect(renamed).toHaveText('Lectures2');
});
