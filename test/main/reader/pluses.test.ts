import { describe, expect, it } from 'vitest';
import { paintPenStroke } from '../../../main/imaging/ink/strokes.ts';
import type { BoxRead } from '../../../main/reader/boxesWithoutText.ts';
import { withPluses } from '../../../main/reader/pluses.ts';
import { withSums } from '../../../main/reader/signs.ts';
import { boxOfQuad, quadOfBox, type Box, type Point } from '../../../shared/geometry.ts';

const page = { width: 400, height: 100, data: new Uint8Array(40_000) };
const strokes: readonly (readonly Point[])[] = [
  // A plus of 30 x 30 pixels at 100, and one of two bars that meet near the top, as a printed t, at 200.
  [
    [100, 50],
    [130, 50],
  ],
  [
    [115, 35],
    [115, 65],
  ],
  [
    [200, 32],
    [220, 32],
  ],
  [
    [210, 25],
    [210, 65],
  ],
  // A letter beside the plus.
  [
    [150, 30],
    [150, 65],
    [165, 65],
  ],
];
for (const points of strokes) paintPenStroke(page, points, 4);

function box(x: number, width: number, ...readings: readonly (readonly [string, number])[]): BoxRead {
  const place: Box = [x, 20, width, 50];
  const alternatives = readings.map(([text, confidence]) => ({ text, confidence }));
  const word = { box: place, quad: quadOfBox(place), line: 0, score: 0.8 };
  return { word, candidate: undefined, reading: { alternatives, lattice: null } };
}

const word = box(10, 60, ['cats', 0.9]);
const textsOf = (read: readonly BoxRead[]) => read.map(({ reading }) => reading?.alternatives[0]?.text);

describe('a plus that stands alone', () => {
  it.each(['t', 'f', '4'])('is a plus though it is read "%s", whose reading stays', (text) => {
    const read = withPluses(page, [word, box(97, 36, [text, 0.7])]);
    expect(textsOf(read)).toEqual(['cats', '+']);
    expect(read[1]?.reading?.alternatives[1]?.text).toBe(text);
    expect(read[1]?.word.score).toBeNull();
  });

  it('is left where nothing is beside it, or where it is surely another character', () => {
    const single = [box(97, 36, ['t', 0.7])];
    expect(withPluses(page, single)).toBe(single);
    const sure = [word, box(97, 36, ['k', 0.7])];
    expect(withPluses(page, sure)).toBe(sure);
  });
});

it('a t whose bars meet near its top stays a t', () => {
  const read = [word, box(197, 26, ['t', 0.7])];
  expect(withPluses(page, read)).toBe(read);
});

describe('a plus in one box with a letter', () => {
  it('is parted from it where a reading has it', () => {
    const read = withPluses(page, [word, box(97, 73, ['tL', 0.3], ['+L', 0.1], ['+l', 0.05])]);
    expect(textsOf(read)).toEqual(['cats', '+', 'L']);
    const [, plus, letter] = read.map((each) => boxOfQuad(each.word.quad).map(Math.round));
    expect(plus?.[0]).toBeCloseTo(98, -1);
    expect((plus?.[0] ?? 0) + (plus?.[2] ?? 0)).toBeLessThan(letter?.[0] ?? 0);
    expect(read[2]?.reading?.alternatives.map(({ text }) => text)).toEqual(['L', 'l']);
  });

  it('stays where the best reading has it, where no reading has it, and where the box is read surely', () => {
    const cases = [
      box(97, 73, ['+L', 0.3]),
      box(97, 73, ['tL', 0.3], ['4L', 0.2]),
      box(97, 73, ['tL', 0.8], ['+L', 0.1]),
      box(97, 73, ['till', 0.3], ['+ill', 0.1]),
    ];
    for (const each of cases) {
      const read = [word, each];
      expect(withPluses(page, read)).toBe(read);
    }
  });
});

describe('beside the signs of a sum', () => {
  const line = (...texts: readonly (readonly [string, number])[][]) =>
    texts.map((readings, index) => box(10 + 60 * index, 40, ...readings));
  const doubt = [
    ['IS', 0.5],
    ['15', 0.3],
  ] as const;

  it('a number is likelier than a word that looks like it', () => {
    const sum = line([['11', 0.9]], [['+', 0.9]], [['4', 0.9]], [['=', 0.9]], [...doubt]);
    expect(textsOf(withSums(sum))).toEqual(['11', '+', '4', '=', '15']);
    const confidences = withSums(sum)[4]?.reading?.alternatives.map(({ confidence }) => confidence) ?? [];
    expect(confidences.reduce((total, each) => total + each, 0)).toBeLessThan(1);
  });

  it('a word stays where no number is, and a number where no sign is', () => {
    const words = line([['cats', 0.9]], [['+', 0.9]], [...doubt]);
    expect(withSums(words)).toBe(words);
    const list = line([['11', 0.9]], [['4', 0.9]], [...doubt]);
    expect(withSums(list)).toBe(list);
  });
});
