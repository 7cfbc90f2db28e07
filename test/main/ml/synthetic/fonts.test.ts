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

test('there are at least 130 families, each with letters, digits and a believable stroke', () => {
  const fonts = loadFonts();
  expect(new Set(fonts.map(({ family }) => family)).size).toBeGreaterThanOrEqual(130);
  for (const font of fonts) {
    expect(font.strokeWidth).toBeGreaterThan(0.02);
    expect(font.strokeWidth).toBeLessThan(0.15);
    expect(font.xHeight).toBeGreaterThan(0.2);
    expect(font.xHeight).toBeLessThan(1);
  }
});

test('a family comes in two weights at most, none bolder than 700', () => {
  for (const [family, fonts] of Map.groupBy(loadFonts(), (font) => font.family)) {
    expect(fonts.length, family).toBeLessThanOrEqual(2);
    for (const { name } of fonts) expect(Number(name.split('-').at(-1))).toBeLessThanOrEqual(700);
  }
});

test('small letters are no small capitals, which would teach the wrong case', () => {
  const boxOf = (font: HandwritingFont, character: string) => {
    context.font = font.canvasFont(character);
    const { actualBoundingBoxAscent, width } = context.measureText(character);
    return { height: actualBoundingBoxAscent, width };
  };
  // An R, a G and an E of capitals stand as high for their width as the small ones would.
  for (const font of loadFonts()) {
    const different = Array.from('abdghqr').filter((letter) => {
      const small = boxOf(font, letter);
      const capital = boxOf(font, letter.toUpperCase());
      const ratio = small.height / small.width / (capital.height / capital.width);
      return Math.abs(Math.log(ratio)) > 0.08;
    });
    expect(different.length, font.name).toBeGreaterThanOrEqual(3);
  }
});

test('a font claims only letters that it draws itself, and not as .notdef', () => {
  // No font of ours has Cherokee letters: the canvas shows .notdef or another font's letter.
  const missing = 'Ꭰ';
  const borrowed = new Map(
    Array.from(starterCharacters, (character) => [
      character,
      drawnPixels(`${drawnEm}px "No such font"`, character),
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
