import { describe, expect, test } from 'vitest';
import { createAlphabet, pretrainedCharacters } from '../../../../shared/alphabet.ts';
import type { PageLanguage } from '../../../../shared/contract/pageLanguage.ts';
import { createWordDecoder } from '../../../../main/ml/decoding/wordDecoder.ts';
import { type Posteriors, posteriorsOf } from '../../../../main/ml/decoding/posteriors.ts';
import { smallLanguage } from '../../../support/language.ts';
import { decoded } from '../../../support/posteriors.ts';

const alphabet = createAlphabet(pretrainedCharacters);
const words = new Map([
  ['house', 50],
  ['horse', 30],
  ['node', 40],
  ['next', 40],
  ['the', 300],
  ['don', 5],
  ['t', 5],
]);
const tokens = ['the', 'The', 'THE', 'house', 'node.next', 'house,', '(horse)', "don't", 'the', 'nextNode'];
const texts = ['the house', 'the next node', 'the red horse', 'in the house', 'a red horse', 'red horse'];
const language = smallLanguage(words, tokens, { texts });
const settings = {
  weights: { language: 0.6, letter: 1, unknown: 0.2 },
  neighbours: 0.5,
  beam: { width: 24, leastLetter: 1e-4, range: 12 },
  calibration: { sharpness: 1, bias: -4, lattice: 1, guide: 0.5, length: 0.5 },
};
const decoder = createWordDecoder(language, alphabet, settings);

/** A letter and a blank a step; where a letter is doubtful, the other one's share. */
function posteriorsFor(
  letters: readonly (string | readonly [string, string, number])[],
  known = alphabet,
): Posteriors {
  const steps = 2 * letters.length;
  const logits = new Float32Array(steps * known.classCount).fill(-12);
  const put = (step: number, index: number, probability: number) => {
    logits[step * known.classCount + index] = Math.log(probability);
  };
  for (const [place, letter] of letters.entries()) {
    const [first, second, share] = typeof letter === 'string' ? [letter, letter, 0] : letter;
    put(2 * place, known.encode(second)[0] ?? 0, Math.max(share, 1e-6));
    put(2 * place, known.encode(first)[0] ?? 0, 1 - share);
    put(2 * place + 1, 0, 1);
  }
  return posteriorsOf(logits, { batch: 1, classes: known.classCount }, 0, steps);
}

const read = (...letters: Parameters<typeof posteriorsFor>[0]) =>
  decoded(decoder, posteriorsFor(letters), 10)[0]?.text;

describe('a doubtful letter', () => {
  test('is read as a word where there is one', () => {
    expect(read('h', ['u', 'o', 0.3], 'u', 's', 'e')).toBe('house');
    expect(read('T', ['b', 'h', 0.2], 'e')).toBe('The');
    expect(read('H', 'O', ['V', 'U', 0.3], 'S', 'E')).toBe('HOUSE');
  });

  test('is read so with the signs that stand around the word', () => {
    expect(read('(', 'h', 'o', ['v', 'r', 0.3], 's', 'e', ')')).toBe('(horse)');
    expect(read('n', ['a', 'o', 0.3], 'd', 'e', '.', 'n', 'e', ['y', 'x', 0.3], 't')).toBe('node.next');
    expect(read('n', 'e', 'x', 't', 'N', ['a', 'o', 0.3], 'd', 'e')).toBe('nextNode');
    expect(read('d', ['a', 'o', 0.3], 'n', "'", 't')).toBe("don't");
  });
});

test('a doubtful word of a text is read as what its neighbours go with', () => {
  const doubtful = decoder.view(posteriorsFor(['h', 'o', ['u', 'r', 0.5], 's', 'e'])).candidates;
  const textOf = (candidates: typeof doubtful | undefined) => alphabet.decode(candidates?.[0]?.letters ?? []);
  const after = (text: string) => {
    const before = decoder.view(posteriorsFor(Array.from(text))).candidates;
    return textOf(decoder.inContext([before, doubtful])[1]);
  };
  expect(textOf(doubtful)).toBe('house');
  expect(after('red')).toBe('horse');
  expect(after('the')).toBe('house');
});

test('a doubtful word of a text is read as one that stands elsewhere in it, though no list knows it', () => {
  const calibration = { ...settings.calibration, bias: -40 };
  const trusting = createWordDecoder(language, alphabet, { ...settings, calibration });
  const doubtful = trusting.view(posteriorsFor(['q', 'w', ['d', 'x', 0.2], 'r', 't'])).candidates;
  const elsewhere = (text: string) => trusting.view(posteriorsFor(Array.from(text))).candidates;
  const textIn = (...texts: string[]) => {
    const found = trusting.inContext([...texts.map(elsewhere), doubtful]);
    return alphabet.decode(found.at(-1)?.[0]?.letters ?? []);
  };
  expect(textIn('the')).toBe('qwdrt');
  expect(textIn('the', 'qwxrt')).toBe('qwxrt');
  const known = new Map([[0, { texts: ['Qwxrt!'], confidences: [1] }]]);
  const [nothing, found] = trusting.inContext([[], doubtful], known);
  expect(nothing).toEqual([]);
  expect(alphabet.decode(found?.[0]?.letters ?? [])).toBe('qwxrt');
});

