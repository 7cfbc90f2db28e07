import fc from 'fast-check';
import { expect, test } from 'vitest';
import { neighbourGains } from '../../../../main/ml/decoding/neighbourGains.ts';
import { endsSentence, sentenceGain } from '../../../../main/ml/decoding/sentenceCase.ts';
import { told, type UncertainWord } from '../../../../main/ml/decoding/uncertainWord.ts';
import { endsPhrase, WordPairs } from '../../../../main/ml/language/wordPairs.ts';
import { smallPairs } from '../../../support/language.ts';
import { uncertain } from '../../../support/uncertainWord.ts';

const vocabulary = ['in', 'the', 'tho', 'The', 'house', 'horse', 'mouse.', 'of'];
const texts = [
  'in the house of the mouse',
  'the horse in the house',
  'of the horse',
  'the mouse in the house',
];
const pairs = new WordPairs(smallPairs(texts));

const gainsOf = (words: readonly UncertainWord[], power = 1) => neighbourGains(words, pairs, power);
const best = (words: readonly UncertainWord[]) =>
  gainsOf(words).map((gains, place) => {
    const { texts, confidences } = told(words[place] ?? uncertain({}), gains);
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
  const most = (words: readonly UncertainWord[], power?: number) =>
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
