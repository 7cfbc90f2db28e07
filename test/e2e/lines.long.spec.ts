import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../../shared/random.ts';
import { runInkdex } from '../support/app.ts';
import { expectNoFaults } from './faults.ts';
import { expect, readTest, searchField } from './inkdex.ts';

/** A library with a line finder, to which every page is one line. */
const linesTest = readTest.extend({
  folders: async ({ folders }, use) => {
    const { createFcnLines, fcnLinesConfig, fcnLinesOnnx } =
      await import('../../main/ml/networks/fcnLines.ts');
    const { tf } = await import('../../main/ml/tf.ts');
    await tf.setBackend('cpu');
    const config = fcnLinesConfig({ channels: 1, longSide: 42 });
    const weights = createFcnLines(config, createRandom(1));
    weights.head.kernel.assign(tf.zerosLike(weights.head.kernel));
    weights.head.bias.assign(tf.tensor1d([0, 4, 0]));
    const network = { name: 'fcn-lines' as const, options: { ...config } };
    const metadata = {
      format: 1,
      kind: 'lines',
      name: 'Finder',
      network,
      longSide: 42,
      multiple: 21,
    } as const;
    const path = join(folders.home, 'finder.onnx');
    writeFileSync(path, fcnLinesOnnx(weights, { ...metadata, parameters: 1 }));
    await runInkdex(['model', 'import', path], folders);
    await use(folders);
  },
});

linesTest('a photo shows the lines that a line finder sees', async ({ inkdex }) => {
  await inkdex.getByRole('gridcell', { name: /^dn01\.jpg/u }).click();
  const toggle = inkdex.getByRole('button', { name: 'Lines' });
  await toggle.click();
  const mask = inkdex.getByRole('img', { name: '1 line' });
  await expect(mask).toBeVisible();
  expect((await mask.locator('.line-mask').first().boundingBox())?.height).toBeGreaterThan(100);
  await expectNoFaults(inkdex);
  await toggle.click();
  await expect(mask).toHaveCount(0);
});

readTest('rows of ink find the lines of photos once they are chosen in the window', async ({ inkdex }) => {
  await inkdex.getByRole('link', { name: 'Models' }).click();
  await inkdex.getByRole('button', { name: 'Use (starter-rows)' }).click();
  const rows = inkdex.getByRole('listitem').filter({ hasText: 'Rows of ink' });
  await expect(rows.getByText('In use')).toBeVisible();
  await expect(inkdex.getByText('3 photos were read with other models.')).toBeVisible();
  await expectNoFaults(inkdex);
  await inkdex.getByRole('link', { name: 'Settings' }).click();
  await expect(inkdex.getByText('Finds words')).toBeVisible();
  await expect(inkdex.getByRole('link', { name: 'Rows of ink' })).toBeVisible();
  await inkdex.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Library' }).click();
  await inkdex.getByRole('gridcell', { name: /^dp01\.jpg/u }).click();
  await inkdex.getByRole('button', { name: 'Lines' }).click();
  await expect(inkdex.getByRole('img', { name: /lines$/u })).toBeVisible();

  await inkdex.getByRole('link', { name: 'Models' }).click();
  await inkdex.getByRole('button', { name: 'Read them again' }).click();
  await expect(inkdex.getByText('3 photos were read with other models.')).toBeHidden();
  await expect(inkdex.getByRole('button', { name: 'Jobs: All done' })).toBeVisible();
  await searchField(inkdex).fill('wheels');
  await searchField(inkdex).press('Enter');
  await inkdex.locator('.result-picture').first().click();
  await expect(inkdex.locator('.text-word.is-hit').first()).toBeVisible();
});

readTest('a photo offers no lines while there is no line finder', async ({ inkdex }) => {
  await inkdex.getByRole('gridcell', { name: /^dn01\.jpg/u }).click();
  await expect(inkdex.getByRole('button', { name: 'Word boxes' })).toBeVisible();
  await expect(inkdex.getByRole('button', { name: 'Lines' })).toHaveCount(0);
});
