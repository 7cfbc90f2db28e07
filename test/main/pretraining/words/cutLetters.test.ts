import { describe, expect, it } from 'vitest';
import {
  cutLetters,
  type CutWord,
  indexPieces,
  type Piece,
} from '../../../../main/pretraining/words/cutLetters.ts';
import type { InkImage } from '../../../../main/imaging/pixels.ts';
import { createRandom } from '../../../../shared/random.ts';
import { characters } from '../../../../shared/text.ts';

/** Two letters of 10 columns each with a thin joining stroke along row 15, leaning by `slope`. */
function twoLetters(slope: number): InkImage {
  const [width, height] = [50, 20];
  const data = new Uint8Array(width * height);
  const fill = (row: number, from: number, to: number) => {
    const shift = Math.round(slope * row);
    data.fill(255, row * width + from + shift, row * width + to + shift);
  };
  for (let row = 2; row < 18; row += 1) {
    fill(row, 8, 18);
    fill(row, 24, 34);
  }
  fill(15, 18, 24);
  return { width, height, data };
}

function ownInk(image: InkImage, left: Int16Array | undefined, right: Int16Array | undefined): number {
  let sum = 0;
  for (let row = 0; row < image.height; row += 1) {
    const start = row * image.width;
    sum += image.data
      .subarray(start + (left?.[row] ?? 0), start + (right?.[row] ?? 0))
      .reduce((total, value) => total + value / 255, 0);
  }
  return sum;
}

describe.each([0, 0.3, -0.3])('a word leaning by %d columns a row', (slope) => {
  it('is cut where there is least ink though the line lies within a letter', () => {
    const ink = twoLetters(slope);
    const { seams } = cutLetters(ink, ['a', 'b'], [{ x: 16, slope }]);
    expect(seams).toHaveLength(3);
    const [first, second] = [ownInk(ink, seams[0], seams[1]), ownInk(ink, seams[1], seams[2])];
    // 160 pixels a letter, 6 for the stroke between them: nothing is lost, and little is on the wrong side.
    expect(first + second).toBe(326);
    expect(Math.abs(first - second)).toBeLessThanOrEqual(8);
  });

  it('says in which rows each letter has its ink', () => {
    const { extents } = cutLetters(twoLetters(slope), ['a', 'b'], [{ x: 21, slope }]);
    expect(extents).toEqual([
      { top: 2, bottom: 17 },
      { top: 2, bottom: 17 },
    ]);
  });
});

it('gives a letter without ink no extent, and no letter begins left of the one before', () => {
  const ink = twoLetters(0);
  const lines = [
    { x: 40, slope: 0 },
    { x: 30, slope: 0 },
  ];
  const { seams, extents } = cutLetters(ink, ['a', 'b', 'c'], lines);
  expect(extents.at(-1)).toBeNull();
  for (const [index, seam] of seams.entries()) {
    for (const [row, column] of seam.entries()) {
      expect(column).toBeGreaterThanOrEqual(seams[index - 1]?.[row] ?? 0);
    }
  }
});

function cutWord(text: string, missing = -1): CutWord {
  const letters = characters(text);
  return {
    letters,
    ink: { width: 1, height: 1, data: new Uint8Array(1) },
    seams: [],
    extents: letters.map((_, index) => (index === missing ? null : { top: 0, bottom: 0 })),
  };
}

const spelled = ({ word, start, end }: Piece): string => word.letters.slice(start, end).join('');

it('spells a word that the writer never wrote, with pieces of two words at least', () => {
  const index = indexPieces(['maison', 'cheval', 'ton'].map((text) => cutWord(text)));
  const random = createRandom(1);
  for (const text of ['matin', 'chat', 'maison', 'ton', 'on']) {
    for (let time = 0; time < 20; time += 1) {
      const cover = index.cover(characters(text), random);
      expect(cover?.map(spelled).join('')).toBe(text);
      expect(cover?.length).toBeGreaterThan(1);
    }
  }
});

it('spells nothing with a letter that the writer left nowhere', () => {
  const index = indexPieces([cutWord('maison'), cutWord('kilo', 0)]);
  expect(index.cover(characters('mask'), createRandom(1))).toBeNull();
  expect(index.cover(characters('Main'), createRandom(1))).toBeNull();
});

it('rather begins with a beginning and ends with an ending', () => {
  const index = indexPieces(['ab', 'xax', 'ba', 'xbx'].map((text) => cutWord(text)));
  const random = createRandom(2);
  let suiting = 0;
  for (let time = 0; time < 400; time += 1) {
    const [first, last] = index.cover(['a', 'b'], random) ?? [];
    suiting += Number(first?.start === 0) + Number(last?.end === last?.word.letters.length);
  }
  // By chance alone it would be about 400 of 800.
  expect(suiting).toBeGreaterThan(480);
});
