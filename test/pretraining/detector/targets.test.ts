import { describe, expect, it } from 'vitest';
import { detectorTargets, kernelCells, type MarkedCrop } from '../../../pretraining/detector/targets.ts';
import { quadOfBox, type Box, type Quad } from '../../../shared/geometry.ts';

const stride = 4;

/** A crop of bars: words whose boxes are full of ink. */
function bars(words: readonly Box[], ignored: readonly Box[] = []): MarkedCrop {
  const size = 128;
  const ink = new Float32Array(size * size);
  for (const [x, y, width, height] of words) {
    for (let row = Math.max(0, y); row < Math.min(size, y + height); row += 1) {
      ink.fill(1, row * size + Math.max(0, x), row * size + Math.max(0, x + width));
    }
  }
  return { size, ink, words: words.map(quadOfBox), ignored };
}

describe('detectorTargets', () => {
  // 80 x 32 px at (16, 16): the kernel spans x 21.4..90.6, y 23.0..41.0, so columns 5..22, rows 6..9.
  const targets = detectorTargets(bars([[16, 16, 80, 32]]), stride);

  it('marks the middle of a word, shrunk at its ends', () => {
    const marked = [...targets.kernel.keys()].filter((cell) => targets.kernel[cell] === 1);
    const columns = marked.map((cell) => cell % 32);
    const rows = marked.map((cell) => Math.floor(cell / 32));
    expect([Math.min(...columns), Math.max(...columns)]).toEqual([5, 22]);
    expect([Math.min(...rows), Math.max(...rows)]).toEqual([6, 9]);
    expect(marked).toHaveLength(18 * 4);
  });

  it('says how far the sides are from the centre of each marked cell', () => {
    const cell = 7 * 32 + 10;
    // Its centre is (42, 30).
    expect([...targets.distances.subarray(cell * 4, cell * 4 + 4)]).toEqual([26, 14, 54, 18]);
    expect(targets.distanceWeight[cell]).toBeGreaterThan(0);
    expect(targets.distanceWeight[0]).toBe(0);
  });

  it('masks ignored regions, but not the words in them', () => {
    const masked = detectorTargets(bars([[40, 40, 40, 20]], [[0, 0, 128, 128]]), stride);
    expect(masked.weight[0]).toBe(0);
    expect(masked.weight[12 * 32 + 14]).toBeGreaterThan(0);
  });

  it('masks a word of which the crop shows less than half, and the sides of one that it cuts', () => {
    const [hidden, cut] = [-31, -10].map((x) => detectorTargets(bars([[x, 40, 60, 24]]), stride));
    const cell = 12 * 32 + 2;
    expect(hidden?.kernel[cell]).toBe(0);
    expect(hidden?.weight[cell]).toBe(0);
    expect(cut?.kernel[cell]).toBe(1);
    expect(cut?.weight[cell]).toBeGreaterThan(0);
    expect(cut?.distanceWeight[cell]).toBe(0);
  });

  it('weighs each cell of a small word more', () => {
    const both = detectorTargets(
      bars([
        [4, 4, 24, 12],
        [4, 40, 110, 60],
      ]),
      stride,
    );
    expect(both.weight[2 * 32 + 3]).toBeGreaterThan(2 * (both.weight[17 * 32 + 15] ?? 0));
  });

  it('weighs what keeps two words of a line apart, and what holds one together', () => {
    const [near, far] = [60, 84].map((x) =>
      detectorTargets(
        bars([
          [8, 40, 48, 24],
          [x, 40, 40, 24],
        ]),
        stride,
      ),
    );
    const between = 13 * 32 + 14;
    expect(near?.kernel[between]).toBe(0);
    expect(near?.weight[between]).toBeGreaterThan(2 * (far?.weight[between] ?? 0));

    const whole = bars([[16, 40, 96, 24]]);
    const broken = { ...whole, ink: whole.ink.map((value, at) => ((at % 128) >> 3 === 8 ? 0 : value)) };
    const gap = 13 * 32 + 16;
    const [holding, usual] = [broken, whole].map((crop) => detectorTargets(crop, stride).weight[gap] ?? 0);
    expect(holding).toBeGreaterThan(2 * (usual ?? 0));
  });
});

describe('kernelCells', () => {
  it('marks a cell of the smallest word', () => {
    expect(kernelCells(quadOfBox([41, 41, 2, 2]), 32, stride)).toEqual([10 * 32 + 10]);
  });

  it('follows a sloping word', () => {
    const sloping: Quad = [
      [10, 10],
      [90, 50],
      [80, 70],
      [0, 30],
    ];
    const cells = kernelCells(sloping, 32, stride);
    const has = (x: number, y: number): boolean =>
      cells.includes(Math.floor(y / stride) * 32 + Math.floor(x / stride));
    expect(has(45, 40)).toBe(true);
    expect(has(22, 26)).toBe(true);
    expect(has(70, 24)).toBe(false);
    expect(has(20, 58)).toBe(false);
  });
});
