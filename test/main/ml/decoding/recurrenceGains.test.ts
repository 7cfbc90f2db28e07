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

test('a word gains what half a language and half a text say of it', () => {
  const [[gain = 0, other] = []] = gainsOf([
    uncertain({ the: 0.6, tho: 0.3 }),
    ...['the', 'red', 'horse', 'house'].map((text) => uncertain({ [text]: 0.8 })),
  ]);
  expect(gain).toBeCloseTo(Math.log(1 + 0.25 / 0.01), 10);
  expect(other).toBe(0);
});

test('it gains in proportion to the power of language, and the less the commoner it is', () => {
  const words = [
    uncertain({ the: 0.4, turtlebot: 0.4 }),
    uncertain({ the: 0.9 }),
    uncertain({ turtlebot: 0.9 }),
  ];
  const [[common = 0, rare = 0] = []] = gainsOf(words);
  expect(rare).toBeGreaterThan(common + 5);
  const [[half = 0] = []] = recurrenceGains(words, logProbability, 0.5);
  expect(half).toBeCloseTo(common / 2, 10);
});

test('a word is no evidence for itself, nor is a reading that leaves doubt, nor signs alone', () => {
  expect(gainsOf([uncertain({ once: 0.99 })])).toEqual([[0]]);
  expect(gainsOf([uncertain({ once: 0.99 }), uncertain({ other: 0.5, once: 0.45 })])[0]).toEqual([0]);
  expect(gainsOf([uncertain({ '->': 0.9 }), uncertain({ '->': 0.9 })])).toEqual([[0], [0]]);
});

test('a word that language holds to be impossible gains something finite', () => {
  const [[gain = Infinity] = []] = recurrenceGains(
    [uncertain({ x: 0.5 }), uncertain({ x: 0.9 })],
    () => -2000,
    1,
  );
  expect(gain).toBeCloseTo(2000, 6);
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
