import { expect, it } from 'vitest';
import type { CutWord } from '../../../main/imaging/ink/cutLetters.ts';
import { joinPieces } from '../../../pretraining/words/joinPieces.ts';
import type { InkImage } from '../../../main/imaging/pixels.ts';

interface Letter {
  readonly text: string;
  readonly top: number;
  readonly bottom: number;
}

/** Letters as blocks of ink, `columns` wide each, with upright seams between them. */
function blocks(letters: readonly Letter[], height: number, columns: number): CutWord {
  const width = letters.length * columns;
  const data = new Uint8Array(width * height);
  for (const [index, { top, bottom }] of letters.entries()) {
    for (let row = top; row <= bottom; row += 1) {
      const start = row * width + index * columns;
      data.fill(255, start + 1, start + columns - 1);
    }
  }
  return {
    letters: letters.map(({ text }) => text),
    ink: { width, height, data },
    seams: Array.from({ length: letters.length + 1 }, (_, index) =>
      new Int16Array(height).fill(index * columns),
    ),
    extents: letters.map(({ top, bottom }) => ({ top, bottom })),
  };
}

const small = blocks(
  [
    { text: 'a', top: 12, bottom: 27 },
    { text: 'b', top: 1, bottom: 27 },
  ],
  30,
  12,
);
/** The same letters once and a half as large, on another row. */
const large = blocks(
  [
    { text: 'l', top: 4, bottom: 44 },
    { text: 'o', top: 21, bottom: 44 },
  ],
  48,
  18,
);

function rowsOf(ink: InkImage, from: number, to: number): { top: number; bottom: number } {
  const rows = Array.from({ length: ink.height }, (_, row) => row).filter((row) =>
    ink.data.subarray(row * ink.width + from, row * ink.width + to).some((value) => value > 128),
  );
  return { top: rows[0] ?? -1, bottom: rows.at(-1) ?? -1 };
}

it('brings pieces of other sizes to one height of letters on one line', () => {
  const joined = joinPieces([
    { word: small, start: 0, end: 1 },
    { word: large, start: 1, end: 2 },
  ]);
  expect(joined).not.toBeNull();
  if (joined === null) return;
  const half = joined.width / 2;
  const [first, second] = [rowsOf(joined, 0, half), rowsOf(joined, half, joined.width)];
  expect(Math.abs(first.bottom - second.bottom)).toBeLessThanOrEqual(1);
  expect(Math.abs(first.top - second.top)).toBeLessThanOrEqual(1);
});

it('puts each piece right after the one before', () => {
  const joined = joinPieces([
    { word: small, start: 0, end: 1 },
    { word: small, start: 0, end: 1 },
    { word: small, start: 0, end: 2 },
  ]);
  // Four letters of 12 columns at the size they have, and the paper on both sides.
  expect(joined?.width).toBe(4 * 12 + 4);
});

it('joins nothing whose size it cannot tell, or that is far larger than the rest', () => {
  const dash = blocks([{ text: '-', top: 14, bottom: 16 }], 30, 12);
  expect(joinPieces([{ word: dash, start: 0, end: 1 }])).toBeNull();
  const giant = blocks([{ text: 'o', top: 2, bottom: 60 }], 64, 40);
  const pieces = [small, small, giant].map((word) => ({ word, start: 0, end: 1 }));
  expect(joinPieces(pieces)).toBeNull();
});

it('takes no word whose letters are higher than the word allows: it is underlined', () => {
  const underlined = blocks(
    [
      { text: 'a', top: 8, bottom: 47 },
      { text: 'b', top: 1, bottom: 47 },
    ],
    48,
    12,
  );
  expect(joinPieces([{ word: underlined, start: 0, end: 1 }])).toBeNull();
});
