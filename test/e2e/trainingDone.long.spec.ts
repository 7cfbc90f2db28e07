import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectNoFaults } from './faults.ts';
import { foreignRecogniser } from '../support/foreignModel.ts';
import { interruptible } from './line.ts';
import { expect, trainedTest as test } from './trainingHost.ts';

test.describe.configure({ mode: 'default' });

test('two runs are compared by curves, scores and different settings', async ({ inkdex }) => {
  await openTraining(inkdex);
  await markBoth(inkdex);
  await inkdex.keyboard.press('c');
  await expect(inkdex.getByRole('heading', { name: '2 runs compared' })).toBeVisible();

  const curves = inkdex.getByRole('region', { name: 'Curves' });
  for (const name of ['CER', 'WER', 'Loss', 'Learning rate']) {
    await expect(curves.getByRole('slider', { name: `${name}, step` })).toBeVisible();
  }
  const scores = inkdex.getByRole('group', { name: 'Scores' });
  await expect(scores.getByRole('row', { name: /^CER after, held-out words/u })).toContainText('%');
  await expect(scores.getByRole('row', { name: /^Model/u })).toContainText('iam-1');
  await expect(scores.getByRole('row', { name: /^Model/u })).toContainText('run-2');

  const settings = inkdex.getByRole('group', { name: 'Settings' });
  await expect(settings.getByRole('row', { name: /^learningRate/u })).toContainText('0.004');
  await expect(settings.getByRole('row', { name: /^batch/u })).toHaveCount(0);
  await inkdex.getByLabel('Show all').check();
  await expect(settings.getByRole('row', { name: /^batch/u })).toContainText('16');

  await inkdex.reload();
  await expect(inkdex.getByRole('heading', { name: '2 runs compared' })).toBeVisible();
  await inkdex.keyboard.press('Escape');
  await expect(inkdex.getByRole('heading', { name: 'Runs' })).toBeVisible();
});

test('a second Enter does not remove a run', async ({ inkdex }) => {
  await openTraining(inkdex);
  await inkdex.getByRole('link', { name: /^Train on IAM:/u }).click();
  await inkdex.getByRole('button', { name: 'Remove' }).press('Enter');
  await expect(inkdex.getByRole('dialog')).toBeVisible();
  await inkdex.keyboard.press('Enter');
  await expect(inkdex.getByRole('dialog')).toBeHidden();
  await expect(inkdex.getByRole('button', { name: 'Remove' })).toBeFocused();
  await expect(inkdex.getByRole('heading', { name: /^Train on IAM:/u })).toBeVisible();
});

test('a second Enter does not remove a model', async ({ inkdex }) => {
  await inkdex.getByRole('link', { name: 'Models' }).click();
  const card = inkdex.locator('li.card', { has: inkdex.getByRole('link', { name: /^IAM:/u }) });
  await expect(card).toContainText(/CER (?:\d+\.\d → )?\d+\.\d % on \d+ held-out words/u);
  await inkdex.getByRole('link', { name: /^IAM:/u }).click();
  await inkdex.getByRole('button', { name: 'Remove' }).press('Enter');
  await expect(inkdex.getByRole('dialog').getByRole('button', { name: 'Keep model' })).toBeFocused();
  await inkdex.keyboard.press('Enter');
  await expect(inkdex.getByRole('dialog')).toBeHidden();
  await expect(inkdex.getByRole('button', { name: 'Remove' })).toBeFocused();
});

test('an evaluation that ends late does not close the dialog of the next one', async ({ inkdex }) => {
  const line = await interruptible(inkdex);
  await inkdex.reload();
  await inkdex.getByRole('link', { name: 'Models' }).click();
  await inkdex.getByRole('link', { name: /^IAM:/u }).click();
  const dialog = inkdex.getByRole('dialog', { name: /^Evaluate / });
  const ask = inkdex.getByRole('button', { name: 'Evaluate…' });
  await ask.click();
  line.holdAnswers();
  await dialog.getByRole('button', { name: 'Evaluate', exact: true }).click();
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
  await expect(dialog).toBeHidden();
  await ask.click();
  line.passAnswers();
  await expect(inkdex.getByText('iam-1 was evaluated.')).toBeVisible();
  await expect(dialog).toBeVisible();
});

