import { expectNoFaults } from './faults.ts';
import { expect, readTest as test } from './inkdex.ts';

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

for (const width of [1440, 1024, 390]) {
  test(`no screen has accessibility faults at ${width} pixels, in the light and in the dark`, async ({
    inkdex,
  }) => {
    await inkdex.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    for (const [address, shown] of screens) {
      await inkdex.goto(new URL(address, inkdex.url()).href);
      await expect(inkdex.locator(shown).first()).toBeVisible();
      await expect(inkdex.getByRole('heading', { level: 1, name: /…$/u })).toHaveCount(0);
      await expectNoFaults(inkdex);
      expect(inkdex.viewportSize()?.width).toBe(width);
    }
  });
}
