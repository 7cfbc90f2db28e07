import { importWritten } from './datasetImport.ts';
import { expect, test } from './inkdex.ts';
import { interruptible } from './line.ts';

test('Escape that ends an input method composition keeps the text of the sample', async ({
  inkdex,
  folders,
}) => {
  await importWritten(inkdex, folders.home);
  await inkdex.keyboard.press('3');
  await inkdex.getByRole('gridcell', { name: 'tree' }).press('Enter');
  const field = inkdex.getByRole('textbox', { name: 'Text of the sample' });
  await field.fill('読');
  await field.dispatchEvent('keydown', { key: 'Escape', isComposing: true });
  await expect(field).toHaveValue('読');
  await field.press('Escape');
  await expect(field).toHaveValue('tree');
});

test('a writer saved with Enter is not saved again when the field loses the focus', async ({
  inkdex,
  folders,
}) => {
  const line = await interruptible(inkdex);
  await inkdex.reload();
  await importWritten(inkdex, folders.home);
  await inkdex.keyboard.press('3');
  await inkdex.getByRole('gridcell', { name: 'tree' }).press('Enter');
  const writer = inkdex.getByRole('textbox', { name: 'Writer' });
  await writer.fill('berta');
  line.holdAnswers();
  await writer.press('Enter');
  await writer.press('Tab');
  line.passAnswers();
  await expect(inkdex.getByRole('gridcell', { name: 'tree' })).toContainText('berta');
  await expect(inkdex.locator('.toast')).toHaveCount(0);
});

test('text typed into a field while its earlier text is being saved stays', async ({ inkdex, folders }) => {
  const line = await interruptible(inkdex);
  await inkdex.reload();
  await importWritten(inkdex, folders.home);
  await inkdex.keyboard.press('3');
  const tree = inkdex.getByRole('gridcell', { name: 'tree' });
  await tree.press('Enter');
  const writer = inkdex.getByRole('textbox', { name: 'Writer' });
  await writer.fill('bert');
  line.holdAnswers();
  await writer.press('Enter');
  await writer.press('a');
  line.passAnswers();
  await expect(tree).toContainText('bert');
  await expect(writer).toHaveValue('berta');
  await writer.press('Enter');
  await expect(tree).toContainText('berta');

  const text = inkdex.getByRole('textbox', { name: 'Text of the sample' });
  await text.fill('free');
  line.holdAnswers();
  await text.press('Enter');
  await tree.press('Enter');
  await text.fill('freed');
  line.passAnswers();
  await expect(inkdex.getByRole('gridcell', { name: 'free' })).toBeVisible();
  await expect(text).toHaveValue('freed');
});
