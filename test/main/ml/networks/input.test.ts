import { expect, it } from 'vitest';
import { leastPadding, paddedWidth, readingWidth, wordShape } from '../../../../main/ml/networks/input.ts';

const form = { height: 48, widths: [32, 64, 96] };

it('leaves paper to the right of every word, where its last letter is said', () => {
  const widest = wordShape(form).maxWidth;
  for (let columns = 1; columns <= widest; columns += 1) {
    for (const widthOf of [paddedWidth, readingWidth]) {
      expect(widthOf(columns, form)).toBeGreaterThanOrEqual(columns + leastPadding);
    }
  }
});

it('pads to the next width of the network, and no further', () => {
  const widths = [1, 24, 25, 56, 57, 88].map((columns) => paddedWidth(columns, form));
  expect(widths).toEqual([32, 32, 64, 64, 96, 96]);
});

it('pads by more where the default recogniser reads a word, up to the widest', () => {
  const widthsFor = (network?: unknown): number[] =>
    [1, 8, 9, 40, 41, 72, 73, 88].map((columns) => readingWidth(columns, { ...form, network }));
  expect(widthsFor()).toEqual([32, 32, 64, 64, 96, 96, 96, 96]);
  expect(widthsFor({ name: 'crnn' })).toEqual([32, 32, 32, 64, 64, 96, 96, 96]);
});
