import type { Locator, Page } from '@playwright/test';
import { expectNoFaults } from './faults.ts';
import { expect, readTest as test, searchField } from './inkdex.ts';

function suggestions(page: Page): Locator {
  return page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option');
}

test('a typed beginning is completed with the keyboard, and Enter alone searches what is typed', async ({
  inkdex,
}) => {
  const field = searchField(inkdex);
  await field.fill('whe');
  await expect(suggestions(inkdex).filter({ hasText: 'wheels' })).toHaveText('wheels, 1 photo');
  await expect(field).toHaveAttribute('aria-expanded', 'true');
  await expectNoFaults(inkdex);

  await field.press('Escape');
  await expect(suggestions(inkdex)).toHaveCount(0);
  await expect(field).toHaveValue('whe');
  await field.press('Enter');
  await expect(field).toHaveValue('whe');
  await expect(suggestions(inkdex)).toHaveCount(0);

  await field.press('ArrowDown');
  const active = suggestions(inkdex).and(inkdex.getByRole('option', { selected: true }));
  await expect(active).toHaveText(/wheels/u);
  await expect(field).toHaveAttribute('aria-activedescendant', (await active.getAttribute('id')) ?? '');
  await field.press('Enter');
  await expect(field).toHaveValue('wheels');
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('aria-expanded', 'false');
});

test('recent and saved searches are suggested, chosen with the mouse and removed', async ({ inkdex }) => {
  const field = searchField(inkdex);
  await field.fill('wheels');
  await field.press('Enter');
  await inkdex.getByRole('button', { name: 'Save search' }).click();
  const name = inkdex.getByRole('dialog').getByRole('textbox', { name: 'Name' });
  await name.fill('Robots');
  await name.press('Enter');
  await expect(name).toHaveCount(0);
  await field.fill('the');
  await field.press('Enter');

  await inkdex.reload();
  await inkdex.getByRole('button', { name: 'Clear search' }).click();
  await expect(suggestions(inkdex)).toHaveText(['the, Recent search', 'wheels, Recent search']);
  await expectNoFaults(inkdex);
  await inkdex.getByTitle('Remove from recent searches (Delete)').first().click();
  await expect(suggestions(inkdex)).toHaveText(['wheels, Recent search']);
  await field.press('ArrowDown');
  await field.press('Delete');
  await expect(suggestions(inkdex)).toHaveText(['Robots, Saved search, 1 photo']);
  await suggestions(inkdex).click();
  await expect(field).toHaveValue('wheels');
  await field.press('Tab');
  await expect(suggestions(inkdex)).toHaveCount(0);
});

test('nothing is suggested while the app is not connected', async ({ inkdex, app }) => {
  await searchField(inkdex).fill('whe');
  await expect(suggestions(inkdex)).not.toHaveCount(0);
  await app.close();
  await expect(suggestions(inkdex)).toHaveCount(0);
});
