import { describe, expect, test } from 'vitest';
import { countNgrams } from '../../../pretraining/language/countNgrams.ts';
import {
  CharacterNgrams,
  decodeLetterModel,
  wordBoundary,
} from '../../../main/ml/language/characterNgrams.ts';
import { encodeLetterModel } from '../../../pretraining/files/languageFiles.ts';

const characters = 'abc';
const corpus: [string, number][] = [
  ['ab', 5],
  ['abc', 3],
  ['cab', 2],
  ['b', 1],
];

function logProbabilityAfter(model: CharacterNgrams, state: number, symbol: number): number {
  return model.logProbability(state, model.find(state, symbol));
}

function probabilityOf(model: CharacterNgrams, text: string): number {
  let state = model.start;
  let log = 0;
  for (const symbol of [...Array.from(text, (letter) => characters.indexOf(letter) + 1), wordBoundary]) {
    const ngram = model.find(state, symbol);
    log += model.logProbability(state, ngram);
    state = model.next(ngram);
  }
  return Math.exp(log);
}

describe.each([0, 1.5])('a model pruned at a gain of %d', (leastGain) => {
  const content = countNgrams(corpus, { order: 4, characters, leastGain });
  const model = new CharacterNgrams(content);

  test('gives each context a probability distribution', () => {
    for (const context of ['', 'a', 'ab', 'c', 'ca', 'cab', 'bb', 'abcabc']) {
      let state = model.start;
      for (const letter of context) state = model.next(model.find(state, characters.indexOf(letter) + 1));
      let sum = 0;
      for (let symbol = 0; symbol <= characters.length; symbol += 1) {
        sum += Math.exp(logProbabilityAfter(model, state, symbol));
      }
      expect(sum, context).toBeCloseTo(1, 5);
    }
  });

  test('finds what it has seen likelier than what it has not', () => {
    expect(probabilityOf(model, 'ab')).toBeGreaterThan(probabilityOf(model, 'abc'));
    expect(probabilityOf(model, 'abc')).toBeGreaterThan(probabilityOf(model, 'acb'));
    expect(probabilityOf(model, 'ccc')).toBeGreaterThan(0);
  });
});

test('pruning makes it smaller', () => {
  const size = (leastGain: number) => countNgrams(corpus, { order: 4, characters, leastGain }).symbols.length;
  expect(size(1.5)).toBeLessThan(size(0));
});

test('without pruning the probabilities are those of Witten and Bell', () => {
  const words: [string, number][] = [
    ['a', 3],
    ['b', 1],
  ];
  const model = new CharacterNgrams(countNgrams(words, { order: 1, characters: 'ab', leastGain: 0 }));
  // Counts a 3, b 1, end 4; three kinds in eight letters; three symbols share what is kept for the new.
  expect(Math.exp(logProbabilityAfter(model, model.start, 1))).toBeCloseTo((3 + 1) / (8 + 3));
  expect(Math.exp(logProbabilityAfter(model, model.start, wordBoundary))).toBeCloseTo((4 + 1) / (8 + 3));
});

test('a letter it has never seen is improbable and forbids nothing after it', () => {
  const model = new CharacterNgrams(countNgrams(corpus, { order: 3, characters, leastGain: 0 }));
  expect(logProbabilityAfter(model, model.start, 200)).toBeLessThan(-15);
  const state = model.next(model.find(model.start, 200));
  expect(logProbabilityAfter(model, state, 1)).toBeGreaterThan(-5);
});

describe('its file', () => {
  const content = countNgrams(corpus, { order: 4, characters, leastGain: 0 });

  test('keeps every n-gram and rounds probabilities finely', () => {
    const read = decodeLetterModel(encodeLetterModel(content), 'letters.bin');
    expect(read.symbols).toEqual(content.symbols);
    expect(read.childCounts).toEqual(content.childCounts);
    expect(read.characters).toBe(characters);
    for (const [node, value] of content.logProbabilities.entries()) {
      expect(Math.abs((read.logProbabilities[node] ?? 0) - value)).toBeLessThan(0.05);
    }
  });

  test('that is damaged, cut short or something else is refused with its name', () => {
    const bytes = encodeLetterModel(content);
    for (const wrong of [bytes.subarray(0, 40), Buffer.from('no such thing'), Buffer.alloc(0)]) {
      expect(() => decodeLetterModel(wrong, 'letters.bin')).toThrow(/"letters\.bin" cannot be used/u);
    }
  });
});
