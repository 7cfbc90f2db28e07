import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { readPage } from '../../../main/reader/reader.ts';
import type { ReadingModels } from '../../../main/reader/models/sessions.ts';
import type { ReadWord } from '../../../shared/contract/word.ts';
import { temporaryFolder } from '../../support/library.ts';
import { readingModels } from '../../support/readingModels.ts';

let models: ReadingModels;

beforeAll(async () => {
  models = await readingModels();
});

/** The place of a line of the board, in its pixels. */
const line = { left: 15, top: 128, width: 480, height: 64 };

/** A board, and below it one of its lines once more, turned by so many degrees clockwise; several times side by side. */
async function boardWith(...turns: number[]): Promise<string> {
  const board = await sharp('resources/samples/leaf-count.jpg')
    .autoOrient()
    .extract({ left: 0, top: 0, width: 760, height: 320 })
    .png()
    .toBuffer();
  const { dominant } = await sharp(board).stats();
  const turned = await Promise.all(
    turns.map(
      async (degrees) =>
        await sharp(board).extract(line).rotate(degrees, { background: dominant }).png().toBuffer(),
    ),
  );
  const path = join(temporaryFolder(), 'board.png');
  await sharp({ create: { width: 760, height: 900, channels: 3, background: dominant } })
    .composite([
      { input: board, left: 0, top: 0 },
      ...turned.map((input, index) => ({ input, left: 140 + index * line.height, top: 340 })),
    ])
    .png()
    .toFile(path);
  return path;
}

function slopeOf({ quad: [[x, y], [right, up]] }: ReadWord): number {
  return (Math.atan2(up - y, right - x) / Math.PI) * 180;
}

describe('a line that leans', () => {
  it.each([-35, 50, 90])('by %s degrees is read along its own direction', async (degrees) => {
    const { words } = await readPage(await boardWith(degrees), models, { alternatives: 1 });
    const leaning = words.filter(({ box: [, top] }) => top > 320);
    expect(leaning.map(({ text }) => text)).toEqual(expect.arrayContaining(['WRITE', 'FUNCTION', 'THAT']));
    const ofLine = leaning.filter(({ text }) => ['WRITE', 'FUNCTION', 'THAT'].includes(text));
    for (const word of ofLine) expect(Math.abs(slopeOf(word) - degrees)).toBeLessThan(8);
    // One line, in the order in which it was written.
    expect(new Set(ofLine.map((word) => word.line)).size).toBe(1);
    expect(ofLine.map(({ text }) => text)).toEqual(['WRITE', 'FUNCTION', 'THAT']);
  });

  it('is read beside another that runs the other way', async () => {
    const { words } = await readPage(await boardWith(90, -90), models, { alternatives: 1 });
    for (const degrees of [90, -90]) {
      const own = words.filter((word) => Math.abs(slopeOf(word) - degrees) < 8).map(({ text }) => text);
      expect(own).toEqual(expect.arrayContaining(['WRITE', 'FUNCTION', 'THAT']));
    }
  });

  it('changes nothing of the level words', async () => {
    const [level, leaning] = await Promise.all(
      [0, 40].map(async (degrees) => await readPage(await boardWith(degrees), models, { alternatives: 1 })),
    );
    const above = (words: readonly ReadWord[] = []): string[] =>
      words.filter(({ box: [, top] }) => top < 320).map(({ text }) => text);
    expect(above(leaning?.words)).toEqual(above(level?.words));
  });
});

/** Lines in the hand Kalam: what is read of them in each line, as the photo stands or as the reader turns it. */
async function readInKalam(lines: readonly string[], turnedLines: readonly string[] = []): Promise<string[]> {
  GlobalFonts.registerFromPath('resources/fonts/kalam-latin-400-normal.woff2', 'Kalam');
  const canvas = createCanvas(507, 90 * (lines.length + turnedLines.length) + 120);
  const context = canvas.getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = 'navy';
  context.font = '56px Kalam';
  for (const [index, text] of lines.entries()) context.fillText(text, 70, 132 + 90 * index);
  context.translate(canvas.width, canvas.height);
  context.rotate(Math.PI);
  for (const [index, text] of turnedLines.entries()) context.fillText(text, 70, 100 + 90 * index);
  const path = join(temporaryFolder(), 'page.png');
  writeFileSync(path, canvas.toBuffer('image/png'));
  const { words } = await readPage(path, models, { alternatives: 1, findRotation: true });
  return [...Map.groupBy(words, (word) => word.line).values()].map((line) =>
    line.map(({ text }) => text).join(' '),
  );
}

describe('short words that are others upside down', () => {
  it.each([{ lines: ['hum', 'nun', '8 pm', 'wow'] }, { lines: ['6 pm'] }, { lines: ['um', 'dip', 'no pm'] }])(
    'are read as they stand: $lines',
    async ({ lines }) => {
      expect(await readInKalam(lines)).toEqual(lines);
    },
  );

  it('are read upside down with a line that is so', async () => {
    const page = ['meet Anna today', 'plan for monday', '9 am'];
    const read = await readInKalam(page, ['open the garden door', 'see Tom']);
    expect(read.slice(0, 3)).toEqual(page);
    expect(read.slice(3).join(' ').split(' ')).toEqual(
      expect.arrayContaining(['open', 'the', 'garden', 'see', 'Tom']),
    );
  });
});
