import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAlphabet } from '../../../shared/alphabet.ts';
import { buildLexicon } from '../../../pretraining/language/buildLexicon.ts';
import { decodeLexicon, Lexicon, noEdge } from '../../../main/ml/language/lexicon.ts';
import { encodeLexicon } from '../../../pretraining/files/languageFiles.ts';

const characters = 'abcd';
const alphabet = createAlphabet(characters);

/** 0 for what is no word. */
function probabilityOf(lexicon: Lexicon, word: string): number {
  let state = lexicon.start;
  let log = 0;
  for (const symbol of alphabet.encode(word)) {
    const edge = lexicon.find(state, symbol);
    if (edge === noEdge) return 0;
    log += lexicon.logProbability(edge);
    state = lexicon.next(edge);
  }
  return Math.exp(log + lexicon.logEnd(state));
}

const wordLists = fc.dictionary(
  fc
    .array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 6 })
    .map((letters) => letters.join('')),
  fc.double({ min: 0.01, max: 100, noNaN: true }),
  { minKeys: 1, maxKeys: 30 },
);

test('each word has about its share, and nothing else is a word', () => {
  fc.assert(
    fc.property(wordLists, fc.stringMatching(/^[abcd]{1,6}$/u), (entries, other) => {
      const words = new Map(Object.entries(entries));
      const total = [...words.values()].reduce((sum, weight) => sum + weight, 0);
      const lexicon = new Lexicon(buildLexicon(words, characters));
      for (const [word, weight] of words) {
        // Each edge and the end are rounded to a sixth of a nat.
        const worst = ((word.length + 1) * 1) / 12 + 1e-6;
        expect(
          Math.abs(Math.log(probabilityOf(lexicon, word)) - Math.log(weight / total)),
        ).toBeLessThanOrEqual(worst);
      }
      if (!words.has(other)) expect(probabilityOf(lexicon, other)).toBe(0);
    }),
  );
});

test('endings that go on alike are shared', () => {
  const words = new Map(['abcd', 'bbcd', 'cbcd'].map((word) => [word, 1]));
  expect(buildLexicon(words, characters).edgeCounts).toHaveLength(5);
});

test('words with letters outside the alphabet are left out', () => {
  const lexicon = new Lexicon(
    buildLexicon(
      new Map([
        ['ab', 1],
        ['xy', 1],
      ]),
      characters,
    ),
  );
  expect(probabilityOf(lexicon, 'ab')).toBeCloseTo(1);
});

describe('its file', () => {
  test('gives back what was written', () => {
    fc.assert(
      fc.property(wordLists, (entries) => {
        const content = buildLexicon(new Map(Object.entries(entries)), characters);
        expect(decodeLexicon(encodeLexicon(content, 1), 'words.bin')).toEqual(content);
      }),
    );
  });

  test('that is something else is refused with its name', () => {
    expect(() => decodeLexicon(Buffer.from('words'), 'words.bin')).toThrow(/"words\.bin" cannot be used/u);
  });
});
