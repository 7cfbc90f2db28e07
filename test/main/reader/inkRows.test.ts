import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { inkRowsModel } from '../../support/inkRows.ts';
import { findWords } from '../../../main/reader/findWords.ts';
import { openInkPage } from '../../../main/imaging/ink/inkPage.ts';
import type { InkImage } from '../../../main/imaging/pixels.ts';
import { readPage } from '../../../main/reader/reader.ts';
import type { ReadingModels } from '../../../main/reader/models/sessions.ts';
import { withMetadata } from '../../../main/ml/onnx/editModel.ts';
import { temporaryFolder } from '../../support/library.ts';
import { inkImage } from '../../support/images.ts';
import { tinyDetector, tinyDetectorMetadata } from '../../support/tinyModels.ts';
import { drawnSamples } from '../../support/wordVersion.ts';
import { readingModels } from '../../support/readingModels.ts';

/** Without tails: words are drawn as high as they are. */
const texts = ['see our area', 'some new rows', 'we are near', 'no sums now', 'a sea moon'];

/** A page with the same lines in two columns, those of the right one 20 pixels lower. */
async function twoColumns(): Promise<string> {
  const path = join(temporaryFolder(), 'page.png');
  const drawn = (await drawnSamples(texts, 1)).map(({ picture }) =>
    sharp(picture).resize({ height: 22 }).png(),
  );
  const pictures = await Promise.all(drawn.map((picture) => picture.toBuffer()));
  const lines = pictures.flatMap((input, index) => [
    { input, left: 60, top: 60 + 50 * index },
    { input, left: 660, top: 80 + 50 * index },
  ]);
  const paper = sharp({ create: { width: 1200, height: 700, channels: 3, background: '#fff' } });
  await paper.composite(lines).png().toFile(path);
  return path;
}

/** Its detector is never sure enough of a word. */
async function blindModels(): Promise<ReadingModels> {
  const path = join(temporaryFolder(), 'blind.onnx');
  const thresholds = { ...tinyDetectorMetadata.thresholds, kernel: 1, score: 1, faint: 1 };
  writeFileSync(path, withMetadata(tinyDetector(), { ...tinyDetectorMetadata, thresholds }));
  return await readingModels({ detector: path });
}

it('is the file that its code writes', () => {
  expect(readFileSync('resources/models/starter-rows.onnx')).toEqual(Buffer.from(inkRowsModel()));
});

const stroke = 8;

/** Large characters as Chinese ones are built, of boxes and bars: left, top, width and height. */
const characters = [
  [...frame(4, 4, 52, 52), [26, 4, stroke, 52], [4, 26, 52, stroke]],
  [8, 26, 48].map((top) => [4, top, 52, stroke]).concat([[26, 8, stroke, 44]]),
  [[4, 48, 52, stroke], ...[4, 26, 48].map((left) => [left, 20, stroke, 32])],
  [...frame(14, 2, 32, 22), ...frame(8, 32, 44, 26)],
  [...frame(12, 2, 36, 34), [12, 16, 36, stroke], [0, 48, 60, stroke]],
];

function frame(left: number, top: number, width: number, height: number): number[][] {
  return [
    [left, top, width, stroke],
    [left, top + height - stroke, width, stroke],
    [left, top, stroke, height],
    [left + width - stroke, top, stroke, height],
  ];
}

/** Four lines of eight such characters. */
function largeCharacters(): InkImage {
  const bars = Array.from({ length: 32 }, (_, place) => {
    const [line, column] = [Math.floor(place / 8), place % 8];
    const character = characters[(place * 7 + line) % characters.length] ?? [];
    return character.map(([left = 0, top = 0, width = 0, height = 0]) => {
      return { left: 100 + 72 * column + left, top: 80 + 130 * line + top, width, height };
    });
  });
  return inkImage({ width: 1200, height: 900 }, bars.flat());
}

describe('rows of ink', () => {
  it('keep the parts of large characters on their line, in order', async () => {
    const { words } = await findWords(await (await blindModels()).openInkRows(), largeCharacters());
    const lines = [...Map.groupBy(words, ({ line }) => line).values()];
    expect(lines).toHaveLength(4);
    for (const [index, line] of lines.entries()) {
      const [lefts, tops] = [line.map(({ box }) => box[0]), line.map(({ box }) => box[1])];
      expect(lefts).toEqual(lefts.toSorted((a, b) => a - b));
      expect(Math.min(...tops)).toBeGreaterThan(70 + 130 * index);
      expect(Math.max(...tops)).toBeLessThan(140 + 130 * index);
    }
  });

  it('are the lines of a page in columns, one column after the other', async () => {
    const page = await openInkPage(await twoColumns());
    const { words } = await findWords(await (await blindModels()).openInkRows(), page.ink);
    const lines = [...Map.groupBy(words, ({ line }) => line).values()];
    expect(lines.map((line) => line.length)).toEqual(
      [...texts, ...texts].map((text) => text.split(' ').length),
    );
    const isRight = lines.map(([first]) => (first?.box[0] ?? 0) > 600 * page.scale);
    expect(isRight).toEqual([...texts.map(() => false), ...texts.map(() => true)]);
    const tops = lines.map(([first]) => first?.box[1] ?? 0);
    for (const column of [tops.slice(0, 5), tops.slice(5)])
      expect(column).toEqual(column.toSorted((a, b) => a - b));
  });

  it('are read where nothing else is found', async () => {
    const { words } = await readPage(await twoColumns(), await blindModels(), { alternatives: 1 });
    const lines = [...Map.groupBy(words, ({ line }) => line).values()];
    expect(lines.map((line) => line.map(({ text }) => text).join(' '))).toEqual([...texts, ...texts]);
  });

  it('are not read where they are no text', async () => {
    const path = join(temporaryFolder(), 'strokes.png');
    const strokes = Array.from({ length: 60 }, (_, index) => {
      const [x, y] = [(index * 397) % 1200, (index * 211) % 900];
      return `<path d="M${x} ${y} l${(index * 83) % 400} ${(index * 61) % 300} l-${(index * 47) % 300} 90"/>`;
    });
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="900"><rect width="1200" height="900"
      fill="#fff"/><g fill="none" stroke="#000" stroke-width="3">${strokes.join('')}</g></svg>`;
    await sharp(Buffer.from(svg)).png().toFile(path);
    expect((await readPage(path, await blindModels(), { alternatives: 1 })).words).toEqual([]);
  });
});
