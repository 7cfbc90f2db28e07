import fc from 'fast-check';
import { expect, it } from 'vitest';
import { posteriorTrigrams, trigramsOf } from '../../../../main/store/index/trigrams.ts';
import {
  blankSymbol,
  packPosteriors,
  unpackPosteriors,
  type LetterStep,
} from '../../../../shared/prunedPosteriors.ts';

/** Small steps over the letters a, b and the blank, in sum 1. */
const steps = fc.array(
  fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
    .map(([blank, a, b]): LetterStep => {
      const sum = blank + a + b;
      return new Map([
        [blankSymbol, blank / sum],
        [97, a / sum],
        [98, b / sum],
      ]);
    }),
  { minLength: 1, maxLength: 6 },
);

/** How often each trigram is expected, over every path. */
function bruteForce(posteriors: ReturnType<typeof unpackPosteriors>): Map<string, number> {
  const expected = new Map<string, number>();
  const count = (posteriors?.starts.length ?? 1) - 1;
  const walk = (step: number, text: string, last: number, probability: number): void => {
    if (step === count) {
      for (const gram of text === '' ? [] : trigramsOf(text)) {
        expected.set(gram, (expected.get(gram) ?? 0) + probability);
      }
      return;
    }
    for (let index = posteriors?.starts[step] ?? 0; index < (posteriors?.starts[step + 1] ?? 0); index += 1) {
      const symbol = posteriors?.symbols[index] ?? 0;
      const grown = symbol === blankSymbol || symbol === last ? text : text + String.fromCodePoint(symbol);
      walk(step + 1, grown, symbol, probability * (posteriors?.probabilities[index] ?? 0));
    }
  };
  walk(0, '', blankSymbol, 1);
  return expected;
}

// Packing rounds probabilities, so that the steps do not sum to one quite.
it('the trigrams of CTC posteriors are those of all its paths, as often as they are expected', () => {
  fc.assert(
    fc.property(steps, (given) => {
      const posteriors = unpackPosteriors(packPosteriors(given, { best: 0, uncertainty: 1 }));
      if (posteriors === null) throw new Error('The posteriors was not unpacked.');
      const found = posteriorTrigrams(posteriors);
      for (const [gram, expected] of bruteForce(posteriors)) {
        if (expected > 0.1) expect(found.get(gram), gram).toBeGreaterThan(0.8 * expected - 0.05);
        expect(found.get(gram) ?? 0, gram).toBeLessThanOrEqual(1.1 * expected + 0.01);
      }
    }),
    { seed: 5, numRuns: 100 },
  );
});
