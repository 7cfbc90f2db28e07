import { expect, it } from 'vitest';
import { leastPadding, paddedWidth, wordShape } from '../../../../main/ml/networks/input.ts';

const form = { height: 48, widths: [32, 64, 96] };

it('leaves paper to the right of every word, where its last letter is said', () => {
  const widest = wordShape(form).maxWidth;
  for (let columns = 1; columns <= widest; columns += 1) {
    expect(paddedWidth(columns, form)).toBeGreaterThanOrEqual(columns + leastPadding);
  }
});

it('pads to the next width of the network that leaves the usual padding, and else to the widest', () => {
  const widths = [1, 8, 9, 40, 41, 72, 73, 88].map((columns) => paddedWidth(columns, form));
  expect(widths).toEqual([32, 32, 64, 64, 96, 96, 96, 96]);
});