test('a word that comes again is read, too, where the alphabet lacks its small letters', () => {
  const capitals = createAlphabet('EHOSTU');
  const calibration = { ...settings.calibration, bias: -40 };
  const narrow = createWordDecoder(language, capitals, { ...settings, calibration });
  const word = narrow.view(posteriorsFor(['T', 'H', 'E'], capitals)).candidates;
  expect(narrow.alternatives(word, 1)[0]?.confidence).toBeGreaterThan(0.5);
  const found = narrow.inContext([word, word]);
  expect(found.map((candidates) => capitals.decode(candidates[0]?.letters ?? []))).toEqual(['THE', 'THE']);
});

test('a doubtful word of a German page is read as a German one, also if the first search knew it not', () => {
  const german = smallLanguage(
    new Map([
      ['häuser', 50],
      ['straße', 50],
    ]),
    ['häuser', 'straße'],
  );
  const alone = (name: PageLanguage) => (name === 'german' ? german : language.alone(name));
  const all = createWordDecoder({ ...language, alone }, alphabet, settings);
  const view = (...letters: Parameters<typeof posteriorsFor>[0]) => {
    const seen = all.view(posteriorsFor(letters));
    return { views: [seen], candidates: seen.candidates };
  };
  const sure = Array.from({ length: 8 }, () => view(...Array.from('straße')));
  const doubtful = view('h', ['a', 'ä', 0.03], 'u', 's', 'e', 'r');
  expect(alphabet.decode(doubtful.candidates[0]?.letters ?? [])).toBe('hauser');
  const { languages, words: found } = all.inLanguages([...sure, doubtful], null);
  expect(languages?.german).toBeGreaterThan(0.5);
  expect(alphabet.decode(found.at(-1)?.[0]?.letters ?? [])).toBe('häuser');
  expect(all.inLanguages([...sure, doubtful], 'english').languages?.english).toBe(0.9);
});

test('too few words do not tell the language of a text', () => {
  const word = () => {
    const seen = decoder.view(posteriorsFor(Array.from('house')));
    return { views: [seen], candidates: seen.candidates };
  };
  expect(decoder.inLanguages([word(), word(), word()], null).languages).toBeNull();
  expect(decoder.inLanguages([word(), word(), word(), word()], null).languages).not.toBeNull();
});

test('a word is searched as well after others were as before them', () => {
  const textsOf = (used: typeof decoder, length: number) => {
    const view = used.view(posteriorsFor(Array.from({ length }, (_, place) => 'housenext'[place % 9] ?? '')));
    const read = used.inLanguages([{ views: [view], candidates: view.candidates }], 'german');
    return read.words[0]?.map(({ letters }) => alphabet.decode(letters));
  };
  for (let length = 5; length < 30; length += 1) {
    expect(textsOf(decoder, length)).toEqual(
      textsOf(createWordDecoder(language, alphabet, settings), length),
    );
  }
});

test('a word that no list knows is read where the network is sure of it', () => {
  expect(read(...Array.from('qwzrt7x'))).toBe('qwzrt7x');
  expect(read(...Array.from('hause'))).toBe('hause');
});

test('the greedy reading is always among the candidates', () => {
  const narrow = createWordDecoder(language, alphabet, {
    ...settings,
    beam: { width: 1, leastLetter: 0.1, range: 1 },
  });
  const found = narrow.view(posteriorsFor(['h', ['u', 'o', 0.45], 'u', 's', 'e'])).candidates;
  expect(found.map(({ letters }) => alphabet.decode(letters)).sort()).toEqual(['house', 'huuse']);
});

test('alternatives are best first, as many as asked for, and in sum less than certain', () => {
  const posteriors = posteriorsFor(['h', ['u', 'o', 0.4], ['u', 'r', 0.4], ['s', 'z', 0.3], 'e']);
  const found = decoded(decoder, posteriors, 3);
  expect(found).toHaveLength(3);
  const confidences = found.map(({ confidence }) => confidence);
  expect(confidences).toEqual(confidences.toSorted((a, b) => b - a));
  expect(confidences.reduce((sum, confidence) => sum + confidence, 0)).toBeLessThan(1);
});

test('an alphabet that shares few letters with the language reads what it has', () => {
  const other = createAlphabet('ahЖ');
  const posteriors = posteriorsFor(['h', 'Ж', 'a'], other);
  expect(decoded(createWordDecoder(language, other, settings), posteriors, 1)[0]?.text).toBe('hЖa');
});

test('no time step gives the empty reading', () => {
  const posteriors = { steps: 0, classes: alphabet.classCount, logProbabilities: new Float32Array(0) };
  expect(decoded(decoder, posteriors, 10).map(({ text }) => text)).toEqual(['']);
});
