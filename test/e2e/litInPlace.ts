import type { Page } from '@playwright/test';
import { intersectionOverUnion } from '../../shared/geometry.ts';
import { expect } from './inkdex.ts';
import { boxOnPhoto, trueBoxes } from './trueWords.ts';

/** dn01.jpg, upright: 1,511 pixels wide; "wheels" stands on it six times. */
export const photo = { name: 'dn01.jpg', width: 1511, term: 'wheels' };

/** Searches for the photo's term, and compares the lights on its result with the true places. */
export async function expectLitInPlace(page: Page): Promise<void> {
  await page.keyboard.press('/');
  await page.keyboard.type(photo.term);
  const result = page.locator('.result').filter({ hasText: photo.name });
  await expect(result).toBeVisible();

  const truth = trueBoxes(photo.name, photo.term);
  const lights = result.locator('.hit-light');
  // The answer to the first letters may still be on screen.
  await expect(async () => {
    const boxes = await Promise.all(
      (await lights.all()).map((light) =>
        boxOnPhoto(light, result.locator('.result-picture img'), photo.width),
      ),
    );
    const best = Math.max(
      ...boxes.flatMap((box) => truth.map((trueBox) => intersectionOverUnion(box, trueBox))),
    );
    expect(best, `overlap of the lights with the true places of "${photo.term}"`).toBeGreaterThan(0.4);
  }).toPass();
}
