import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance } from '../../../shared/text.ts';
import { rewritesByLast } from '../../../main/search/confusions.ts';
import { handwritingDistance } from '../../../main/search/handwritingDistance.ts';

const word = fc.stringMatching(/^[a-z0-9]{0,10}$/u);

describe('the handwriting distance', () => {
  it('is small between shapes that readers confuse, and that of a letter between others', () => {
    const looksAlike = [...rewritesByLast().values()].flat().find(({ from }) => from.length === 1);
    if (looksAlike === undefined) throw new Error('Nothing is ever confused.');
    const { from, to, cost } = looksAlike;
    expect(handwritingDistance(`x${from}x`, `x${to}x`, 9)).toBeCloseTo(cost);
    expect(handwritingDistance('letter', 'leter', 9)).toBeCloseTo(0.5);
    expect(handwritingDistance('form', 'from', 9)).toBeCloseTo(0.8);
    expect(handwritingDistance('czt', 'cxt', 9)).toBe(1);
  });

  it.each([
    ['modern', 'modem'],
    ['cat', 'cot'],
    ['hand', 'haud'],
  ])('knows that %s and %s look alike', (a, b) => {
    expect(handwritingDistance(a, b, 9)).toBeLessThan(0.8);
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
});
