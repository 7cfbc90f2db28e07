import { expectNoFaults } from './faults.ts';
import { expect, readTest, searchField, test } from './inkdex.ts';
import { interruptible } from './line.ts';

test('the empty screens have no accessibility faults', async ({ inkdex }) => {
  await expect(inkdex.getByRole('button', { name: 'Add photos' })).toBeVisible();
  await expectNoFaults(inkdex);

  await inkdex.getByRole('button', { name: 'Add photos' }).click();
  await expect(inkdex.getByRole('option', { name: 'notes' })).toBeVisible();
  await expectNoFaults(inkdex);
  await inkdex.keyboard.press('Escape');

  await inkdex.getByRole('link', { name: 'Correct words' }).click();
  await expect(inkdex.getByRole('heading', { name: 'Nothing to label' })).toBeVisible();
  await expectNoFaults(inkdex);

  await inkdex.getByRole('link', { name: 'Datasets' }).click();
  await expect(inkdex.getByRole('heading', { name: 'No datasets yet' })).toBeVisible();
  await expectNoFaults(inkdex);

  await inkdex.getByRole('link', { name: 'Train', exact: true }).click();
  await expect(inkdex.getByRole('heading', { name: 'Train on your handwriting' })).toBeVisible();
  await expectNoFaults(inkdex);

  await inkdex.getByRole('link', { name: 'Models' }).click();
  await expect(inkdex.getByText('Finds words')).toBeVisible();
  await expectNoFaults(inkdex);
});

readTest('the full screens have no accessibility faults', async ({ inkdex }) => {
  await expect(inkdex.getByRole('gridcell')).toHaveCount(3);
  await inkdex.getByRole('button', { name: /^Jobs:/u }).click();
  await expectNoFaults(inkdex);
  await inkdex.keyboard.press('Escape');
  await inkdex.getByRole('gridcell').first().focus();
  await inkdex.keyboard.press(' ');
  await inkdex.keyboard.press('Delete');
  await inkdex.getByRole('button', { name: '1 removed photo' }).click();
  await expectNoFaults(inkdex);
  await inkdex.getByRole('button', { name: 'Restore all' }).click();
  await expect(inkdex.getByText('No removed photos.')).toBeVisible();
  await inkdex.keyboard.press('Escape');
  await expect(inkdex.getByRole('gridcell')).toHaveCount(3);

  await inkdex.getByRole('gridcell', { name: /^dn01\.jpg/u }).click();
  await inkdex.locator('.text-word').nth(2).click();
  await expect(inkdex.locator('.word-details')).toBeVisible();
  await expectNoFaults(inkdex);

  await inkdex.keyboard.press('e');
  await expect(inkdex.getByRole('textbox', { name: 'Text of the word' })).toBeVisible();
  await expect(inkdex.locator('.annotate-stage')).toHaveAttribute('data-picture', 'loaded');
  await expectNoFaults(inkdex);
  await inkdex.keyboard.press('Escape');
  await inkdex.keyboard.press('Control+a');
  await expect(inkdex.getByText('words selected')).toBeVisible();
  await expectNoFaults(inkdex);

  await inkdex.getByRole('link', { name: 'Correct words' }).click();
  await expect(inkdex.getByRole('button', { name: 'Start' })).toBeVisible();
  await expectNoFaults(inkdex);

  await inkdex.getByRole('link', { name: 'Datasets' }).click();
  await inkdex.keyboard.press('c');
  await expect(inkdex.getByRole('dialog').getByLabel('Dataset name')).toBeVisible();
  await expectNoFaults(inkdex);
  await inkdex.keyboard.press('Escape');

  await searchField(inkdex).fill('wheels');
  await expect(inkdex.locator('.result').first()).toBeVisible();
  await inkdex.getByText('Search tips').click();
  await expectNoFaults(inkdex);

  await inkdex.keyboard.press('Escape');
  await inkdex.keyboard.press('Escape');
  await inkdex.keyboard.press('?');
  await expect(inkdex.getByRole('dialog')).toBeVisible();
  await expectNoFaults(inkdex);
});

readTest('a screen that is still loading says so, and has no accessibility faults', async ({ inkdex }) => {
  const line = await interruptible(inkdex);
  for (const hash of [
    '#/search?q=whe',
    '#/photo/1',
    '#/annotate/1',
    '#/label',
    '#/datasets',
    '#/models/none',
  ]) {
    await inkdex.goto(new URL('#/library', inkdex.url()).href);
    await inkdex.reload();
    await expect(inkdex.getByRole('gridcell')).toHaveCount(3);
    line.holdAnswers();
    await inkdex.evaluate((address) => {
      location.hash = address;
    }, hash);
    await expect(inkdex.getByRole('heading', { level: 1, name: /^(?:Loading|Searching)…$/u })).toBeVisible();
    await expectNoFaults(inkdex);
    line.passAnswers();
    await expect(inkdex.getByRole('heading', { level: 1, name: /…$/u })).toHaveCount(0);
  }
});
