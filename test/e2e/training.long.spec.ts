import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { startApp } from '../support/app.ts';
import { drop } from './dropping.ts';
import { expectNoFaults } from './faults.ts';
import { expect, taughtTest as test } from './trainingHost.ts';

test.describe.configure({ mode: 'default' });

test('training on dropped IAM gives a model that is used and rolled back', async ({ inkdex, folders }) => {
  await inkdex.getByRole('link', { name: 'Train', exact: true }).click();
  await expect(inkdex.getByRole('heading', { name: 'Train on your handwriting' })).toBeVisible();
  await drop(inkdex, [join(folders.home, 'few/iam')], 'Drop IAM to train on it');
  const dialog = inkdex.getByRole('dialog', { name: 'Train on IAM' });
  // The files are uploaded first.
  await expect(dialog.getByText('IAM recognised.')).toBeVisible();
  await dialog.getByLabel('Folder or archive').press('Enter');

  await expect(inkdex.getByRole('heading', { name: /^Train on IAM: iam/u })).toBeVisible();
  const outcome = inkdex.getByRole('region', { name: /^(Better|Not sure yet) on IAM/u });
  await expect(outcome).toBeVisible();
  await expect(outcome.getByRole('group', { name: 'Before and after' })).toContainText('Held-out words');
  await expect(inkdex.getByText(/^Completed \d+ (of \d+ )?steps/u)).toBeVisible();
  await expect(outcome.getByText('iam-1 is not in use.')).toBeVisible();
  await outcome.getByRole('button', { name: 'Use this model' }).click();
  await expect(outcome.getByText('iam-1 is in use.')).toBeVisible();

  await inkdex.getByRole('link', { name: 'Models' }).click();
  const tile = inkdex.getByRole('listitem').filter({ has: inkdex.getByText('iam-1', { exact: true }) });
  await expect(tile.getByText('In use')).toBeVisible();
  await inkdex.reload();
  await expect(tile.getByText('In use')).toBeVisible();
  await inkdex.getByRole('button', { name: 'Roll back to starter-recogniser' }).click();
  await expect(inkdex.getByText('starter-recogniser is in use again.')).toBeVisible();
  await expect(tile.getByText('In use')).toHaveCount(0);
});

test('a paused run stays paused when the app restarts, and continues where it stopped', async ({
  inkdex,
  app,
  folders,
}) => {
  await startThorough(inkdex, join(folders.home, 'few/iam'));
  const progress = inkdex.getByRole('region', { name: 'Progress' });
  await expect(progress).toContainText(/Step [1-9]/u);
  await inkdex.keyboard.press('p');
  await expect(progress).toContainText('Paused');
  await expectNoFaults(inkdex);
  const step = await stepOf(inkdex);
  expect(step).toBeGreaterThan(0);

  await app.close();
  const again = await startApp(folders);
  try {
    await inkdex.goto(again.address);
    await inkdex.getByRole('link', { name: 'Train 1' }).click();
    const row = inkdex.getByRole('listitem').filter({ hasText: 'Train on IAM: iam' });
    await expect(row).toContainText('Paused');
    await inkdex.getByRole('link', { name: /^Train on IAM/u }).click();
    expect(await stepOf(inkdex)).toBe(step);
    await inkdex.getByRole('button', { name: 'Resume' }).click();
    await expect.poll(() => stepOf(inkdex)).toBeGreaterThan(step);
  } finally {
    await again.close();
  }
});

test('pausing and cancelling a run by keyboard keeps the focus on the button', async ({
  inkdex,
  folders,
}) => {
  await startThorough(inkdex, join(folders.home, 'few/iam'));
  await inkdex.getByRole('button', { name: 'Pause' }).press('Enter');
  await expect(inkdex.getByRole('button', { name: 'Resume' })).toBeFocused();
  const cancel = inkdex.getByRole('button', { name: 'Cancel' });
  await expect(cancel).toBeEnabled();
  await cancel.press('Enter');
  await inkdex.getByRole('dialog').getByRole('button', { name: 'Cancel run' }).press('Enter');
  await expect(inkdex.getByRole('button', { name: 'Remove' })).toBeFocused();
});

test('a folder without IAM is reported, and no run starts with it', async ({ inkdex, folders }) => {
  await openIamDialog(inkdex, folders.library);
  await expect(inkdex.getByText('There is no IAM here.')).toBeVisible();
  await expect(inkdex.getByRole('button', { name: 'Start training' })).toBeDisabled();
  await expectNoFaults(inkdex);
});

async function openIamDialog(page: Page, path: string): Promise<void> {
  await page.getByRole('link', { name: 'Train', exact: true }).click();
  await page.getByRole('button', { name: 'Choose IAM…' }).click();
  await page.getByLabel('Folder or archive').fill(path);
}

async function startThorough(page: Page, path: string): Promise<void> {
  await openIamDialog(page, path);
  await page.getByLabel('Preset').selectOption('thorough');
  await expect(page.getByText('IAM recognised.')).toBeVisible();
  await page.getByRole('button', { name: 'Start training' }).click();
  // The list has a button for the run, too.
  await expect(page.getByRole('heading', { name: /^Train on IAM: iam/u })).toBeVisible();
}

/** Parses the progress "Step 3 of 16"; 0 before the first step. */
async function stepOf(page: Page): Promise<number> {
  const text = await page.locator('.run-progress').innerText();
  return Number(/Step (\d+)/u.exec(text)?.[1] ?? 0);
}
