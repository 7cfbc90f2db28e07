import { createCanvas } from '@napi-rs/canvas';
import { expect } from 'vitest';
import { drawnEm, type HandwritingFont } from '../../main/ml/synthetic/fonts.ts';
import { pretrainedCharacters } from '../../shared/alphabet.ts';

const side = 80;
const context = createCanvas(side, side).getContext('2d');
context.setTransform(0.4, 0, 0, 0.4, 0, 0);

/** Expects the measures of handwriting. */
export function expectHandwriting({ name, strokeWidth, xHeight }: HandwritingFont): void {
  expect(strokeWidth, name).toBeGreaterThan(0.02);
  expect(strokeWidth, name).toBeLessThan(0.15);
  expect(xHeight, name).toBeGreaterThan(0.2);
  expect(xHeight, name).toBeLessThan(1);
}

/** Expects that lower case letters are not small capitals, which would teach the wrong case. */
export function expectLowerCase(font: HandwritingFont): void {
  const boxOf = (character: string) => {
    context.font = font.canvasFont(character);
    const { actualBoundingBoxAscent, width } = context.measureText(character);
    return { height: actualBoundingBoxAscent, width };
  };
  // R, G and E of small capitals are as high for their width as the capitals.
  const different = Array.from('abdghqr').filter((letter) => {
    const small = boxOf(letter);
    const capital = boxOf(letter.toUpperCase());
    const ratio = small.height / small.width / (capital.height / capital.width);
    return Math.abs(Math.log(ratio)) > 0.08;
  });
  expect(different.length, font.name).toBeGreaterThanOrEqual(3);
}

/** Pixels of black ink: only their opacity differs from 0. */
function drawnPixels(canvasFont: string, text: string): Buffer {
  context.clearRect(0, 0, drawnEm * 4, drawnEm * 4);
  context.font = canvasFont;
  context.fillText(text, drawnEm, 2 * drawnEm);
  return Buffer.from(context.getImageData(0, 0, side, side).data);
}

/** Each letter as the canvas draws it without the font; looking for such a font takes long. */
const borrowed = new Map<string, Buffer>();

function borrowedPixels(character: string): Buffer {
  const known = borrowed.get(character);
  if (known !== undefined) return known;
  const drawn = drawnPixels(`${drawnEm}px "No such font"`, character);
  borrowed.set(character, drawn);
  return drawn;
}

/** Expects that the font itself draws every letter that it claims, and not as .notdef. */
export function expectOwnLetters(font: HandwritingFont): void {
  // No font of ours has Cherokee letters: the canvas shows .notdef or another font's letter.
  const notdef = drawnPixels(font.canvasFont('a'), 'Ꭰ');
  const wrong = Array.from(pretrainedCharacters)
    .filter((character) => font.draws(character))
    .filter((character) => {
      const drawn = drawnPixels(font.canvasFont(character), character);
      const isBlank = !drawn.some((opacity) => opacity > 10);
      return isBlank || drawn.equals(notdef) || drawn.equals(borrowedPixels(character));
    });
  expect(wrong, font.name).toEqual([]);
}
