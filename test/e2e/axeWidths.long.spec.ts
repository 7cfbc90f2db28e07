import type { Page } from '@playwright/test';
import { expectNoFaults } from './faults.ts';
import { expect, readTest as test } from './inkdex.ts';
import { trainedTest } from './trainingHost.ts';

/** The addresses of all screens that need no dataset, run or evaluation, and something that each shows. */
const screens: readonly (readonly [address: string, shown: string])[] = [
  ['#/library', '[role=gridcell]'],
  ['#/search?q=wheels', '.result'],
  ['#/search?q=zzzzzz', 'h1, h2'],
  ['#/photo/1', '.text-word'],
  ['#/annotate/1', '#annotate-stage'],
  ['#/label', 'h1'],
  ['#/changed-words', 'h1'],
  ['#/unlikely-words', 'h1'],
  ['#/similar-photos', 'h1'],
  ['#/training', '.way'],
  ['#/models', '.models-screen section'],
  ['#/datasets', 'h1, h2'],
  ['#/settings', '.settings-screen section'],
  ['#/about', 'h1'],
];

/** The addresses of runs, models and evaluations, after two runs. */
const trained: typeof screens = [
  ['#/training', '[role=checkbox], input[type=checkbox]'],
  ['#/training/1', 'h1:has-text("Train on IAM")'],
  ['#/train', 'h1'],
  ['#/compare-runs?runs=1+2', '[role=group][aria-label=Scores]'],
  ['#/models', 'li.card'],
  ['#/models/iam-1', 'h1:has-text("iam-1"), h1:has-text("IAM")'],
  ['#/compare-models?models=iam-1+run-2', 'h1:has-text("2 models compared")'],
  ['#/evaluation/1', 'h1:has-text("Evaluation of ")'],
];

for (const width of [1440, 1024, 390]) {
  test(`no screen has accessibility faults at ${width} pixels, in the light and in the dark`, async ({
    inkdex,
  }) => {
    await expectNoFaultsAt(inkdex, width, screens);
  });

  trainedTest(
    `no screen of runs and models has accessibility faults at ${width} pixels`,
    async ({ inkdex }) => {
      await expectNoFaultsAt(inkdex, width, trained);
    },
  );
}

async function expectNoFaultsAt(inkdex: Page, width: number, addresses: typeof screens): Promise<void> {
  await inkdex.setViewportSize({ width, height: width === 390 ? 844 : 900 });
  for (const [address, shown] of addresses) {
    await inkdex.goto(new URL(address, inkdex.url()).href);
    await expect(inkdex.locator(shown).first()).toBeVisible();
    await expect(inkdex.getByRole('heading', { level: 1, name: /…$/u })).toHaveCount(0);
    await expectNoFaults(inkdex);
    expect(inkdex.viewportSize()?.width).toBe(width);
  }
}
