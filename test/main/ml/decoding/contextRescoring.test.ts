import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  endsSentence,
  casePriorGains,
  letterCaseOf,
  bigramGains,
  cacheGains,
  numberGain,
  sentenceGain,
  unitGains,
  reweighed,
  type QueuedWord,
} from '../../../../main/ml/decoding/contextRescoring.ts';
import { endsPhrase, WordPairs } from '../../../../main/ml/language/wordPairs.ts';
import { smallPairs } from '../../../support/language.ts';
import { uncertain } from '../../../support/uncertainWord.ts';

test('readings that gain become likelier, in sum with what is none of them', () => {
  const word = { texts: ['a', 'b'], confidences: [0.5, 0.25] };
  const { confidences } = reweighed(word, [0, Math.log(4)]);
  // 0.5, 1 and 0.25 for all else.
  expect(confidences).toEqual([0.5 / 1.75, 1 / 1.75]);
  expect(reweighed(word, []).confidences).toEqual([0.5, 0.25]);
});

test('a number is likelier before a unit, as far as the unit is sure, and no word is', () => {
  const doubt = { texts: ['IS', '15', '1S'], confidences: [0.5, 0.3, 0.1] };
  const before = (unit: QueuedWord) => unitGains([doubt, unit])[0] ?? [];
  const [word, number, mixed] = before({ texts: ['kg', 'ky'], confidences: [0.8, 0.1] });
  expect([word, mixed]).toEqual([0, 0]);
  expect(number).toBeCloseTo(0.8 * numberGain);
  expect(before({ texts: ['am'], confidences: [0.9] })).toEqual([0, 0, 0]);
  expect(unitGains([doubt])).toEqual([[0, 0, 0]]);
});

const sure = (text: string): QueuedWord => ({ texts: [text], confidences: [0.98] });
const uncertainCase: QueuedWord = { texts: ['of', 'OF'], confidences: [0.75, 0.2] };
const small = ['the', 'list', 'is', 'empty', 'and', 'we', 'return', 'null', 'at', 'once'].map(sure);
const capitals = small.map(({ texts: [text = ''] }) => sure(text.toUpperCase()));

/** What the first word of a page is read as, and the others after it. */
function firstByHabit(words: readonly QueuedWord[]): string | undefined {
  const { texts, confidences } = reweighed(words[0] ?? uncertainCase, casePriorGains(words)[0] ?? []);
  return texts[confidences.indexOf(Math.max(...confidences))];
}

test('a doubtful word is read in the case that its page is written in', () => {
  expect(firstByHabit([uncertainCase, ...capitals])).toBe('OF');
  expect(firstByHabit([uncertainCase, ...small])).toBe('of');
});

test('a page of few words says little', () => {
  expect(firstByHabit([uncertainCase])).toBe('of');
  expect(firstByHabit([uncertainCase, sure('THE')])).toBe('of');
});

test('a sure word stays what it is', () => {
  expect(firstByHabit([{ texts: ['of', 'OF'], confidences: [0.97, 0.001] }, ...capitals])).toBe('of');
});

test('words say nothing of single letters, nor letters of words', () => {
  const letter: QueuedWord = { texts: ['x', 'X'], confidences: [0.5, 0.4] };
  const [gains = []] = casePriorGains([letter, ...capitals]);
  const [alone = []] = casePriorGains([letter]);
  expect(gains).toEqual(alone);
});

test('what holds no letter gains nothing', () => {
  expect(casePriorGains([sure('42'), ...capitals])[0]).toEqual([0]);
});

test('the case of a word is that of its letters, signs and digits apart', () => {
  const cases = {
    'node.next': 'lower',
    'Output:': 'capitalised',
    "TWO'S": 'upper',
    nextNode: 'mixed',
    É: 'upper letter',
    'O(1)': 'upper letter',
    'x,': 'lower letter',
    '42': null,
    '': null,
  };
  for (const [text, letterCase] of Object.entries(cases)) expect(letterCaseOf(text), text).toBe(letterCase);
});

/** Common words are a hundredth of all, others a millionth. */
const common = ['the', 'then'];
const logProbability = (word: string): number => Math.log(common.includes(word) ? 1e-2 : 1e-6);
const gainsOfRecurrence = (words: readonly QueuedWord[]) => cacheGains(words, logProbability, 1);

/** What the first word of a text is read as. */
function firstByRecurrence(words: readonly QueuedWord[]): string | undefined {
  const { texts, confidences } = reweighed(words[0] ?? uncertain({}), gainsOfRecurrence(words)[0] ?? []);
  return texts[confidences.indexOf(Math.max(...confidences))];
}

const uncertainName = uncertain({ turtleboth: 0.6, turtlebot: 0.1 });

