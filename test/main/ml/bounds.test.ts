import { describe, expect, it } from 'vitest';
import { ctcForwardBackward } from '../../../main/ml/ctc/forwardBackward.ts';
import { ctcLogLikelihood, decodeGreedily } from '../../../main/ml/decoding/ctcPaths.ts';
import { posteriorsOf } from '../../../main/ml/decoding/posteriors.ts';
import { cutAtSpaces } from '../../../main/ml/decoding/spaces.ts';
import { detectorInput } from '../../../main/ml/detection/input.ts';
import type { DetectorOutput } from '../../../main/ml/detection/kernels.ts';
import { detectPage } from '../../../main/ml/detection/multiScale.ts';
import { defaultThresholds, overlookedRegions, regionsOf } from '../../../main/ml/detection/regions.ts';
import { wordsOfLines } from '../../../main/ml/detection/lineWords.ts';
import { gapWeightCount } from '../../../main/ml/detection/wordGaps.ts';
import { guarded } from '../../support/guarded.ts';
import { defaultBeam, searchPrefixBeam } from '../../support/prefixBeam.ts';
import { tinyDetectorMetadata } from '../../support/tinyModels.ts';

function posteriors(steps: number, classes: number): ReturnType<typeof posteriorsOf> {
  const logits = Float32Array.from({ length: 2 * steps * classes }, (_, at) => Math.sin(at * at));
  const { logProbabilities } = posteriorsOf(guarded(logits), { batch: 2, classes }, 1, steps);
  return { steps, classes, logProbabilities: guarded(logProbabilities) };
}

describe('CTC posteriors are never read outside of their steps and classes', () => {
  it('without any step the empty reading is sure and every other impossible', () => {
    const none = posteriors(0, 3);
    expect(decodeGreedily(none)).toEqual({ letters: [], logProbability: 0 });
    expect(ctcLogLikelihood(none, [])).toBe(0);
    expect(ctcLogLikelihood(none, [1])).toBe(-Infinity);
    expect(searchPrefixBeam(none, { ...defaultBeam, count: 2 })).toEqual([
      { letters: [], logProbability: 0 },
    ]);
    expect(ctcLogLikelihood(none, Int32Array.of())).toBe(0);
    expect(ctcLogLikelihood(none, Int32Array.of(1))).toBe(-Infinity);
  });

  it('with the blank alone nothing is read', () => {
    const blank = posteriors(4, 1);
    expect(decodeGreedily(blank).letters).toEqual([]);
    expect(searchPrefixBeam(blank, { ...defaultBeam, count: 2 }).map(({ letters }) => letters)).toEqual([[]]);
  });

  it.each([1, 2, 9])('a beam of 1 and a wide one read %d steps', (steps) => {
    for (const width of [1, 200]) {
      const parts = cutAtSpaces(posteriors(steps, 5), 2);
      expect(parts.every(({ first, last }) => first >= 0 && first <= last && last < steps)).toBe(true);
      const [best] = searchPrefixBeam(posteriors(steps, 5), { ...defaultBeam, width, count: 1 });
      expect(best?.logProbability).toBeLessThanOrEqual(1e-9);
      expect(best?.letters.length).toBeLessThanOrEqual(steps);
    }
  });

  it.each([
    { labels: [[]], frames: [0] },
    { labels: [[]], frames: [3] },
    { labels: [[1], [2, 2]], frames: [1, 3] },
    { labels: [[1, 1, 1, 1]], frames: [3] },
  ])(
    'the loss of $labels in $frames frames is a number, and no gradient lies behind them',
    ({ labels, frames }) => {
      const [time, batch, classes] = [3, labels.length, 4];
      const { logProbabilities } = posteriors(time * batch, classes);
      const { losses, gradient } = ctcForwardBackward(
        guarded(logProbabilities),
        guarded(logProbabilities.map(Math.exp)),
        [time, batch, classes],
        labels.map((label) => Int32Array.from(label)),
        frames,
      );
      for (const value of [...losses, ...gradient]) expect(value).not.toBeNaN();
      for (const [sample, count] of frames.entries()) {
        for (let frame = count; frame < time; frame += 1) {
          const start = (frame * batch + sample) * classes;
          expect([...gradient.subarray(start, start + classes)]).toEqual([0, 0, 0, 0]);
        }
      }
    },
  );
});

describe('detector maps are never read outside of their cells', () => {
  /** Every cell is a word, and every side lies beyond the page. */
  function outputOf(columns: number, rows: number, logit: number): DetectorOutput {
    const cells = columns * rows;
    return {
      kernel: guarded(new Float32Array(cells).fill(logit)),
      distances: guarded(new Float32Array(4 * cells).fill(50)),
      width: 4 * columns,
      height: 4 * rows,
      stride: 4,
      ink: guarded(new Float32Array(16 * cells).fill(1)),
      thresholds: defaultThresholds,
      gaps: Array.from({ length: gapWeightCount }, () => 0.1),
    };
  }

  it.each([
    [1, 1],
    [8, 1],
    [1, 8],
    [8, 8],
  ])('of %d x %d cells', (columns, rows) => {
    const regions = regionsOf(outputOf(columns, rows, 4));
    expect(regions).toHaveLength(columns * rows > 1 ? 1 : 0);
    for (const { box } of regions) expect(box).toEqual([0, 0, 4 * columns, 4 * rows]);
    expect(regionsOf(outputOf(columns, rows, -4))).toEqual([]);
    expect(overlookedRegions(outputOf(columns, rows, -4), [])).toEqual([]);
  });

  it.each([
    [1, 1],
    [1, 400],
    [400, 1],
  ])('a page of %d x %d pixels is looked at', async (width, height) => {
    const page = { width, height, data: guarded(new Uint8Array(width * height).fill(200)) };
    expect(detectorInput(page, 320, 32).ink.every((value) => value >= 0 && value <= 1)).toBe(true);
    const closer = { longSide: 400, below: 1000 };
    const metadata = { ...tinyDetectorMetadata, thresholds: defaultThresholds, closer };
    const { output } = await detectPage(page, metadata, (input) => {
      const cells = (input.width * input.height) / 16;
      return Promise.resolve({
        kernel: guarded(new Float32Array(cells).fill(-4)),
        distances: guarded(new Float32Array(4 * cells)),
      });
    });
    expect(output.kernel.every((logit) => logit === -4)).toBe(true);
  });
});

it('lines beyond the edges of a page have words only on it', () => {
  const page = { width: 40, height: 20, data: guarded(new Uint8Array(40 * 20).fill(255)) };
  const curve = (left: number, middle: number) => ({
    left,
    middles: Array<number>(90).fill(middle),
    height: 60,
  });
  for (const { box } of wordsOfLines(page, [curve(-25, 3), curve(-25, 19), curve(0, -99), curve(0, 99)])) {
    expect(box[0]).toBeGreaterThanOrEqual(0);
    expect(box[0] + box[2]).toBeLessThanOrEqual(40);
    expect(box[1]).toBeGreaterThanOrEqual(0);
    expect(box[1] + box[3]).toBeLessThanOrEqual(20);
  }
});
