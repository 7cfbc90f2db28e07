import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { drawnTables } from '../../../main/reader/drawnTables.ts';
import { inTextOrder } from '../../../shared/page/textOrder.ts';
import type { InkImage } from '../../../main/imaging/pixels.ts';
import type { ReadWord } from '../../../shared/contract/word.ts';
import { quadOfBox, type Box } from '../../../shared/geometry.ts';

const [left, top, width, height] = [100, 100, 260, 90];
const texts = [
  ['name', 'price', 'stock'],
  ['apples', '12', 'many'],
  ['pears', '7', 'few'],
];

/** Lines of a pen, with a small gap in each, and a bow. */
function path(from: readonly [number, number], to: readonly [number, number]): string {
  const middle = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2].map((value) => value + 3).join(' ');
  return `<path d="M ${from.join(' ')} Q ${middle} ${to.join(' ')}" stroke="#fff" stroke-width="4" fill="none"/>`;
}

async function drawn(columns: number, rows: number, hidden = 0): Promise<InkImage> {
  const across = Array.from({ length: rows + 1 }, (_, row) =>
    path([left, top + row * height], [left + columns * width, top + row * height]),
  );
  const down = Array.from({ length: columns + 1 }, (_, column) =>
    path([left + column * width, top], [left + column * width, top + rows * height]),
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="600">${[...across, ...down.slice(hidden)].join('')}</svg>`;
  const image = sharp(Buffer.from(svg)).flatten({ background: '#000' }).greyscale();
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}

/** Words in pixels of the photo, which has half as many as the ink. */
const words = texts.flatMap((row, y) =>
  row.map((text, x): ReadWord => {
    const box: Box = [(left + x * width + 30) / 2, (top + y * height + 25) / 2, 60, 20];
    return { text, box, quad: quadOfBox(box), line: x, confidence: 1, alternatives: [] };
  }),
);

describe('A drawn table', () => {
  it('has its words by rows and cells, and is read row by row', async () => {
    const rows = drawnTables({ ink: await drawn(3, 3), scale: 2 }, words);
    expect(rows.map((row) => row.map((cell) => cell.map(({ text }) => text)))).toEqual(
      texts.map((row) => row.map((text) => [text])),
    );
    const lines = Map.groupBy(inTextOrder({ words, notText: [] }, rows).words, ({ line }) => line);
    expect([...lines.values()].map((line) => line.map(({ text }) => text))).toEqual(texts);
  });

  it('is none where lines enclose a single row, or nothing', async () => {
    expect(drawnTables({ ink: await drawn(3, 1), scale: 2 }, words.slice(0, 3))).toEqual([]);
    expect(drawnTables({ ink: await drawn(3, 3, 4), scale: 2 }, words)).toEqual([]);
  });

  it('is none where its cells hold no words', async () => {
    expect(drawnTables({ ink: await drawn(3, 3), scale: 2 }, words.slice(0, 2))).toEqual([]);
  });
});
