import { expect, type Page } from '@playwright/test';
import axe, { type Result, type RunOptions } from 'axe-core';

/** The rules of axe that look at colours, which are all that a theme changes. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/**
 * Fails with the places of all faults that axe finds on the page as it is now: by all rules in the light theme, by
 * those about colours in the dark one. The page is in the light theme afterwards.
 */
export async function expectNoFaults(page: Page): Promise<void> {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await ground();
  expect(await faultsOf(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(ground).not.toBe(light);
  expect(await faultsOf(page, colourRules)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'light' });
  await expectNoSidewaysScrolling(page);
}

/** In a small window and at 400 % zoom of 1280 x 1024 pixels, a screen scrolls down only (WCAG 2.2, 1.4.10 Reflow). */
async function expectNoSidewaysScrolling(page: Page): Promise<void> {
  const before = page.viewportSize();
  for (const [width, height] of [
    [1024, 768],
    [320, 256],
  ] as const) {
    await page.setViewportSize({ width, height });
    const widest = () => page.evaluate(() => document.documentElement.scrollWidth);
    await expect.poll(widest, { message: `width of the page in ${width} pixels` }).toBe(width);
  }
  if (before !== null) await page.setViewportSize(before);
}

/**
 * The faults by some rules, or by all. Axe is loaded once into a page: it takes longer to load than to look. The app has no
 * frames.
 */
async function faultsOf(page: Page, rules?: readonly string[]): Promise<unknown[]> {
  await standsStill(page);
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const options: RunOptions = {
    // What is found of other kinds is not sent here.
    resultTypes: ['violations'],
    ...(rules !== undefined && { runOnly: { type: 'rule', values: [...rules] } }),
  };
  const violations = await page.evaluate<Result[]>(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
  );
  return violations.map(({ id, help, nodes }) => ({
    id,
    help,
    places: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`),
  }));
}

/** Colours are judged at rest: a theme that has just changed is still fading, and a screen that has just come appears. */
async function standsStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const fading = () =>
      document
        .getAnimations()
        .filter(({ effect }) => Number(effect?.getComputedTiming().endTime ?? 0) < Infinity);
    do {
      // One that is called off rejects. Another may begin in the next frame.
      await Promise.allSettled(fading().map(({ finished }) => finished));
      await new Promise(requestAnimationFrame);
    } while (fading().length > 0);
  });
}
