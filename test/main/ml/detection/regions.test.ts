import { describe, expect, it } from 'vitest';
import {
  defaultThresholds,
  overlookedRegions,
  parseThresholds,
  regionsOf,
} from '../../../../main/ml/detection/regions.ts';
import { type Box, intersectionOverUnion } from '../../../../shared/geometry.ts';
import { perfectOutput } from '../../../support/detectorOutputs.ts';

function leftToRight(regions: readonly { box: Box }[]): Box[] {
  return regions.map(({ box }) => box).sort((a, b) => a[0] - b[0]);
}

describe('regionsOf', () => {
  it('gives the boxes of words back, neighbours apart', () => {
    const words: Box[] = [
      [8, 20, 44, 24],
      [58, 22, 50, 24],
      [8, 50, 60, 24],
    ];
    const found = regionsOf(perfectOutput(words));
    expect(found).toHaveLength(3);
    for (const word of words) {
      const best = Math.max(...found.map(({ box }) => intersectionOverUnion(box, word)));
      expect(best).toBeGreaterThan(0.99);
    }
    expect(found[0]?.score).toBeCloseTo(1 / (1 + Math.exp(-4)));
  });

  it('takes each side from the cells near it', () => {
    const output = perfectOutput([[8, 40, 112, 24]]);
    const cells = output.kernel.length;
    // Cells on the right half know nothing of the left side, and the other way round.
    for (let cell = 0; cell < cells; cell += 1) {
      if (cell % 32 > 18) output.distances[cell] = 3;
      else output.distances[2 * cells + cell] = 3;
    }
    const [box] = leftToRight(regionsOf(output));
    expect(box?.[0]).toBeCloseTo(8);
    expect(box?.[2]).toBeCloseTo(112);
  });

  it('drops words much fainter than the others', () => {
    const words: Box[] = [
      [4, 10, 50, 24],
      [4, 50, 50, 24],
      [4, 90, 50, 24],
    ];
    expect(regionsOf(perfectOutput(words, [1, 0.2, 0.9]))).toHaveLength(2);
    expect(regionsOf(perfectOutput(words, [0.3, 0.2, 0.25]))).toHaveLength(3);
  });

  it('drops improbable words, and one of two boxes on the same word', () => {
    const output = perfectOutput([[8, 40, 60, 24]]);
    const improbable = { ...output, kernel: output.kernel.map((value) => value / 20) };
    expect(regionsOf(improbable)).toHaveLength(0);

    // A gap in the kernel: both halves know the whole word.
    const split = { ...output, kernel: output.kernel.slice() };
    for (let row = 0; row < 32; row += 1) split.kernel[row * 32 + 9] = -4;
    const found = regionsOf(split);
    expect(found).toHaveLength(1);
    expect(intersectionOverUnion(found[0]?.box ?? [0, 0, 0, 0], [8, 40, 60, 24])).toBeGreaterThan(0.95);
  });

  it('finds nothing on an empty page', () => {
    expect(regionsOf(perfectOutput([]))).toEqual([]);
  });
});

describe('parseThresholds', () => {
  it('refuses a model without them', () => {
    expect(parseThresholds({ ...defaultThresholds })).toEqual(defaultThresholds);
    expect(() => parseThresholds({ kernel: 0.5 })).toThrow(
      expect.objectContaining({ code: 'model-damaged' }),
    );
  });
});

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
