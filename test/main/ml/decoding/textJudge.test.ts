import { expect, it } from 'vitest';
import {
  holdsNoText,
  rightProbability,
  textEvidence,
  type JudgedBox,
} from '../../../../main/ml/decoding/textJudge.ts';
import { readDecoderSettings } from '../../../../main/ml/decoding/wordDecoder.ts';
import { languageFolder } from '../../../../main/reader/models/wordDecoders.ts';

const letters = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** As the shipped models read a clear word, and a bullet. */
const word: JudgedBox = {
  alternatives: [{ text: 'queue', confidence: 0.95 }],
  candidate: { letters: letters(5), lattice: -0.1, guide: 2 },
  score: 0.97,
  height: 40,
  usualHeight: 40,
  lineLength: 5,
};
const bullet: JudgedBox = {
  alternatives: [{ text: 'a', confidence: 0.2 }],
  candidate: { letters: letters(1), lattice: -5, guide: -4 },
  score: 0.55,
  height: 12,
  usualHeight: 40,
  lineLength: 1,
};

it('leaves a doubtful small mark out that stands alone, and no clear word, whatever its size', async () => {
  const { judge } = await readDecoderSettings(languageFolder);
  expect(judge.weights).toHaveLength(textEvidence(word).length);
  expect(holdsNoText(bullet, judge)).toBe(true);
  for (const height of [12, 40, 200]) expect(holdsNoText({ ...word, height }, judge)).toBe(false);
});

it('has finite evidence of a box in which nothing was read, and of a detector that is wholly sure', () => {
  const empty: JudgedBox = { ...bullet, alternatives: [], candidate: undefined, score: 1 };
  for (const score of [0, 1]) {
    expect(textEvidence({ ...empty, score }).every(Number.isFinite)).toBe(true);
  }
});

it('weighs doubt about each character, not the length of a word', () => {
  const doubt = (count: number) =>
    textEvidence({ ...word, candidate: { letters: letters(count), lattice: -(count + 1), guide: 0 } })[1];
  expect(doubt(2)).toBeCloseTo(doubt(9) ?? 0);
});

it('a word is right the less probably, the less sure its reading is and the more speaks against its box', () => {
  const probabilities = [-Infinity, -3, 1, Infinity].map((doubt) => rightProbability(0.95, doubt));
  expect(probabilities).toEqual(probabilities.toSorted((a, b) => b - a));
  expect(probabilities[0]).toBeGreaterThan(0.8);
  expect(probabilities.at(-1)).toBeGreaterThan(0);
  expect(rightProbability(0.5, -3)).toBeLessThan(rightProbability(0.95, -3));
  for (const confidence of [0, 1]) expect(rightProbability(confidence, -3)).toBeCloseTo(confidence, 1);
});

it('the reading alone counts where no gap was judged', () => {
  expect(rightProbability(0.42, undefined)).toBe(0.42);
});