test('a doubtful word is read as one that stands elsewhere in the text, whatever its signs and case', () => {
  expect(firstByRecurrence([uncertainName])).toBe('turtleboth');
  expect(firstByRecurrence([uncertainName, uncertain({ turtlebot: 0.9 })])).toBe('turtlebot');
  expect(
    firstByRecurrence([
      uncertain({ 'turtleboth!': 0.6, 'turtlebot!': 0.1 }),
      uncertain({ 'Turtlebot:': 0.9 }),
    ]),
  ).toBe('turtlebot!');
});

test('a word gains what language and text say of it with equal shares', () => {
  const words = [
    uncertain({ the: 0.6, tho: 0.3 }),
    ...['the', 'red', 'horse', 'house'].map((text) => uncertain({ [text]: 0.8 })),
  ];
  const [[gain = 0, other] = []] = cacheGains(words, logProbability, 0.5);
  expect(gain).toBeCloseTo(0.5 * Math.log(1 + 0.25 / 0.01), 10);
  expect(other).toBe(0);
});

test('it gains in proportion to the power of language, the less the commoner it is, and 3 nats at most', () => {
  const words = [
    uncertain({ the: 0.4, turtlebot: 0.4 }),
    uncertain({ the: 0.9 }),
    uncertain({ turtlebot: 0.9 }),
  ];
  const gains = (power: number): readonly number[] => cacheGains(words, logProbability, power)[0] ?? [];
  const [common = 0, rare = 0] = gains(0.2);
  expect(rare).toBeGreaterThan(common + 1);
  expect(gains(0.1)[0]).toBeCloseTo(common / 2, 10);
  expect(gains(1)[1]).toBe(3);
  expect(cacheGains(words, () => -2000, 1)[0]).toEqual([3, 3]);
});

