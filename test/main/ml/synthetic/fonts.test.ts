import { createCanvas } from '@napi-rs/canvas';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drawnEm, loadFonts } from '../../../../main/ml/synthetic/fonts.ts';
import type { HandwritingFont } from '../../../../main/ml/synthetic/fonts.ts';
import { mappedCharacters } from '../../../../main/ml/synthetic/woff2.ts';
import { starterCharacters } from '../../../../shared/alphabet.ts';

const side = 80;
const context = createCanvas(side, side).getContext('2d');
context.setTransform(0.4, 0, 0, 0.4, 0, 0);

/** Pixels of black ink: only their opacity differs from 0. */
function drawnPixels(canvasFont: string, text: string): Buffer {
  context.clearRect(0, 0, drawnEm * 4, drawnEm * 4);
  context.font = canvasFont;
  context.fillText(text, drawnEm, 2 * drawnEm);
  return Buffer.from(context.getImageData(0, 0, side, side).data);
}

const claimed = (font: HandwritingFont): string[] =>
  Array.from(starterCharacters).filter((character) => font.draws(character));

test('there are at least 30 hands, each with letters, digits and a believable stroke', () => {
  const fonts = loadFonts();
  expect(fonts.length).toBeGreaterThanOrEqual(30);
  for (const font of fonts) {
    expect(font.strokeWidth).toBeGreaterThan(0.02);
    expect(font.strokeWidth).toBeLessThan(0.15);
    expect(font.xHeight).toBeGreaterThan(0.2);
    expect(font.xHeight).toBeLessThan(1);
  }
});

test('a font claims only letters that it draws itself, and not as .notdef', () => {
  // No font of ours has Cherokee letters: the canvas shows .notdef or another font's letter.
  const missing = 'Ꭰ';
  const borrowed = new Map(
    Array.from(starterCharacters, (character) => [
      character,
      drawnPixels(`${String(drawnEm)}px "No such font"`, character),
    ]),
  );
  for (const font of loadFonts()) {
    const notdef = drawnPixels(font.canvasFont('a'), missing);
    const wrong = claimed(font).filter((character) => {
      const drawn = drawnPixels(font.canvasFont(character), character);
      const isBlank = !drawn.some((opacity) => opacity > 10);
      return isBlank || drawn.equals(notdef) || drawn.equals(borrowed.get(character) ?? notdef);
    });
    expect(wrong, font.name).toEqual([]);
  }
});

test('a font refuses a character it lacks by name', () => {
  const [font] = loadFonts();
  expect(font?.draws('≠')).toBe(false);
  expect(() => font?.canvasFont('≠')).toThrow(/has no letter for "≠"/u);
});

test('the cmap of a WOFF2 file names its letters and not those of other alphabets', () => {
  const path = '../../../../node_modules/@fontsource/caveat/files/caveat-latin-400-normal.woff2';
  const mapped = mappedCharacters(readFileSync(join(import.meta.dirname, path)));
  for (const character of 'azAZ09éßœ€') expect(mapped.has(character.codePointAt(0) ?? 0)).toBe(true);
  for (const character of 'яשあ') expect(mapped.has(character.codePointAt(0) ?? 0)).toBe(false);
});

test('bytes that are no WOFF2 font are refused', () => {
  expect(() => mappedCharacters(Buffer.from('wOFF and then something else, long enough to be read'))).toThrow(
    /Expected a WOFF2 font/u,
  );
});
