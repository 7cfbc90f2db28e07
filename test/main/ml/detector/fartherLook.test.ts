import { describe, expect, it } from 'vitest';
import { fartherInput } from '../../../../main/ml/detector/fartherLook.ts';
import { detectorInput, toImage } from '../../../../main/ml/detector/input.ts';
import { meanStrokeWidth } from '../../../../main/imaging/morphology.ts';
import { inkImage } from '../../../support/images.ts';

/** A pen of two pixels, as it writes letters of eighty. */
const page = inkImage({ width: 1600, height: 800 }, [
  { left: 300, top: 200, width: 2, height: 80 },
  { left: 360, top: 200, width: 2, height: 80 },
  { left: 300, top: 240, width: 60, height: 2 },
]);
const input = detectorInput(page, 1280, 32);
const height = 80 * input.scale;

function strokesOf({ ink, width, height: rows }: typeof input): number {
  return meanStrokeWidth({ width, height: rows, data: Uint8Array.from(ink, (share) => 255 * share) });
}

describe('fartherInput', () => {
  it('is none for writing of the usual size, and where no word was found to tell', () => {
    expect(fartherInput(input, 30, 32)).toBeNull();
    expect(fartherInput(input, Infinity, 32)).toBeNull();
  });

  it('makes large writing as high as the network finds it best, with strokes to match', () => {
    const farther = fartherInput(input, height, 32);
    if (farther === null) throw new Error('Nothing to look at.');
    expect(80 * farther.scale).toBeCloseTo(28, 0);
    expect(strokesOf(input) / height).toBeLessThan(0.05);
    expect(strokesOf(farther) / 28).toBeGreaterThan(0.08);
    expect([farther.width % 32, farther.height % 32]).toEqual([0, 0]);
  });

  it('keeps every place where it is on the page', () => {
    const farther = fartherInput(input, height, 32);
    if (farther === null) throw new Error('Nothing to look at.');
    const columns = Array.from({ length: farther.width }, (_, x) =>
      Math.max(...Array.from({ length: farther.height }, (__, y) => farther.ink[y * farther.width + x] ?? 0)),
    );
    const first = columns.findIndex((share) => share > 0.5);
    const last = columns.findLastIndex((share) => share > 0.5);
    const [left, , width] = toImage([first, 0, last + 1 - first, 1], farther);
    expect(left).toBeGreaterThan(290);
    expect(left).toBeLessThan(303);
    expect(left + width).toBeGreaterThan(359);
    expect(left + width).toBeLessThan(372);
  });

  it('never goes so far that a page holds nothing', () => {
    expect(fartherInput(input, 1200, 32)?.width).toBe(384);
  });
});