test('a word is no evidence for itself, nor is a reading that leaves doubt, nor signs alone', () => {
  expect(gainsOfRecurrence([uncertain({ once: 0.99 })])).toEqual([[0]]);
  expect(gainsOfRecurrence([uncertain({ once: 0.99 }), uncertain({ other: 0.5, once: 0.45 })])[0]).toEqual([
    0,
  ]);
  expect(gainsOfRecurrence([uncertain({ '->': 0.9 }), uncertain({ '->': 0.9 })])).toEqual([[0], [0]]);
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
      for (const [place, gains] of gainsOfRecurrence(words).entries()) {
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

const vocabulary = ['in', 'the', 'tho', 'The', 'house', 'horse', 'mouse.', 'of'];
const texts = [
  'in the house of the mouse',
  'the horse in the house',
  'of the horse',
  'the mouse in the house',
];
const pairs = new WordPairs(smallPairs(texts));

const gainsOf = (words: readonly QueuedWord[], power = 1) => bigramGains(words, pairs, power);
const best = (words: readonly QueuedWord[]) =>
  gainsOf(words).map((gains, place) => {
    const { texts, confidences } = reweighed(words[place] ?? uncertain({}), gains);
    return texts[confidences.indexOf(Math.max(...confidences))];
  });

test('a doubtful word is read as what its neighbours go with', () => {
  const doubtful = uncertain({ tho: 0.5, the: 0.45 });
  expect(best([uncertain({ in: 0.99 }), doubtful, uncertain({ house: 0.99 })])).toEqual([
    'in',
    'the',
    'house',
  ]);
  expect(best([doubtful])).toEqual(['tho']);
});

test('a sure word stays what it is', () => {
  expect(
    best([uncertain({ in: 0.9 }), uncertain({ tho: 0.99, the: 0.001 }), uncertain({ house: 0.9 })])[1],
  ).toBe('tho');
});

test('neighbours that are not sure themselves say less', () => {
  const gainOfThe = (certainty: number): number => {
    const [, gains = []] = gainsOf([uncertain({ in: certainty }), uncertain({ tho: 0.5, the: 0.4 })]);
    return gains[1] ?? 0;
  };
  expect(gainOfThe(0.9)).toBeGreaterThan(gainOfThe(0.3));
  expect(gainOfThe(0.3)).toBeGreaterThan(0);
});

test('nothing is said across the end of a phrase, by unknown words, or with a power of 0', () => {
  const doubtful = uncertain({ tho: 0.5, the: 0.4 });
  const most = (words: readonly QueuedWord[], power?: number) =>
    Math.max(...gainsOf(words, power).map((gains) => Math.max(...gains) - Math.min(...gains)));
  expect(most([uncertain({ in: 0.9 }), doubtful])).toBeGreaterThan(0.1);
  expect(most([uncertain({ 'mouse.': 0.9 }), doubtful])).toBeLessThan(1e-9);
  expect(most([uncertain({ zebra: 0.9 }), doubtful])).toBeLessThan(1e-9);
  expect(most([uncertain({ in: 0.9 }), doubtful], 0)).toBeLessThan(1e-9);
});

test('a capital begins a sentence, and a sentence begins with a capital', () => {
  const doubtful = uncertain({ the: 0.5, The: 0.4 });
  const stop = uncertain({ mouse: 0.45, 'mouse.': 0.4 });
  expect(best([uncertain({ 'horse.': 0.9 }), doubtful])[1]).toBe('The');
  expect(best([uncertain({ horse: 0.9 }), doubtful])[1]).toBe('the');
  expect(best([doubtful, uncertain({ horse: 0.9 })])[0]).toBe('The');
  expect(best([uncertain({ in: 0.9 }), stop, uncertain({ The: 0.9 })])[1]).toBe('mouse.');
  expect(best([uncertain({ in: 0.9 }), stop, uncertain({ the: 0.9 })])[1]).toBe('mouse');
});

test('a word alone is no text', () => {
  expect(gainsOf([uncertain({ the: 0.5, The: 0.4 })])).toEqual([[0, 0]]);
  expect(gainsOf([])).toEqual([]);
});

test('gains are those of all ways to read the text together', () => {
  const word = fc
    .tuple(fc.double({ min: 0.05, max: 0.5, noNaN: true }), fc.double({ min: 0.05, max: 0.45, noNaN: true }))
    .chain(([first, second]) =>
      fc
        .uniqueArray(fc.constantFrom(...vocabulary), { minLength: 2, maxLength: 2 })
        .map(([a = '', b = '']) => ({ [a]: first, [b]: second })),
    );
  fc.assert(
    fc.property(fc.array(word, { minLength: 3, maxLength: 3 }), (readings) => {
      const words = readings.map(uncertain);
      for (const [place, gains] of gainsOf(words).entries()) {
        for (const [index, gain] of gains.entries()) {
          const text = words[place]?.texts[index] ?? '';
          expect(gain).toBeCloseTo(Math.log(expectedFactor(readings, place, text)), 6);
        }
      }
    }),
  );
});

/** How many times as likely all texts together are with this word at this place; null is a word not among the candidates. */
function expectedFactor(
  readings: readonly Readonly<Record<string, number>>[],
  place: number,
  text: string,
): number {
  const left = waysToRead(readings.slice(0, place), fullStop);
  const right = waysToRead(readings.slice(place + 1), [{ words: [], weight: 1 }]);
  const meanFactor = (ways: readonly Way[], link: (way: Way) => number): number =>
    ways.reduce((sum, way) => sum + way.weight * link(way), 0) /
    ways.reduce((sum, { weight }) => sum + weight, 0);
  return (
    meanFactor(left, ({ words }) => factor(words.at(-1) ?? null, text)) *
    meanFactor(right, ({ words }) => factor(text, words[0] ?? null))
  );
}

interface Way {
  readonly words: readonly (string | null)[];
  readonly weight: number;
}

/** Before the first word; a millionth of it, too, is doubted. */
const fullStop: readonly Way[] = [
  { words: ['.'], weight: 1 },
  { words: [null], weight: 1e-6 },
];

/** Every text that these words may be after those before, with how probable it is before normalisation. */
function waysToRead(readings: readonly Readonly<Record<string, number>>[], before: readonly Way[]): Way[] {
  let ways = before;
  for (const reading of readings) {
    const others = 1 - Object.values(reading).reduce((sum, share) => sum + share, 0);
    const options: [string | null, number][] = [...Object.entries(reading), [null, others]];
    ways = ways.flatMap(({ words, weight }) =>
      options.map(([word, share]) => ({
        words: [...words, word],
        weight: weight * share * factor(words.at(-1) ?? null, word),
      })),
    );
  }
  return [...ways];
}

function factor(first: string | null, second: string | null): number {
  if (first === null || second === null) return 1;
  const byPair = endsPhrase(first) ? 0 : pairs.gain(pairs.numberOf(first), pairs.numberOf(second));
  return Math.exp(byPair + sentenceGain(second, endsSentence(first)));
}

test('a sentence ends with a stop, a question mark or an exclamation mark, quoted or in brackets too', () => {
  const texts = ['end.', 'why?', 'no!', '"end."', 'end.)', 'list:', 'a,', 'node.next', '(so)', 'and', ''];
  expect(texts.map(endsSentence)).toEqual([
    ...texts.slice(0, 5).map(() => true),
    ...texts.slice(5).map(() => false),
  ]);
});

test('a capital is likelier where a sentence begins, small letters are elsewhere', () => {
  expect(sentenceGain('"The', true)).toBeGreaterThan(sentenceGain('"the', true));
  expect(sentenceGain('The', false)).toBeLessThan(sentenceGain('the', false));
});

test('nothing is said of single letters, capitals throughout and what has no case', () => {
  for (const text of ['I', 'a', 'NODE', 'nextNode', '42', '']) {
    expect([sentenceGain(text, true), sentenceGain(text, false)], text).toEqual([0, 0]);
  }
});
