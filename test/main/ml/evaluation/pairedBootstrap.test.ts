import { describe, expect, it } from 'vitest';
import { changeOfCer, type ComparedWord } from '../../../../main/ml/evaluation/pairedBootstrap.ts';
import { isSure } from '../../../../shared/contract/run.ts';
import { createRandom, type Random } from '../../../../shared/random.ts';

const letters = 6;

/** A word of six letters with so many wrong ones. */
function reading(errors: number): string {
  return 'x'.repeat(errors) + 'a'.repeat(letters - errors);
}

/** Words of pages that differ in how hard they are, with the same chance of an error of every letter before and after. */
function drawHand(
  random: Random,
  words: number,
  pages: number,
  rates: readonly [number, number],
): ComparedWord[] {
  const hard = Array.from({ length: pages }, () => random.between(0.5, 1.5));
  return Array.from({ length: words }, (_, index) => {
    const page = index % pages;
    const errors = (rate: number) =>
      Array.from({ length: letters }, () => random.chance(rate * (hard[page] ?? 1))).filter(Boolean).length;
    const [before, after] = rates;
    return {
      text: reading(0),
      before: reading(errors(before)),
      after: reading(errors(after)),
      image: String(page),
    };
  });
}

const score = (words: number) => ({ words, cer: 0, wer: 0, loss: 0 });

describe('The interval of the change of the CER', () => {
  it('makes a firm verdict wrong in at most one of twenty hands, and grows narrow with words', () => {
    const random = createRandom(5);
    let wrong = 0;
    let firmGains = 0;
    for (let draw = 0; draw < 200; draw += 1) {
      // Half of the hands gain nothing, and the others a third.
      const gains = draw % 2 === 1;
      const words = random.integer(3, 160);
      const hand = drawHand(random, words, random.integer(1, 20), [0.15, gains ? 0.1 : 0.15]);
      const change = changeOfCer(hand, random);
      if (!isSure({ change, before: { heldBack: score(words), base: null } })) continue;
      if (!gains || change.low > 0) wrong += 1;
      else firmGains += 1;
    }
    expect(wrong).toBeLessThanOrEqual(10);
    // It is no answer to be never sure.
    expect(firmGains).toBeGreaterThan(30);
  });

  it('draws whole images when there are eight or more, because their words have errors in common', () => {
    // The words of an image change all together.
    const words = Array.from({ length: 80 }, (_, index): ComparedWord => {
      const image = index % 8;
      return {
        text: reading(0),
        before: reading(1),
        after: reading(image < 4 ? 0 : 2),
        image: String(image),
      };
    });
    const alone = words.map((word, index) => ({ ...word, image: index < 79 ? 'one' : 'other' }));
    const together = changeOfCer(words, createRandom(1));
    const single = changeOfCer(alone, createRandom(1));
    expect(together.high - together.low).toBeGreaterThan(2 * (single.high - single.low));
  });

  it('is the same with the same seed', () => {
    const hand = drawHand(createRandom(2), 40, 10, [0.2, 0.1]);
    expect(changeOfCer(hand, createRandom(3))).toEqual(changeOfCer(hand, createRandom(3)));
  });
});
