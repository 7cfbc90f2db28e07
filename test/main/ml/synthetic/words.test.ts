import { expect, test } from 'vitest';
import { drawWord, writeWord } from '../../../../main/ml/synthetic/words.ts';
import { createWriter } from '../../../../main/ml/synthetic/writer.ts';
import type { InkImage } from '../../../../main/imaging/pixels.ts';
import { pretrainedCharacters } from '../../../../shared/alphabet.ts';
import { createRandom } from '../../../../shared/random.ts';

function draw(seed: number, text: string): InkImage {
  const random = createRandom(seed);
  return drawWord(text, createWriter(random), random);
}

const sample =
  'the Board whiteboard QUEUE été Œuvre française l’eau c’est don’t "quoted," (so) 42 3.14 12:30 € 10% n° x<=y a→b ' +
  'insertBefore(val,newVal) {key:1} [4,15] node.next!=null HashMap #1 & - . , … i W';
const texts = sample.split(' ');

const strongest = ({ data }: InkImage): number => data.reduce((most, value) => Math.max(most, value), 0);

function inkShare({ data }: InkImage): number {
  return data.filter((value) => value > 128).length / data.length;
}

test('the same seed draws the same word bit for bit, another seed another one', () => {
  expect(draw(5, 'insertBefore(val,newVal)')).toEqual(draw(5, 'insertBefore(val,newVal)'));
  expect(draw(6, 'whiteboard')).not.toEqual(draw(5, 'whiteboard'));
});

test('a writer drawn between two others does not change what the same seed draws', () => {
  const before = draw(5, 'été');
  draw(17, 'a very different one'.replaceAll(' ', '_'));
  expect(draw(5, 'été')).toEqual(before);
});

test('one writer never writes a word twice alike', () => {
  const random = createRandom(3);
  const writer = createWriter(random);
  expect(drawWord('hand', writer, random)).not.toEqual(drawWord('hand', writer, random));
});

test('every character of the starter alphabet leaves ink, whoever writes', () => {
  for (let seed = 0; seed < 6; seed += 1) {
    for (const character of pretrainedCharacters) {
      expect(strongest(draw(seed, character)), `"${character}" of writer ${seed}`).toBeGreaterThan(90);
    }
  }
});

test('words are cropped to their ink, with a margin of paper', () => {
  const random = createRandom(9);
  for (let count = 0; count < 300; count += 1) {
    const text = random.pick(texts);
    const ink = drawWord(text, createWriter(random), random);
    expect(ink.data).toHaveLength(ink.width * ink.height);
    expect(ink.height).toBeLessThan(260);
    expect(inkShare(ink), text).toBeGreaterThan(0.005);
    const [top, bottom] = [ink.data.subarray(0, ink.width), ink.data.subarray(-ink.width)];
    expect(Math.max(...top, ...bottom)).toBeLessThan(64);
  }
});

test('longer texts are wider, and the largest word still fits', () => {
  const random = createRandom(4);
  const writer = createWriter(random);
  const short = writeWord('mm', writer, random, 60, 0);
  const long = writeWord('mmmmmmmm', writer, random, 60, 0);
  expect(long.ink.width).toBeGreaterThan(2.5 * short.ink.width);
  const longest = writeWord('W'.repeat(24), writer, random, 100, 0);
  expect(longest.ink.width).toBeLessThan(2200);
});

test('the baseline runs under letters without a descender', () => {
  for (let seed = 0; seed < 12; seed += 1) {
    const random = createRandom(seed);
    const { ink, baseline } = writeWord('n', createWriter(random), random, 60, 0);
    expect(Math.abs(baseline - ink.height)).toBeLessThan(24);
  }
});

test('a character that no hand can draw is refused by name', () => {
  expect(() => draw(1, 'aжb')).toThrow(/can draw "ж"/u);
});