test('a double click queues a series of experiments once, and does not leave a screen opened since', async ({
  inkdex,
  folders,
}) => {
  const series = {
    experiment_group: 'Rates',
    experiments: [{ dataset: 'IAM strict' }, { dataset: 'IAM strict', train_args: { learningRate: 0.002 } }],
  };
  await writeFile(join(folders.home, 'rates.json'), JSON.stringify(series));
  const line = await interruptible(inkdex);
  await inkdex.reload();
  await openTraining(inkdex);
  await inkdex.getByRole('link', { name: 'Set up a run…' }).click();
  await inkdex.getByText('Experiments from a file').click();
  await inkdex.getByRole('button', { name: 'Choose a folder or file' }).click();
  const places = inkdex.getByRole('dialog', { name: 'Choose an experiments file' });
  await places.getByRole('option', { name: 'rates.json' }).click();
  await places.getByRole('button', { name: 'Choose this file' }).click();
  line.holdAnswers();
  await inkdex.getByRole('button', { name: 'Add to queue' }).dblclick();
  await inkdex.getByRole('link', { name: 'Models', description: 'Models' }).click();
  line.passAnswers();
  await expect(inkdex.getByText('2 runs queued.')).toBeVisible();
  await expect(inkdex.getByRole('heading', { name: 'Models', exact: true })).toBeVisible();
  await inkdex.getByRole('button', { name: 'Show' }).click();
  await expect(inkdex.getByRole('link', { name: /^Rates: experiment/u })).toHaveCount(2);
});

test('a double click rolls a model back one step', async ({ inkdex }) => {
  await useTwoModels(inkdex);
  // The first click takes effect in the time between the two clicks.
  await inkdex.getByRole('button', { name: 'Roll back to iam-1' }).dblclick({ delay: 100 });
  await expectOneStepBack(inkdex);
});

test('holding Enter rolls a model back one step', async ({ inkdex }) => {
  await useTwoModels(inkdex);
  await inkdex.getByRole('button', { name: 'Roll back to iam-1' }).focus();
  await inkdex.keyboard.down('Enter');
  await inkdex.getByRole('button', { name: 'Roll back to starter-recogniser' }).waitFor();
  // A held key sends keydown again without keyup.
  await inkdex.keyboard.down('Enter');
  await inkdex.keyboard.up('Enter');
  await expectOneStepBack(inkdex);
});

test('a model imported after its dialog was closed does not change the screen', async ({
  inkdex,
  folders,
}) => {
  const line = await interruptible(inkdex);
  await inkdex.reload();
  await inkdex.getByRole('link', { name: 'Models' }).click();
  const dialog = inkdex.getByRole('dialog', { name: 'Import model' });
  const ask = inkdex.getByRole('button', { name: 'Import model' });
  await ask.click();
  await dialog.getByRole('button', { name: 'Choose a folder or file' }).click();
  const places = inkdex.getByRole('dialog', { name: 'Choose a model' });
  await places.getByRole('textbox', { name: 'Folder' }).fill(join(folders.library, 'models'));
  await inkdex.keyboard.press('Enter');
  await places.getByRole('option', { name: 'iam-1.onnx' }).click();
  line.holdAnswers();
  await places.getByRole('button', { name: 'Choose this file' }).click();
  await expect(dialog.getByText('Testing the model…')).toBeVisible();
  await inkdex.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await ask.click();
  line.passAnswers();
  await expect(inkdex.getByText('To use it, choose “Use this model”.')).toBeVisible();
  await expect(dialog).toBeVisible();
});

test('a recogniser of another program is imported with its alphabet', async ({ inkdex, folders }) => {
  const folder = dirname(folders.library);
  await writeFile(join(folder, 'foreign.onnx'), foreignRecogniser());
  await writeFile(join(folder, 'alphabet.txt'), 'r\nb\n');
  await inkdex.getByRole('link', { name: 'Models' }).click();
  await inkdex.getByRole('button', { name: 'Import model' }).click();
  const dialog = inkdex.getByRole('dialog', { name: 'Import model' });
  await dialog.getByLabel('Made by').selectOption('other');
  await dialog.getByLabel('Alphabet').fill(join(folder, 'alphabet.txt'));
  await dialog.getByLabel('Height').fill('48');
  const choose = async () => {
    await dialog.getByRole('button', { name: 'Choose a folder or file' }).last().click();
    const places = inkdex.getByRole('dialog', { name: 'Choose a model' });
    await places.getByRole('textbox', { name: 'Folder' }).fill(folder);
    await inkdex.keyboard.press('Enter');
    await places.getByRole('option', { name: 'foreign.onnx' }).click();
    await places.getByRole('button', { name: 'Choose this file' }).click();
  };
  await choose();
  await expect(inkdex.getByText('its input has 32 rows; expected 48')).toBeVisible();
  await dialog.getByLabel('Height').fill('');
  await choose();
  await expect(inkdex.getByRole('heading', { name: 'foreign' })).toBeVisible();
});

