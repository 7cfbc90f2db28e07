import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../../main/ml/decoding/calibration.ts';
import { ctcLogLikelihood } from '../../../../main/ml/decoding/ctcPaths.ts';
import type { Posteriors } from '../../../../main/ml/decoding/posteriors.ts';
import { classesOf, opinionOf } from '../../../../main/ml/decoding/secondOpinion.ts';
import { createWordDecoder } from '../../../../main/ml/decoding/wordDecoder.ts';
import { createAlphabet, pretrainedCharacters } from '../../../../shared/alphabet.ts';
import { smallLanguage } from '../../../support/language.ts';

const alphabet = createAlphabet(pretrainedCharacters);
const words = new Map([
  ['house', 50],
  ['horse', 30],
  ['mouse', 30],
]);
const calibration = { sharpness: 1, bias: -4, lattice: 1, guide: 0.5, length: 0.5 };
const settings = {
  weights: { language: 0.6, letter: 1, unknown: 0.2 },
  neighbours: 0.5,
  beam: { width: 24, leastLetter: 1e-4, range: 12 },
  calibration,
};
const language = smallLanguage(words, ['house', 'horse', 'mouse'], { texts: ['a house', 'a horse'] });
const chooser = { first: 0.4, second: 0.6, letter: 0.3, path: 0.2 };
const decoder = createWordDecoder(language, alphabet, {
  ...settings,
  secondOpinion: { below: 0.5, chooser, calibration: { ...calibration, sharpness: 0.5 }, reader: 'abc' },
});

/** Each letter may be any of a list, with equal shares, and is followed by a blank. */
function posteriorsFor(...letters: readonly string[]): Posteriors {
  const classes = alphabet.classCount;
  const logProbabilities = new Float32Array(2 * letters.length * classes).fill(Math.log(1e-6));
  for (const [place, choices] of letters.entries()) {
    for (const letter of alphabet.encode(choices)) {
      logProbabilities[2 * place * classes + letter] = Math.log(1 / choices.length);
    }
    logProbabilities[(2 * place + 1) * classes] = 0;
  }
  return { steps: 2 * letters.length, classes, logProbabilities };
}

const textOf = (candidate: Candidate | undefined): string => alphabet.decode(candidate?.letters ?? []);

describe('the second reader', () => {
  it('gives the classes of the first: blank, its letters in their order, and the space', () => {
    const first = createAlphabet('ca');
    expect(classesOf(first, ['a', 'b', 'c', ' '])).toEqual([0, 3, 1, 4]);
    expect(classesOf(first, ['a', 'b', 'c'])).toBeNull();
    expect(classesOf(first, ['a', 'b', ' '])).toBeNull();
  });

  it('says nothing of spaces: where it sees one, there is a blank', () => {
    const logs = [0.1, 0.2, 0.7, 0.6, 0.3, 0.1].map(Math.log);
    const opinion = opinionOf({ steps: 2, classes: 3, logProbabilities: Float32Array.from(logs) });
    expect(opinion.classes).toBe(2);
    const shares = Array.from(opinion.logProbabilities, Math.exp);
    for (const [place, share] of [0.7, 0.2, 0.6, 0.3].entries()) expect(shares[place]).toBeCloseTo(share);
  });

  it('decides between readings that the first finds as likely', () => {
    const views = [decoder.view(posteriorsFor('hm', 'o', 'u', 's', 'e'))];
    const word = { views, candidates: decoder.fuse(views) };
    const house = posteriorsFor('h', 'o', 'u', 's', 'e');
    expect(textOf(word.candidates[0])).toBe('house');
    const { candidates } = decoder.hear(word, posteriorsFor('m', 'o', 'u', 's', 'e'));
    expect(textOf(candidates[0])).toBe('mouse');
    expect(textOf(decoder.hear(word, house).candidates[0])).toBe('house');
  });

  it('brings its own readings, which the first scores as it scores its own, and its best path counts more', () => {
    const plain = posteriorsFor('h', 'o', 'u', 's', 'e');
    const word = { views: [decoder.view(plain)], candidates: decoder.fuse([decoder.view(plain)]) };
    expect(word.candidates.map(textOf)).not.toContain('mouse');
    const opinion = posteriorsFor('m', 'o', 'u', 's', 'e');
    const found = decoder.hear(word, opinion).candidates.find((each) => textOf(each) === 'mouse');
    const letters = [...alphabet.encode('mouse')];
    const [own, theirs] = [plain, opinion].map((said) => ctcLogLikelihood(said, letters));
    expect(found?.lattice).toBeCloseTo(0.4 * (own ?? 0) + 0.6 * (theirs ?? 0) + 5 * 0.3 + 0.2, 4);
  });

  it('is weighed as well where a word is searched again with the words of a language', () => {
    const views = [decoder.view(posteriorsFor('hm', 'o', 'u', 's', 'e'))];
    const word = { views, candidates: decoder.fuse(views) };
    const opinion = posteriorsFor('m', 'o', 'u', 's', 'e');
    const { candidates, hear } = decoder.hear(word, opinion);
    const [again] = hear(word.candidates.filter((each) => textOf(each) === 'house'));
    expect(again?.lattice).toBe(candidates.find((each) => textOf(each) === 'house')?.lattice);
  });

  it('changes how sure a reading is: what both read has its own calibration', () => {
    const views = [decoder.view(posteriorsFor('hm', 'o', 'ur', 's', 'e'))];
    const { candidates } = decoder.hear(
      { views, candidates: decoder.fuse(views) },
      posteriorsFor('hm', 'o', 'ur', 's', 'e'),
    );
    const [heard] = decoder.alternatives(candidates, 1);
    const [alone] = decoder.alternatives(
      candidates.map(({ letters, lattice, guide }) => ({ letters, lattice, guide })),
      1,
    );
    expect(heard?.confidence).not.toBeCloseTo(alone?.confidence ?? 0, 3);
  });
});
