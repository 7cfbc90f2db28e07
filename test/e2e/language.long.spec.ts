import { expectNoFaults } from './faults.ts';
import { expect, readTest as test } from './inkdex.ts';

test('a person chooses the language of a photo, which is read again, and takes the choice back', async ({
  inkdex,
}) => {
  await inkdex.getByRole('gridcell', { name: /^dp01\.jpg/u }).click();
  const language = inkdex.getByRole('combobox', { name: 'Language' });
  const shown = language.locator('option:checked');
  await expect(shown).toHaveText('Automatic (English)');

  const names = ['English', 'French', 'German', 'Dutch', 'Italian', 'Spanish', 'Portuguese'];
  await expect(language.locator('option')).toHaveText(['Automatic (English)', ...names]);

  const done = inkdex.getByRole('button', { name: 'Jobs: All done' });
  await language.focus();
  await inkdex.keyboard.press('g');
  await expect(inkdex.getByText('Language: German. The photo is read again.')).toBeVisible();
  await expect(shown).toHaveText('German');
  await expect(done).toBeVisible();
  await expectNoFaults(inkdex);
  await inkdex.reload();
  await expect(shown).toHaveText('German');
  // What was found is still offered.
  await expect(language.locator('option').first()).toHaveText('Automatic (English)');

  await language.selectOption('Dutch');
  await expect(shown).toHaveText('Dutch');
  await inkdex.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(shown).toHaveText('German');
  await expect(done).toBeVisible();

  await inkdex.setViewportSize({ width: 400, height: 800 });
  await expect(language).toBeInViewport();
  await expectNoFaults(inkdex);
});
