import { expect, test } from 'vitest';
import { paintPenStroke } from '../../../../main/imaging/ink/strokes.ts';
import type { InkImage } from '../../../../main/imaging/pixels.ts';
import {
  bendLetters,
  createLetterForms,
  type LetterForms,
} from '../../../../main/ml/synthetic/letterForms.ts';
import { createRandom } from '../../../../shared/random.ts';

const em = 50;
const copybook: LetterForms = {
  middle: 1,
  above: 1,
  below: 1,
  wave: 0,
  unsteadiness: 0,
  bend: () => new Float32Array(24),
};
const letters = [0, 1].map((place) => ({ character: 'i', middle: 0.4 + place, width: 0.6, slant: 0 }));

/** Two upright strokes from 0.6 em above the baseline down to it. */
function twoStrokes(): InkImage {
  const ink = { width: 100, height: 60, data: new Uint8Array(6000) };
  for (const { middle } of letters) {
    paintPenStroke(
      ink,
      [
        [middle * em, 15],
        [middle * em, 45],
      ],
      4,
    );
  }
  return ink;
}

const bent = (forms: LetterForms) =>
  bendLetters({ ink: twoStrokes(), left: 0, baseline: 45, em }, letters, forms, createRandom(3));

function rowsWithInk({ width, height, data }: InkImage): number {
  return Array.from({ length: height }, (_, y) => y).filter((y) =>
    data.subarray(y * width, (y + 1) * width).some((value) => value > 127),
  ).length;
}

test('the copybook hand changes nothing but the paper around the word', () => {
  const { ink, left, baseline } = bent(copybook);
  for (let y = 0; y < 60; y += 1) {
    const from = (y + baseline - 45) * ink.width + left;
    expect(ink.data.subarray(from, from + 100)).toEqual(twoStrokes().data.subarray(y * 100, y * 100 + 100));
  }
});

test('tall letters grow with the person’s ascenders', () => {
  const plain = rowsWithInk(bent(copybook).ink);
  expect(rowsWithInk(bent({ ...copybook, above: 1.5 }).ink)).toBeGreaterThan(plain + 2);
  expect(rowsWithInk(bent({ ...copybook, middle: 0.7 }).ink)).toBeLessThan(plain - 3);
});

test('a person bends the same letter the same way, another letter another way', () => {
  const forms = createLetterForms(createRandom(8));
  expect(forms.bend('a')).toEqual(forms.bend('a'));
  expect(forms.bend('b')).not.toEqual(forms.bend('a'));
  expect(createLetterForms(createRandom(8)).bend('a')).toEqual(forms.bend('a'));
});

test('what a letter is bent by moves its ink and leaves the far letter alone', () => {
  const onlyFirst: LetterForms = {
    ...copybook,
    bend: (character) => new Float32Array(24).fill(character === 'l' ? 0.1 : 0),
  };
  const { ink, left, baseline } = bendLetters(
    { ink: twoStrokes(), left: 0, baseline: 45, em },
    letters.map((letter, index) => (index === 0 ? { ...letter, character: 'l' } : letter)),
    onlyFirst,
    createRandom(3),
  );
  const row = (baseline - 15) * ink.width + left;
  expect(ink.data[row + 0.3 * em]).toBeGreaterThan(200);
  expect(ink.data[row + 0.4 * em]).toBeLessThan(60);
  expect(ink.data[row + 1.4 * em]).toBe(255);
});
