import { expect, it } from 'vitest';
import type { InkImage } from '../../../main/imaging/pixels.ts';
import type { BoxRead } from '../../../main/reader/boxesWithoutText.ts';
import { withBullets } from '../../../main/reader/bullets.ts';
import { quadOfBox, type Box } from '../../../shared/geometry.ts';

const size = { width: 400, height: 300 };

function inkOf(strokes: readonly Box[]): InkImage {
  const data = new Uint8Array(size.width * size.height);
  for (const [x, y, width, height] of strokes) {
    for (let row = y; row < y + height; row += 1)
      data.fill(255, row * size.width + x, row * size.width + x + width);
  }
  return { ...size, data };
}

/** A word of its own line; its ink fills its box. */
function word(box: Box, line: number, text: string): BoxRead {
  const reading = { alternatives: [{ text, confidence: 0.8 }], lattice: null };
  return { word: { box, quad: quadOfBox(box), line, score: 0.9 }, candidate: undefined, reading };
}

const boxes = [0, 1, 2].map((row): Box => [120, 40 + 60 * row, 150, 40]);
const words = boxes.map((box, line) => word(box, line, `word${line}`));

const textsOf = (read: readonly BoxRead[]): (string | undefined)[] =>
  read.map(({ reading }) => reading?.alternatives[0]?.text);

it('dots left of lines are bullets, each before its line', () => {
  const dots = [0, 1, 2].map((row): Box => [90, 56 + 60 * row, 8, 8]);
  const read = withBullets(inkOf([...boxes, ...dots]), words);
  expect(textsOf(read)).toEqual(['•', 'word0', '•', 'word1', '•', 'word2']);
  const [first] = read;
  expect(first?.word).toMatchObject({ line: 0 });
  expect(first?.word.box.map(Math.round)).toEqual([90, 56, 8, 8]);
});

it('dashes left of lines are bullets', () => {
  const dashes = [0, 2].map((row): Box => [70, 58 + 60 * row, 24, 5]);
  expect(textsOf(withBullets(inkOf([...boxes, ...dashes]), words))).toEqual([
    '-',
    'word0',
    'word1',
    '-',
    'word2',
  ]);
});

it('a dot that is alone or in a row, the end of a line beside it, and a stroke that is too high are no bullets', () => {
  const alone: Box = [90, 56, 8, 8];
  const longText = [0, 1, 2].map((row): Box => [0, 56 + 60 * row, 100, 8]);
  const high = [0, 1, 2].map((row): Box => [90, 40 + 60 * row, 6, 40]);
  const rows = [0, 1, 2].flatMap((row) => [60, 90].map((x): Box => [x, 68 + 60 * row, 8, 8]));
  for (const strokes of [[alone], longText, high, rows]) {
    expect(withBullets(inkOf([...boxes, ...strokes]), words)).toBe(words);
  }
});

it('what the detector took for a word where a bullet is, is the bullet', () => {
  const dots = [0, 1].map((row): Box => [90, 56 + 60 * row, 8, 8]);
  const taken = word([88, 54, 12, 12], 0, '0');
  expect(textsOf(withBullets(inkOf([...boxes, ...dots]), [taken, ...words]))).toEqual([
    '•',
    'word0',
    '•',
    'word1',
    'word2',
  ]);
});
