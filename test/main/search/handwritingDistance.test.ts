import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance } from '../../../shared/text.ts';
import { rewritesByLast, handwritingDistance } from '../../../main/search/handwritingDistance.ts';

const word = fc.stringMatching(/^[a-z0-9]{0,10}$/u);

describe('the handwriting distance', () => {
  it('is small between shapes that readers confuse, and that of a letter between others', () => {
    const looksAlike = [...rewritesByLast().values()].flat().find(({ from }) => from.length === 1);
    if (looksAlike === undefined) throw new Error('Nothing is ever confused.');
    const { from, to, cost } = looksAlike;
    expect(handwritingDistance(`x${from}x`, 9)(`x${to}x`)).toBeCloseTo(cost);
    expect(handwritingDistance('letter', 9)('leter')).toBeCloseTo(0.5);
    expect(handwritingDistance('form', 9)('from')).toBeCloseTo(0.8);
    expect(handwritingDistance('czt', 9)('cxt')).toBe(1);
  });

  it.each([
    ['modern', 'modem'],
    ['cat', 'cot'],
    ['hand', 'haud'],
  ])('knows that %s and %s look alike', (a, b) => {
    expect(handwritingDistance(a, 9)(b)).toBeLessThan(0.8);
  });

  it('is 0 for a word and itself, the same both ways, and never above the edit distance', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = handwritingDistance(a, Infinity)(b);
        expect(handwritingDistance(a, Infinity)(a)).toBe(0);
        expect(handwritingDistance(b, Infinity)(a)).toBeCloseTo(distance);
        expect(distance).toBeLessThanOrEqual(editDistance(a, b));
        if (a !== b) expect(distance).toBeGreaterThan(0);
      }),
      { seed: 3 },
    );
  });

  it('gives up only on what is too far', () => {
    fc.assert(
      fc.property(word, word, fc.double({ min: 0, max: 4, noNaN: true }), (a, b, most) => {
        const distance = handwritingDistance(a, Infinity)(b);
        expect(handwritingDistance(a, most)(b)).toBe(distance <= most ? distance : Infinity);
      }),
      { seed: 4 },
    );
  });
});
