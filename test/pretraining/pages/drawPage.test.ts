import { expect, test } from 'vitest';
import { flattenBackground } from '../../../main/imaging/ink/flatten.ts';
import { shippedFonts } from '../../../main/ml/synthetic/fonts.ts';
import { drawPage } from '../../../pretraining/pages/drawPage.ts';
import type { InkImage } from '../../../main/imaging/pixels.ts';
import { createVocabulary } from '../../../pretraining/vocabulary/vocabulary.ts';
import { boxOfQuad, type Box } from '../../../shared/geometry.ts';
import { createRandom } from '../../../shared/random.ts';
import { smallLists } from '../../support/wordLists.ts';

const size = { width: 800, height: 600 };
/** Pale pencil; grain of paper is weaker. */
const leastStroke = 40;
const material = { vocabulary: createVocabulary(smallLists), fonts: shippedFonts() };
const pages = Array.from({ length: 12 }, (_, seed) => drawPage(createRandom(seed), size, material));

test('the same seed draws the same page bit for bit', () => {
  expect(drawPage(createRandom(3), size, material)).toEqual(pages[3]);
});

test('different seeds draw different pages', () => {
  expect(pages[1]?.image.data).not.toEqual(pages[2]?.image.data);
});

test('pages have the size asked for and hold words', () => {
  for (const { image } of pages) {
    expect([image.width, image.height]).toEqual([800, 600]);
    expect(image.data).toHaveLength(800 * 600 * 3);
  }
  const count = pages.reduce((sum, { words }) => sum + words.length, 0);
  expect(count / pages.length).toBeGreaterThan(20);
});

test('all quads and ignored boxes lie on the page', () => {
  for (const { words, ignore } of pages) {
    for (const [x, y, width, height] of [...words.map(({ quad }) => boxOfQuad(quad)), ...ignore]) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(size.width);
      expect(y + height).toBeLessThanOrEqual(size.height);
      expect(Math.min(width, height)).toBeGreaterThan(0);
    }
  }
});

test('nearly every quad holds strokes as strong as the words of the page show', () => {
  let inked = 0;
  let total = 0;
  for (const { image, words } of pages) {
    const ink = flattenBackground(image);
    const boxes = words.map(({ quad }) => boxOfQuad(quad));
    const within = boxes.map((box) => inkWithin(ink, box));
    const ofWords = Uint8Array.from(within.flat()).sort();
    const strokes = ofWords[Math.floor(0.99 * ofWords.length)] ?? 0;
    expect(strokes).toBeGreaterThan(leastStroke);
    total += words.length;
    inked += within.filter((values) => values.some((value) => value > 0.5 * strokes)).length;
  }
  expect(inked / total).toBeGreaterThan(0.96);
});

function inkWithin(ink: InkImage, [x, y, width, height]: Box): number[] {
  const values: number[] = [];
  for (let row = Math.ceil(y); row < y + height; row += 1) {
    const start = row * ink.width;
    values.push(...ink.data.subarray(start + Math.ceil(x), start + Math.floor(x + width)));
  }
  return values;
}

test('lone signs are ignored rather than labelled', () => {
  for (const { words } of pages) {
    for (const { text } of words) expect(text).toMatch(/[\p{L}\p{N}]|../u);
  }
  expect(pages.some(({ ignore }) => ignore.length > 0)).toBe(true);
});
