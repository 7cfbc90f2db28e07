import { describe, expect, test } from 'vitest';
import { hasPackages, pretrainingFonts } from '../../pretraining/packages.ts';
import { expectHandwriting, expectLowerCase, expectOwnLetters } from '../support/fontQuality.ts';

// Needs "npm --prefix pretraining ci"; the shipped fonts pass the same checks in test/main/ml/synthetic.
describe('the fonts of pretraining', () => {
  if (!hasPackages) {
    test.skip('are not tested (needs npm --prefix pretraining ci)', () => undefined);
    return;
  }
  test('are at least 130 families, each with letters, digits and a believable stroke', () => {
    const fonts = pretrainingFonts();
    expect(new Set(fonts.map(({ family }) => family)).size).toBeGreaterThanOrEqual(130);
    for (const font of fonts) expectHandwriting(font);
  });

  test('have two weights per family at most, none bolder than 700', () => {
    for (const [family, fonts] of Map.groupBy(pretrainingFonts(), (font) => font.family)) {
      expect(fonts.length, family).toBeLessThanOrEqual(2);
      for (const { name } of fonts) expect(Number(name.split('-').at(-1))).toBeLessThanOrEqual(700);
    }
  });

  test('have lower case letters that are not small capitals', () => {
    for (const font of pretrainingFonts()) expectLowerCase(font);
  });

  test('claim only letters that they draw themselves, and not as .notdef', () => {
    for (const font of pretrainingFonts()) expectOwnLetters(font);
  });
});
