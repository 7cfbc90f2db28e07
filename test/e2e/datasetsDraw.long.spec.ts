import { expectNoFaults } from './faults.ts';
import { expect, test } from './inkdex.ts';

test('pasted words are drawn as a dataset, after a preview, and its version is cut into characters that train', async ({
  inkdex,
}) => {
  await inkdex.getByRole('link', { name: 'Datasets' }).click();
  await inkdex.getByRole('button', { name: /^Draw/u }).click();
  const dialog = inkdex.getByRole('dialog', { name: 'Draw a dataset' });
  await expect(dialog.getByRole('button', { name: 'Draw dataset' })).toBeDisabled();
  await dialog.getByLabel('Text', { exact: true }).fill('stack queue жук');
  await dialog.getByRole('button', { name: 'Preview' }).click();
  await expect(dialog.getByRole('img')).toHaveCount(12);
  await expect(dialog.getByText('2 texts · 1 text left out: "жук": no font draws "жук"')).toBeVisible();
  await dialog.getByLabel('Number of samples').fill('0');
  await expect(dialog.getByText('Enter a number from 1 to 1,000,000.')).toBeVisible();
  await dialog.getByLabel('Number of samples').fill('20');
  await dialog.getByRole('button', { name: 'Draw dataset' }).click();
  await inkdex.getByRole('link', { name: /^Drawn words/u }).click();
  await expect(inkdex.getByText('20 samples on 20 images')).toBeVisible();

  await inkdex.getByRole('button', { name: /^Freeze/u }).click();
  await inkdex.getByRole('dialog').getByRole('button', { name: 'Freeze' }).click();
  await inkdex.getByRole('link', { name: /^Versions/u }).click();
  await inkdex.getByRole('button', { name: 'Cut into characters' }).click();
  const cutting = inkdex.getByRole('dialog', { name: 'Cut words into characters' });
  await cutting.getByLabel('Dataset name').fill('Letters');
  await expectNoFaults(inkdex);
  await cutting.getByRole('button', { name: 'Cut words' }).click();
  await expect(inkdex.getByText(/^Letters: \d+ samples added/u).first()).toBeVisible();
  await inkdex.getByRole('link', { name: 'Datasets', exact: true }).first().click();
  await expect(inkdex.getByRole('link', { name: /^Letters.*Characters of/u })).toBeVisible();

  // The characters train a new network, from the window too.
  await inkdex.getByRole('link', { name: /^Letters/u }).click();
  await inkdex.getByRole('button', { name: /^Freeze/u }).click();
  await inkdex.getByRole('dialog').getByRole('button', { name: 'Freeze' }).click();
  await inkdex.getByRole('link', { name: 'Train', exact: true }).click();
  await inkdex.getByRole('link', { name: 'Set up a run…' }).click();
  const versions = inkdex.getByLabel('Dataset version');
  const letters = versions.locator('optgroup[label="Letters"] option');
  await versions.selectOption((await letters.getAttribute('value')) ?? '');
  await inkdex.getByLabel('Network').selectOption('New: Character recogniser');
  await inkdex.getByLabel('Alphabet').selectOption('80 classes of text-recognizer-pro');
  await expect(inkdex.getByText('Its alphabet has the 80 classes of text-recognizer-pro.')).toBeVisible();
  await inkdex.getByLabel('Preset').selectOption('quick');
  await inkdex.getByRole('button', { name: 'Start', exact: true }).click();
  const outcome = inkdex.getByRole('heading', { name: /^(New network|Learned too little): CER/u });
  await expect(outcome).toBeVisible();
});
