import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance } from '../../../shared/text.ts';
import { confusedTerms, handwritingDistance } from '../../../main/search/handwritingDistance.ts';

const word = fc.stringMatching(/^[a-z0-9]{0,10}$/u);

describe('the handwriting distance', () => {
  it('is small between shapes that hands confuse', () => {
    expect(handwritingDistance('modern', 'modem', 9)).toBeCloseTo(0.3);
    expect(handwritingDistance('dose', 'close', 9)).toBeCloseTo(0.3);
    expect(handwritingDistance('2019', '2o19', 9)).toBeCloseTo(0.2);
    expect(handwritingDistance('letter', 'leter', 9)).toBeCloseTo(0.5);
    expect(handwritingDistance('cat', 'czt', 9)).toBe(1);
  });

  it('is 0 for a word and itself, the same both ways, and never above the edit distance', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = handwritingDistance(a, b, Infinity);
        expect(handwritingDistance(a, a, Infinity)).toBe(0);
        expect(handwritingDistance(b, a, Infinity)).toBeCloseTo(distance);
        expect(distance).toBeLessThanOrEqual(editDistance(a, b));
        if (a !== b) expect(distance).toBeGreaterThan(0);
      }),
      { seed: 3 },
    );
  });

  it('gives up only on what is too far', () => {
    fc.assert(
      fc.property(word, word, fc.double({ min: 0, max: 4, noNaN: true }), (a, b, most) => {
        const distance = handwritingDistance(a, b, Infinity);
        expect(handwritingDistance(a, b, most)).toBe(distance <= most ? distance : Infinity);
      }),
      { seed: 4 },
    );
  });

  it('knows the terms one confusion away', () => {
    const confused = confusedTerms('map');
    expect(confused.get('rnap')).toBeCloseTo(0.3);
    expect(confused.get('mop')).toBeCloseTo(0.4);
    expect(confused.has('map')).toBe(false);
    for (const [other, cost] of confused) {
      expect(handwritingDistance('map', other, 9), other).toBeLessThanOrEqual(cost + 1e-9);
    }
  });
});
