import { expect, test } from 'vitest';
import { shippedFonts } from '../../../../main/ml/synthetic/fonts.ts';
import { createSampleDrawing, missingCharacters, writerOf } from '../../../../main/ml/synthetic/samples.ts';

const fonts = shippedFonts();

test('a sample depends on fonts, seed, number and text only', () => {
  const alone = createSampleDrawing(fonts, 7)({ index: 12, text: 'queue' });
  const draw = createSampleDrawing(fonts, 7);
  draw({ index: 3, text: 'something else' });
  expect(draw({ index: 12, text: 'queue' })).toEqual(alone);
  expect(draw({ index: 13, text: 'queue' })).not.toEqual(alone);
  expect(createSampleDrawing(fonts, 8)({ index: 12, text: 'queue' })).not.toEqual(alone);
});

test('a line contains its words side by side, with paper between them', () => {
  const draw = createSampleDrawing(fonts, 1);
  const { width, height, data } = draw({ index: 0, text: 'two words' });
  expect(data).toHaveLength(width * height);
  expect(width).toBeGreaterThan(1.5 * draw({ index: 0, text: 'two' }).width);
  const isPaper = (column: number) =>
    Array.from({ length: height }, (_, row) => data[row * width + column] ?? 0).every((value) => value < 32);
  const middle = Array.from({ length: Math.floor(width / 2) }, (_, column) => column + Math.floor(width / 4));
  expect(middle.some(isPaper)).toBe(true);
});

test('ten samples in a row are by one writer', () => {
  expect([0, 9, 10, 25].map(writerOf)).toEqual([0, 0, 1, 2]);
});

test('characters that neither a font nor strokes can draw are listed once; spaces are none', () => {
  expect(missingCharacters('a→b жук жук', fonts)).toEqual(['ж', 'у', 'к']);
});
