import { makeReadOnly } from '../support/readOnly.ts';
import { expect, readTest, searchField } from './inkdex.ts';

const test = readTest.extend({
  folders: async ({ folders }, use, testInfo) => {
    const restore = makeReadOnly(folders.library);
    testInfo.skip(restore === null, 'root may not mount here');
    await use(folders);
    restore?.();
  },
});

test('a read-only library can be looked at and searched, and says why nothing can be changed', async ({
  inkdex,
}) => {
  const banner = inkdex.getByRole('note').filter({ hasText: 'This library is read-only.' });
  await expect(banner).toBeVisible();
  await expect(inkdex.getByRole('button', { name: 'Add photos' })).toBeDisabled();
  await expect(inkdex.getByRole('gridcell')).toHaveCount(3);

  for (const [hash, name] of [
    ['datasets', /^(?:Import|Draw|Create from library) ?$/u],
    ['training', /^Train on/u],
    ['models', /^Import/u],
  ] as const) {
    await inkdex.evaluate((to) => {
      location.hash = `#/${to}`;
    }, hash);
    const buttons = inkdex.getByRole('main').getByRole('button', { name });
    await expect(buttons.first()).toBeVisible();
    for (const button of await buttons.all()) {
      await expect(button).toBeDisabled();
      await expect(button).toHaveAttribute('title', /This library is read-only/u);
    }
  }

  await searchField(inkdex).fill('the');
  await expect(inkdex.locator('.result').first()).toBeVisible();

  await inkdex.evaluate(() => {
    location.hash = '#/annotate/1';
  });
  // What could not be stored cannot be typed either.
  await expect(inkdex.getByRole('textbox', { name: 'Text of the word' })).not.toBeEditable();
  await expect(inkdex.getByRole('button', { name: 'Confirm' })).toHaveAttribute('title', /read-only/u);
});
