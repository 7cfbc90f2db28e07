import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blankSymbol,
  packPosteriors,
  separatorSymbol,
  unpackPosteriors,
  type LetterStep,
} from '../../shared/prunedPosteriors.ts';
import { WordLikelihood } from '../../main/ml/decoding/wordLikelihood.ts';

const symbols = fc.constantFrom(blankSymbol, separatorSymbol, 97, 98, 0xdf, 0x5d0, 0x1f58a);
const steps = fc.array(
  fc
    .uniqueArray(fc.tuple(symbols, fc.double({ min: 0.01, max: 1, noNaN: true })), {
      minLength: 1,
      maxLength: 4,
      selector: ([symbol]) => symbol,
    })
    .map((entries): LetterStep => new Map(entries)),
  { minLength: 1, maxLength: 12 },
);

describe('packed posteriors', () => {
  it('gives back its steps, best and uncertainty as finely as it keeps them', () => {
    fc.assert(
      fc.property(
        steps,
        fc.double({ min: -40, max: 0, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (given, best, uncertainty) => {
          const posteriors = unpackPosteriors(packPosteriors(given, { best, uncertainty }));
          if (posteriors === null) throw new Error('The posteriors was not unpacked.');
          expect(posteriors.best).toBeCloseTo(best, 0);
          expect(posteriors.uncertainty).toBeCloseTo(uncertainty, 2);
          expect(posteriors.starts).toHaveLength(given.length + 1);
          for (const [index, step] of given.entries()) {
            const found = new Map<number, number>();
            for (let at = posteriors.starts[index] ?? 0; at < (posteriors.starts[index + 1] ?? 0); at += 1) {
              found.set(posteriors.symbols[at] ?? -1, posteriors.probabilities[at] ?? 0);
            }
            const isBlank = step.size === 1 && step.has(blankSymbol);
            expect([...found.keys()].sort()).toEqual([...step.keys()].sort());
            for (const [symbol, probability] of step) {
              const kept = found.get(symbol) ?? 0;
              if (!isBlank) expect(Math.abs(Math.log(kept / probability))).toBeLessThan(0.04);
            }
          }
        },
      ),
      { seed: 9, numRuns: 200 },
    );
  });

  it('that is cut off, or of another version, is none', () => {
    const packed = packPosteriors([new Map([[97, 0.5]])], { best: -1, uncertainty: 0.5 });
    expect(unpackPosteriors(packed.subarray(0, packed.length - 1))).toBeNull();
    expect(unpackPosteriors(Uint8Array.from([99, ...packed.subarray(1)]))).toBeNull();
    expect(unpackPosteriors(new Uint8Array())).toBeNull();
  });
});

describe('the likelihood of a word', () => {
  /** What all paths that spell each text sum up to. */
  function bruteForce(given: readonly LetterStep[]): Map<string, number> {
    let paths = new Map([[JSON.stringify(['', blankSymbol]), { text: '', last: blankSymbol, sum: 1 }]]);
    for (const step of given) {
      const next: typeof paths = new Map();
      for (const { text, last, sum } of paths.values()) {
        for (const [symbol, probability] of step) {
          const isLetter = symbol !== blankSymbol && symbol !== separatorSymbol && symbol !== last;
          const grown = isLetter ? text + String.fromCodePoint(symbol) : text;
          const now = symbol === separatorSymbol ? blankSymbol : symbol;
          const key = JSON.stringify([grown, now]);
          next.set(key, { text: grown, last: now, sum: (next.get(key)?.sum ?? 0) + sum * probability });
        }
      }
      paths = next;
    }
    const sums = new Map<string, number>();
    for (const { text, sum } of paths.values()) sums.set(text, (sums.get(text) ?? 0) + sum);
    return sums;
  }

  it('is that of all paths that spell it, and not much for what none spells', () => {
    const small = fc.array(
      fc
        .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
        .map(([a, b, c]): LetterStep => {
          const sum = a + b + c;
          return new Map([
            [97, a / sum],
            [98, b / sum],
            [blankSymbol, c / sum],
          ]);
        }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(small, (given) => {
        const posteriors = unpackPosteriors(packPosteriors(given, { best: 0, uncertainty: 1 }));
        if (posteriors === null) throw new Error('The posteriors was not unpacked.');
        for (const [text, sum] of bruteForce(given)) {
          if (text !== '') expect(new WordLikelihood(text).of(posteriors)).toBeCloseTo(Math.log(sum), 0);
        }
        expect(new WordLikelihood('xyz').of(posteriors)).toBeLessThan(-15);
      }),
      { seed: 13, numRuns: 60 },
    );
  });

  it('is never more than certainty, also of a repeated letter that needs a blank between', () => {
    const step = new Map([[97, 1]]);
    const posteriors = unpackPosteriors(packPosteriors([step, step, step], { best: 0, uncertainty: 1 }));
    if (posteriors === null) throw new Error('The posteriors was not unpacked.');
    expect(new WordLikelihood('a').of(posteriors)).toBeCloseTo(0, 1);
    expect(new WordLikelihood('aa').of(posteriors)).toBeLessThan(-5);
  });
});
