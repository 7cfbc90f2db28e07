import { expect, it } from 'vitest';
import { gapFeatures } from '../../../../main/ml/detector/gapFeatures.ts';
import type { Piece } from '../../../../main/ml/detector/pieces.ts';
import { perfectOutput } from '../../../support/detectorOutputs.ts';

/** A piece of one sure row of cells, in cells of 32 columns. */
function piece(row: number, from: number, to: number): Piece {
  const [left, right, top, bottom] = [4 * from, 4 * to, 4 * row, 4 * (row + 1)];
  return {
    box: [left, top - 8, right - left, 20],
    score: 0.9,
    spread: { along: 1, across: 0 },
    cells: Int32Array.from({ length: to - from }, (_, cell) => 32 * row + from + cell),
    kernel: 0,
    ...{ left, right, top, bottom },
  };
}

it.each([
  ['left', [piece(10, 0, 4), piece(11, 0, 9)], 31],
  ['right', [piece(10, 24, 32), piece(11, 29, 32)], 0],
] as const)('what stands across the page says nothing of a gap at its %s edge', (_edge, pieces, across) => {
  const output = perfectOutput([]);
  const pairs = [{ left: 0, right: 1 }];
  const features = gapFeatures(pieces, pairs, output);
  for (let row = 0; row < 32; row += 1) output.kernel[32 * row + across] = 9;
  expect(gapFeatures(pieces, pairs, output)).toEqual(features);
});
