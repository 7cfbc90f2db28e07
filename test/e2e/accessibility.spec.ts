import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, readTest, test } from './inkdex.ts';

const themes = ['light', 'dark'] as const;

for (const theme of themes) {
  test(`the empty screens have no accessibility faults in the ${theme} theme`, async ({ inkdex }) => {
    await inkdex.emulateMedia({ colorScheme: theme });
    await expect(inkdex.getByRole('button', { name: 'Add photos' })).toBeVisible();
    await expectNoFaults(inkdex);

    await inkdex.getByRole('button', { name: 'Add photos' }).click();
    await expect(inkdex.getByRole('option', { name: 'notes' })).toBeVisible();
    await expectNoFaults(inkdex);
    await inkdex.keyboard.press('Escape');

    await inkdex.getByRole('link', { name: 'Search' }).click();
    await expect(inkdex.getByRole('heading', { name: 'Nothing to search yet' })).toBeVisible();
    await expectNoFaults(inkdex);

    await inkdex.getByRole('link', { name: 'Models' }).click();
    await expect(inkdex.getByRole('heading', { name: 'WebAssembly' })).toBeVisible();
    await expectNoFaults(inkdex);
  });

  readTest(`the full screens have no accessibility faults in the ${theme} theme`, async ({ inkdex }) => {
    await inkdex.emulateMedia({ colorScheme: theme });
    await expect(inkdex.getByRole('gridcell')).toHaveCount(3);
    await inkdex.getByRole('button', { name: /^Work:/u }).click();
    await expectNoFaults(inkdex);
    await inkdex.keyboard.press('Escape');

    await inkdex.getByRole('gridcell', { name: /^dn01\.jpg/u }).click();
    await inkdex.locator('.text-word').nth(2).click();
    await expect(inkdex.locator('.word-details')).toBeVisible();
    await expectNoFaults(inkdex);

    await inkdex.getByRole('searchbox').fill('wheels');
    await expect(inkdex.locator('.result').first()).toBeVisible();
    await inkdex.getByText('Search tips').click();
    await expectNoFaults(inkdex);

    await inkdex.keyboard.press('Escape');
    await inkdex.keyboard.press('Escape');
    await inkdex.keyboard.press('?');
    await expect(inkdex.getByRole('dialog')).toBeVisible();
    await expectNoFaults(inkdex);
  });
}

async function expectNoFaults(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const faults = violations.map(({ id, help, nodes }) => ({
    id,
    help,
    places: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`),
  }));
  expect(faults).toEqual([]);
}
