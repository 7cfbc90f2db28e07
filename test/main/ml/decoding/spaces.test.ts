import { expect, it } from 'vitest';
import { decodeGreedily } from '../../../../main/ml/decoding/ctcPaths.ts';
import type { Posteriors } from '../../../../main/ml/decoding/posteriors.ts';
import { cutAtSpaces, spaceIn } from '../../../../main/ml/decoding/spaces.ts';

const letters = ' ab';

/** Time steps that are sure of one class each: `-` is the blank. */
function sureOf(path: string): Posteriors {
  const classes = letters.length + 1;
  const logProbabilities = new Float32Array(path.length * classes).fill(Math.log(0.01));
  for (const [step, symbol] of path.split('').entries()) {
    logProbabilities[step * classes + letters.indexOf(symbol) + 1] = Math.log(0.97);
  }
  return { steps: path.length, classes, logProbabilities };
}

it.each([
  ['ab', [[0, 1, 'ab']]],
  [
    '-aab--  -ba-',
    [
      [1, 3, 'ab'],
      [9, 10, 'ba'],
    ],
  ],
  [
    ' a b ',
    [
      [1, 1, 'a'],
      [3, 3, 'b'],
    ],
  ],
  ['-- --', []],
])('the line %s is cut at its spaces', (path, words) => {
  const space = spaceIn(letters) ?? 0;
  const found = cutAtSpaces(sureOf(path), space).map(({ posteriors, first, last }) => {
    const text = decodeGreedily(posteriors).letters.map((letter) => letters[letter - 1]);
    return [first, last, text.join('')];
  });
  expect(found).toEqual(words);
});
