import { describe, expect, it } from 'vitest';
import { meanStrokeWidth, thickenStrokes } from '../../../../main/imaging/ink/morphology.ts';
import { inkImage } from '../../../support/images.ts';

/** A pen of two pixels. */
const thin = inkImage({ width: 100, height: 60 }, [{ left: 10, top: 20, width: 80, height: 2 }]);

describe('thickenStrokes', () => {
  it('makes a thin pen as wide as it is wanted, between whole pixels too', () => {
    expect(meanStrokeWidth(thin)).toBeCloseTo(2, 0);
    for (const wanted of [3, 4, 5, 7]) {
      expect(Math.abs(meanStrokeWidth(thickenStrokes(thin, wanted, 3)) - wanted)).toBeLessThan(0.6);
    }
  });

  it('grows no more than it may on each side', () => {
    expect(meanStrokeWidth(thickenStrokes(thin, 20, 1))).toBeLessThan(4.5);
  });

  it('leaves a pen as it is that is wide enough, and paper without any', () => {
    expect(thickenStrokes(thin, 1, 3)).toBe(thin);
    const paper = inkImage({ width: 20, height: 20 }, []);
    expect(thickenStrokes(paper, 0, 3)).toBe(paper);
  });
});
