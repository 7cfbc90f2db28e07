import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recurrenceGains } from '../../../../main/ml/decoding/recurrenceGains.ts';
import { told, type UncertainWord } from '../../../../main/ml/decoding/uncertainWord.ts';
import { uncertain } from '../../../support/uncertainWord.ts';

/** Common words are a hundredth of all, others a millionth. */
const common = ['the', 'then'];
const logProbability = (word: string): number => Math.log(common.includes(word) ? 1e-2 : 1e-6);
const gainsOf = (words: readonly UncertainWord[]) => recurrenceGains(words, logProbability, 1);

/** What the first word of a text is read as. */
function firstOf(words: readonly UncertainWord[]): string | undefined {
  const { texts, confidences } = told(words[0] ?? uncertain({}), gainsOf(words)[0] ?? []);
  return texts[confidences.indexOf(Math.max(...confidences))];
}

const doubtful = uncertain({ turtleboth: 0.6, turtlebot: 0.1 });

test('a doubtful word is read as one that stands elsewhere in the text, whatever its signs and case', () => {
  expect(firstOf([doubtful])).toBe('turtleboth');
  expect(firstOf([doubtful, uncertain({ turtlebot: 0.9 })])).toBe('turtlebot');
  expect(
    firstOf([uncertain({ 'turtleboth!': 0.6, 'turtlebot!': 0.1 }), uncertain({ 'Turtlebot:': 0.9 })]),
  ).toBe('turtlebot!');
});

test('a word gains what language and text say of it with equal shares', () => {
  const words = [
    uncertain({ the: 0.6, tho: 0.3 }),
    ...['the', 'red', 'horse', 'house'].map((text) => uncertain({ [text]: 0.8 })),
  ];
  const [[gain = 0, other] = []] = recurrenceGains(words, logProbability, 0.5);
  expect(gain).toBeCloseTo(0.5 * Math.log(1 + 0.25 / 0.01), 10);
  expect(other).toBe(0);
});

test('it gains in proportion to the power of language, the less the commoner it is, and 3 nats at most', () => {
  const words = [
    uncertain({ the: 0.4, turtlebot: 0.4 }),
    uncertain({ the: 0.9 }),
    uncertain({ turtlebot: 0.9 }),
  ];
  const gains = (power: number): readonly number[] => recurrenceGains(words, logProbability, power)[0] ?? [];
  const [common = 0, rare = 0] = gains(0.2);
  expect(rare).toBeGreaterThan(common + 1);
  expect(gains(0.1)[0]).toBeCloseTo(common / 2, 10);
  expect(gains(1)[1]).toBe(3);
  expect(recurrenceGains(words, () => -2000, 1)[0]).toEqual([3, 3]);
});

test('a word is no evidence for itself, nor is a reading that leaves doubt, nor signs alone', () => {
  expect(gainsOf([uncertain({ once: 0.99 })])).toEqual([[0]]);
  expect(gainsOf([uncertain({ once: 0.99 }), uncertain({ other: 0.5, once: 0.45 })])[0]).toEqual([0]);
  expect(gainsOf([uncertain({ '->': 0.9 }), uncertain({ '->': 0.9 })])).toEqual([[0], [0]]);
});

test('no reading ever loses, and what stands once in a text gains nothing', () => {
  const vocabulary = ['the', 'then', 'turtlebot', 'x', '42', '->'];
  const word = fc.dictionary(
    fc.constantFrom(...vocabulary),
    fc.double({ min: 0.01, max: 0.16, noNaN: true }),
  );
  const sure = fc.constantFrom(...vocabulary).map((text) => ({ [text]: 0.9 }));
  fc.assert(
    fc.property(fc.array(fc.oneof(word, sure), { maxLength: 12 }), (readings) => {
      const words = readings.map(uncertain);
      for (const [place, gains] of gainsOf(words).entries()) {
        for (const [reading, gain] of gains.entries()) {
          const text = words[place]?.texts[reading];
          const isElsewhere = words.some(
            ({ texts, confidences }, at) => at !== place && texts[0] === text && (confidences[0] ?? 0) > 0.5,
          );
          expect(gain > 0).toBe(isElsewhere && text !== '->');
        }
      }
    }),
  );
});
