import { describe, expect, it } from 'vitest';
import { overlookedRegions } from '../../../../main/ml/detector/overlooked.ts';
import { regionsOf } from '../../../../main/ml/detector/regions.ts';
import { intersectionOverUnion, type Box } from '../../../../shared/geometry.ts';
import { perfectOutput } from '../../../support/detectorOutputs.ts';

const left: Box = [4, 40, 44, 24];
const right: Box = [72, 40, 44, 24];

describe('overlookedRegions', () => {
  it('finds a word that the detector hardly believes in, and says how much it does', () => {
    const sure = perfectOutput([left, right]);
    const columns = sure.width / sure.stride;
    const kernel = sure.kernel.map((value, cell) => (cell % columns > 16 && value > 0 ? -0.5 : value));
    const output = { ...sure, kernel };
    const known = regionsOf(output).map(({ box }) => box);
    expect(known).toHaveLength(1);
    const found = overlookedRegions(output, known);
    expect(found).toHaveLength(1);
    expect(intersectionOverUnion(found[0]?.box ?? [0, 0, 0, 0], right)).toBeGreaterThan(0.9);
    expect(found[0]?.score).toBeCloseTo(1 / (1 + Math.exp(0.5)));
  });

  it('takes words apart that ran together', () => {
    const output = perfectOutput([left, right]);
    const columns = output.width / output.stride;
    // Half believed: a row of cells between the two is a word's as well.
    const kernel = output.kernel.map((value, cell) => {
      const isBetween = Math.floor(cell / columns) === 13 && cell % columns > 8 && cell % columns < 21;
      return isBetween && value < 0 ? 0.3 : value;
    });
    const joined = { ...output, kernel };
    const known = regionsOf(joined).map(({ box }) => box);
    expect(known).toHaveLength(1);
    const found = overlookedRegions(joined, known).map(({ box }) => box);
    for (const word of [left, right]) {
      expect(Math.max(...found.map((box) => intersectionOverUnion(box, word)))).toBeGreaterThan(0.8);
    }
  });

  it('leaves out what is known already', () => {
    const output = perfectOutput([left, right]);
    expect(overlookedRegions(output, [left, right])).toEqual([]);
    expect(overlookedRegions(output, [left])).toHaveLength(1);
  });
});
