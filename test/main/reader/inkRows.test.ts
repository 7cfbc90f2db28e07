import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { inkRowsOnnx } from '../../../main/ml/networks/inkRows.ts';
import { findWords } from '../../../main/reader/findWords.ts';
import { openInkPage } from '../../../main/imaging/inkPage.ts';
import { readPage } from '../../../main/reader/reader.ts';
import type { ReadingModels } from '../../../main/reader/models/sessions.ts';
import { withMetadata } from '../../../main/ml/onnx/editModel.ts';
import { temporaryFolder } from '../../support/library.ts';
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
  expect(readFileSync('resources/models/starter-rows.onnx')).toEqual(Buffer.from(inkRowsOnnx()));
});

describe('rows of ink', () => {
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
