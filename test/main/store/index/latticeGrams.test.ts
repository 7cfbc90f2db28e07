import fc from 'fast-check';
import { expect, it } from 'vitest';
import { latticeGrams, trigramsOf } from '../../../../main/store/index/trigrams.ts';
import {
  blankSymbol,
  packLattice,
  unpackLattice,
  type LetterStep,
} from '../../../../shared/letterLattice.ts';

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
function bruteForce(lattice: ReturnType<typeof unpackLattice>): Map<string, number> {
  const expected = new Map<string, number>();
  const count = (lattice?.starts.length ?? 1) - 1;
  const walk = (step: number, text: string, last: number, probability: number): void => {
    if (step === count) {
      for (const gram of text === '' ? [] : trigramsOf(text)) {
        expected.set(gram, (expected.get(gram) ?? 0) + probability);
      }
      return;
    }
    for (let index = lattice?.starts[step] ?? 0; index < (lattice?.starts[step + 1] ?? 0); index += 1) {
      const symbol = lattice?.symbols[index] ?? 0;
      const grown = symbol === blankSymbol || symbol === last ? text : text + String.fromCodePoint(symbol);
      walk(step + 1, grown, symbol, probability * (lattice?.probabilities[index] ?? 0));
    }
  };
  walk(0, '', blankSymbol, 1);
  return expected;
}

// Packing rounds probabilities, so that the steps do not sum to one quite.
it('the trigrams of a lattice are those of all its paths, as often as they are expected', () => {
  fc.assert(
    fc.property(steps, (given) => {
      const lattice = unpackLattice(packLattice(given, { best: 0, doubt: 1 }));
      if (lattice === null) throw new Error('The lattice was not unpacked.');
      const found = latticeGrams(lattice);
      for (const [gram, expected] of bruteForce(lattice)) {
        if (expected > 0.1) expect(found.get(gram), gram).toBeGreaterThan(0.8 * expected - 0.05);
        expect(found.get(gram) ?? 0, gram).toBeLessThanOrEqual(1.1 * expected + 0.01);
      }
    }),
    { seed: 5, numRuns: 100 },
  );
});
