import { expect, readTest as test, searchField } from './inkdex.ts';

test('a search is saved in the sidebar with its number of photos, renamed, deleted and brought back', async ({
  inkdex,
}) => {
  await searchField(inkdex).fill('wheels');
  await inkdex.getByRole('button', { name: 'Save search' }).click();
  const name = inkdex.getByRole('dialog').getByRole('textbox', { name: 'Name' });
  await expect(name).toHaveValue('wheels');
  await name.fill('Robots');
  await name.press('Enter');
  const link = inkdex.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Robots' });
  await expect(link).toHaveText('Robots1');
  await expect(link).toHaveAttribute('aria-current', 'page');

  await searchField(inkdex).fill('the');
  await expect(link).not.toHaveAttribute('aria-current');
  await inkdex.reload();
  await link.click();
  await expect(searchField(inkdex)).toHaveValue('wheels');
  await inkdex.getByRole('button', { name: 'Rename search' }).click();
  await name.fill('Wheels');
  await inkdex.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  const renamed = inkdex.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Wheels' });
  await expect(renamed).toBeVisible();

  await inkdex.getByRole('button', { name: 'Delete search' }).click();
  await expect(renamed).toHaveCount(0);
  await inkdex.getByRole('button', { name: 'Undo' }).click();
  await expect(renamed).toBeVisible();
});