test('the screens of training have no accessibility faults', async ({ inkdex }) => {
  // Axe looks at eight screens.
  test.slow();
  const dialog = inkdex.getByRole('dialog');
  await openTraining(inkdex);
  await markBoth(inkdex);
  await expectNoFaults(inkdex);
  await inkdex.keyboard.press('c');
  await expect(inkdex.getByRole('group', { name: 'Scores' })).toBeVisible();
  await expectNoFaults(inkdex);
  await inkdex.keyboard.press('Escape');

  await inkdex.getByRole('link', { name: /^Train on IAM:/u }).click();
  await expect(inkdex.getByRole('group', { name: 'Evaluations' })).toBeVisible();
  await expectNoFaults(inkdex);
  await inkdex.getByRole('button', { name: 'Remove' }).click();
  await expect(dialog).toBeVisible();
  await expectNoFaults(inkdex);
  await dialog.getByRole('button', { name: 'Keep run' }).click();
  await inkdex.getByRole('link', { name: 'Report on iam-1' }).click();
  await expect(inkdex.getByRole('heading', { name: 'Evaluation of iam-1' })).toBeVisible();
  await expectNoFaults(inkdex);

  await openTraining(inkdex);
  await inkdex.getByRole('button', { name: 'Choose IAM…' }).click();
  await expect(dialog.getByLabel('Folder or archive')).toBeFocused();
  await expectNoFaults(inkdex);
  await inkdex.keyboard.press('Escape');
  await inkdex.getByRole('link', { name: 'Set up a run…' }).click();
  await inkdex.getByText('All settings').click();
  await inkdex.getByLabel('Epochs').fill('many');
  await inkdex.getByText('Experiments from a file').click();
  await expectNoFaults(inkdex);
});

test('the screens of models have no accessibility faults', async ({ inkdex }) => {
  // Axe looks at six screens.
  test.slow();
  const dialog = inkdex.getByRole('dialog');
  await inkdex.getByRole('link', { name: 'Models' }).click();
  await inkdex.getByRole('button', { name: 'Use (iam-1)' }).click();
  await expect(inkdex.getByRole('button', { name: 'Roll back to starter-recogniser' })).toBeVisible();
  for (const model of ['iam-1', 'run-2']) await inkdex.getByLabel(`Compare ${model}`).check();
  await expectNoFaults(inkdex);
  await inkdex.keyboard.press('c');
  await expect(inkdex.getByRole('heading', { name: '2 models compared' })).toBeVisible();
  await expect(inkdex.getByText('CER', { exact: false }).first()).toBeVisible();
  // Three metrics of the words that both have read, and the rest on request.
  const rest = inkdex.getByRole('group', { name: 'All metrics' }).first();
  await expect(rest).toBeHidden();
  await inkdex.getByText('All metrics').first().click();
  await expect(rest).toBeVisible();
  await expectNoFaults(inkdex);
  await inkdex.keyboard.press('Escape');

  await inkdex.getByRole('button', { name: 'Import model' }).click();
  await expect(dialog).toBeVisible();
  await expectNoFaults(inkdex);
  await dialog.getByLabel('Made by').selectOption('other');
  await expectNoFaults(inkdex);
  await inkdex.keyboard.press('Escape');
  await inkdex.getByRole('link', { name: /^IAM:/u }).click();
  await expect(inkdex.getByRole('group', { name: 'Evaluations' })).toBeVisible();
  await expectNoFaults(inkdex);
  await inkdex.getByRole('button', { name: 'Export' }).click();
  await dialog.getByLabel('Format').selectOption('savedmodel');
  await expectNoFaults(inkdex);
  await dialog.getByLabel('Format').selectOption('onnx');
  const saved = inkdex.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download' }).click();
  expect((await saved).suggestedFilename()).toMatch(/\.onnx$/u);
  await expect(dialog).toBeHidden();
  await inkdex.getByRole('button', { name: 'Evaluate…' }).click();
  await expect(dialog.getByLabel('Split')).toBeVisible();
  await expectNoFaults(inkdex);
});

async function openTraining(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Train', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Runs' })).toBeVisible();
}

async function markBoth(page: Page): Promise<void> {
  for (const title of [/^Compare Train on IAM:/u, /^Compare Train on IAM strict/u]) {
    await page.getByRole('checkbox', { name: title }).check();
  }
}

/** Uses iam-1 instead of the shipped model, then run-2. */
async function useTwoModels(inkdex: Page): Promise<void> {
  await inkdex.getByRole('link', { name: 'Models' }).click();
  await inkdex.getByRole('button', { name: 'Use (iam-1)' }).click();
  await expect(inkdex.getByRole('button', { name: 'Roll back to starter-recogniser' })).toBeVisible();
  await inkdex.getByRole('button', { name: 'Use (run-2)' }).click();
}

async function expectOneStepBack(inkdex: Page): Promise<void> {
  await expect(inkdex.getByText('iam-1 is in use again.')).toBeVisible();
  await expect(inkdex.getByRole('button', { name: 'Roll back to starter-recogniser' })).toBeVisible();
  await expect(inkdex.getByText('starter-recogniser is in use again.')).toBeHidden();
}
