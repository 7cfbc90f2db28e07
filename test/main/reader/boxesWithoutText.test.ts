import { expect, it } from 'vitest';
import { wordsAndNotText, type BoxRead } from '../../../main/reader/boxesWithoutText.ts';
import { quadOfBox, type Box } from '../../../shared/geometry.ts';

const alternatives = [
  { text: 'length', confidence: 0.9 },
  { text: 'Length', confidence: 0.08 },
];

function boxRead(x: number, doubt?: number): BoxRead {
  const box: Box = [x, 10, 80, 30];
  const candidate = { letters: [1, 2, 3, 4, 5, 6], lattice: -0.1, guide: 2 };
  const word = { box, quad: quadOfBox(box), line: 0, score: 0.97, doubt };
  return { word, candidate, reading: { alternatives, lattice: null } };
}

it('a word is less sure where a gap beside it may be one within it, and its readings are as sure as they are', async () => {
  const { words } = await wordsAndNotText([boxRead(0), boxRead(100, -8), boxRead(200, 0)], 1);
  const [boxed, sure, doubtful] = words.map(({ confidence }) => confidence);
  expect(boxed).toBe(0.9);
  expect(sure).toBeGreaterThan(0.8);
  expect(sure).toBeLessThan(0.9);
  expect(doubtful).toBeLessThan(0.5);
  for (const word of words) expect(word.alternatives).toEqual(alternatives);
});

it('a row of dots that are read as zeros holds no text, and zeros as high as the words do', async () => {
  const zero = (x: number, height: number): BoxRead => {
    const read = boxRead(x);
    const box: Box = [x, 38 - height, height, height];
    const reading = { alternatives: [{ text: '0', confidence: 0.9 }], lattice: null };
    return { ...read, word: { ...read.word, box, quad: quadOfBox(box) }, reading };
  };
  const places = [400, 440, 480, 520];
  const words = [0, 100, 200, 300].map((x) => boxRead(x));
  for (const [height, count] of [
    [8, 4],
    [28, 0],
  ] as const) {
    const { notText } = await wordsAndNotText([...words, ...places.map((x) => zero(x, height))], 1);
    expect(notText).toHaveLength(count);
  }
});
