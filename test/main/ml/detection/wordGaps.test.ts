import { describe, expect, it } from 'vitest';
import type { DetectorOutput, Piece } from '../../../../main/ml/detection/kernels.ts';
import { findRegions, regionsOf } from '../../../../main/ml/detection/regions.ts';
import {
  gapFeatureCount,
  gapFeatures,
  gapHidden,
  gapWeightCount,
  judgeGap,
} from '../../../../main/ml/detection/wordGaps.ts';
import { type Box, intersectionOverUnion } from '../../../../shared/geometry.ts';
import { perfectOutput } from '../../../support/detectorOutputs.ts';

const stride = 4;
/** Where the features have the gap between two kernels, in heights. */
const kernelGap = 4;

/** Weights that take every gap between kernels up to so many heights for one within a word. */
function joinUpTo(heights: number): number[] {
  const weights = new Array<number>(gapWeightCount).fill(0);
  weights[gapWeightCount - 1 - gapFeatureCount + kernelGap] = -1;
  weights[gapWeightCount - 1] = heights;
  return weights;
}

const outputOf = (words: readonly Box[], gaps: readonly number[]): DetectorOutput => ({
  ...perfectOutput(words),
  gaps,
});

describe('judging gaps', () => {
  const near: Box = [8, 20, 40, 24];
  const next: Box = [52, 20, 40, 24];
  const below: Box = [8, 70, 60, 24];

  it('joins the pieces beside a gap within a word, and no others', () => {
    const apart = regionsOf(outputOf([near, next, below], joinUpTo(0.2)));
    expect(apart).toHaveLength(3);
    const joined = regionsOf(outputOf([near, next, below], joinUpTo(0.8))).map(({ box }) => box);
    expect(joined).toHaveLength(2);
    const whole: Box = [8, 20, 84, 24];
    expect(Math.max(...joined.map((box) => intersectionOverUnion(box, whole)))).toBeGreaterThan(0.95);
    expect(Math.max(...joined.map((box) => intersectionOverUnion(box, below)))).toBeGreaterThan(0.95);
  });

  it('parts a kernel where it is doubtful', () => {
    const output = outputOf([[8, 40, 100, 24]], joinUpTo(0));
    // Two columns of cells that are a little more probable than not.
    for (let row = 0; row < 32; row += 1) {
      for (const column of [13, 14]) {
        const cell = row * 32 + column;
        if ((output.kernel[cell] ?? 0) > 0) output.kernel[cell] = 0.3;
      }
    }
    const halves = output.distances;
    const cells = output.kernel.length;
    for (let cell = 0; cell < cells; cell += 1) {
      const column = cell % 32;
      if (column < 13) halves[2 * cells + cell] = 54 - (column + 0.5) * stride;
      else if (column > 14) halves[cell] = (column + 0.5) * stride - 60;
    }
    expect(regionsOf(output)).toHaveLength(2);
    expect(regionsOf({ ...output, gaps: joinUpTo(2) })).toHaveLength(1);
  });

  it('leaves an uncertain gap open: its words, and what they are together', () => {
    const { words, runs } = findRegions(outputOf([near, next, below], joinUpTo(0.2)));
    const [run, ...others] = runs;
    expect(others).toEqual([]);
    expect(run?.gaps).toHaveLength(1);
    const [[first, whole] = [], [second] = []] = run?.words ?? [];
    expect(words.map(({ box }) => box)).toEqual(expect.arrayContaining([first?.box, second?.box]));
    expect(intersectionOverUnion(whole?.box ?? [0, 0, 0, 0], [8, 20, 84, 24])).toBeGreaterThan(0.95);
    expect(findRegions(outputOf([near, next, below], joinUpTo(9))).runs).toEqual([]);
  });

  it('doubts both words beside a gap by its logit, a joined word by that of its own gap, and a word without neighbours never', () => {
    const doubts = (limit: number) =>
      new Map(
        findRegions(outputOf([near, next, below], joinUpTo(limit))).words.map(({ box, doubt }) => [
          `${String(Math.round(box[0]))} ${String(Math.round(box[1]))}`,
          doubt,
        ]),
      );
    const [apart, joined] = [doubts(0.2), doubts(0.8)];
    const gap = apart.get('8 20') ?? NaN;
    expect(gap).toBeLessThan(0);
    expect(apart.get('52 20')).toBe(gap);
    // The limit moves the logit by .6: from below 0 to above.
    expect(joined.get('8 20')).toBeCloseTo(-(gap + 0.6));
    expect(joined.get('8 70')).toBe(-Infinity);
    const { words } = findRegions(perfectOutput([near]));
    expect(words.map(({ doubt }) => doubt)).toEqual([undefined]);
  });

  it('adds what the hidden units say, and refuses weights of another judge', () => {
    const weights = new Array<number>(gapWeightCount).fill(0);
    weights[0] = 2;
    weights[gapHidden * (gapFeatureCount + 1)] = 3;
    const features = [0.5, ...new Array<number>(gapFeatureCount - 1).fill(0)];
    expect(judgeGap(features, weights)).toBeCloseTo(3 * Math.tanh(1));
    expect(() => judgeGap(features, [1, 2])).toThrow(expect.objectContaining({ code: 'model-damaged' }));
  });
});

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
