import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { openInkPage, rotateInkPage, type InkPage } from '../../../main/imaging/inkPage.ts';
import type { ReadingModels } from '../../../main/reader/models/sessions.ts';
import {
  asItStands,
  leaning,
  passes,
  rowsOfInk,
  signs,
  unread,
  upright,
  type PassOptions,
  type Reading,
} from '../../../main/reader/passes.ts';
import { temporaryFolder } from '../../support/library.ts';
import { readingModels } from '../../support/readingModels.ts';

let models: ReadingModels;
/** PNG files: a board of level lines, and the same with one of its lines once more, which leans by 40 degrees. */
let board: Buffer;
let leaningBoard: Buffer;

beforeAll(async () => {
  models = await readingModels();
  board = await sharp('resources/samples/leaf-count.jpg')
    .autoOrient()
    .extract({ left: 0, top: 0, width: 760, height: 320 })
    .png()
    .toBuffer();
  const { dominant: background } = await sharp(board).stats();
  const line = await sharp(board)
    .extract({ left: 15, top: 128, width: 480, height: 64 })
    .rotate(40, { background })
    .png()
    .toBuffer();
  leaningBoard = await sharp({ create: { width: 760, height: 900, channels: 3, background } })
    .composite([
      { input: board, left: 0, top: 0 },
      { input: line, left: 140, top: 340 },
    ])
    .png()
    .toBuffer();
});

async function opened(picture: Buffer): Promise<InkPage> {
  const path = join(temporaryFolder(), 'page.png');
  writeFileSync(path, picture);
  return await openInkPage(path);
}

function options(changes: Partial<PassOptions> = {}): PassOptions {
  return {
    ...{ models, alternatives: 3, turn: 0, findRotation: true, typed: [], finish: () => undefined },
    ...changes,
  };
}

function textsOf({ text }: Reading): string[] {
  return text.read.map(({ reading }) => reading?.alternatives[0]?.text ?? '');
}

it('the passes are in the order in which they depend on each other', () => {
  expect(passes).toEqual([asItStands, upright, rowsOfInk, leaning, signs]);
});

describe('as it stands', () => {
  it('finds the boxes of a page and reads them, and says when it has found and read', async () => {
    const stages: string[] = [];
    const reading = await asItStands(
      unread(await opened(board), 0),
      options({ finish: (stage) => stages.push(stage) }),
    );
    expect(textsOf(reading)).toEqual(expect.arrayContaining(['WRITE', 'FUNCTION', 'THAT']));
    expect(reading.boxes.words).toEqual(reading.text.read.map(({ word }) => word));
    expect(stages).toEqual(['detect', 'recognise']);
  });
});

describe('upright', () => {
  it('turns a page that lies on its side, and reads it', async () => {
    const lying = await asItStands(unread(rotateInkPage(await opened(board), 90), 90), options());
    const reading = await upright(lying, options());
    expect(reading.rotation).toBe(0);
    expect(reading.page).toMatchObject({ width: 760, height: 320 });
    expect(textsOf(reading)).toEqual(expect.arrayContaining(['WRITE', 'FUNCTION', 'THAT']));
  });

  it('returns the reading of a page that stands upright, and of one that must not be turned', async () => {
    const standing = await asItStands(unread(await opened(board), 0), options());
    expect(await upright(standing, options())).toBe(standing);
    const lying = unread(rotateInkPage(await opened(board), 90), 90);
    expect(await upright(lying, options({ findRotation: false }))).toBe(lying);
  });
});

describe('rows of ink', () => {
  it('are read on a page on which nothing was read', async () => {
    const reading = await rowsOfInk(unread(await opened(board), 0), options());
    expect(textsOf(reading)).toEqual(expect.arrayContaining(['TWO', 'BINARY', 'SAME', 'LEAVES']));
  });

  it('leave a page alone on which something was read, and one whose ink is no text', async () => {
    const read = await asItStands(unread(await opened(board), 0), options());
    expect(await rowsOfInk(read, options())).toBe(read);
    const page = await opened(board);
    const paper = { ...page.ink, data: new Uint8Array(page.ink.data.length) };
    const blank = unread({ ...page, ink: paper }, 0);
    expect(await rowsOfInk(blank, options())).toBe(blank);
  });
});

describe('leaning', () => {
  it('reads a line that leans, beside the level ones', async () => {
    const page = await opened(leaningBoard);
    const before = await asItStands(unread(page, 0), options());
    const reading = await leaning(before, options());
    const below = reading.text.read.filter(({ word }) => word.box[1] > 320 * page.scale);
    const texts = below.map((box) => box.reading?.alternatives[0]?.text);
    expect(texts).toEqual(expect.arrayContaining(['WRITE', 'FUNCTION', 'THAT']));
    expect(reading.page).toBe(page);
  });

  it('returns the reading of a page on which nothing was read', async () => {
    const reading = unread(await opened(board), 0);
    expect(await leaning(reading, options())).toBe(reading);
  });
});

describe('signs', () => {
  it('are read between the words of a line, and nowhere else', async () => {
    const code = await sharp('resources/samples/insertion-sort.jpg')
      .autoOrient()
      .extract({ left: 100, top: 200, width: 1100, height: 670 })
      .png()
      .toBuffer();
    const words = await asItStands(unread(await opened(code), 0), options());
    const reading = await signs(words, options());
    const lines = [...Map.groupBy(reading.text.read, ({ word }) => word.line).values()];
    const texts = lines.map((line) =>
      textsOf({ ...reading, text: { ...reading.text, read: line } }).join(' '),
    );
    expect(texts.find((line) => line.startsWith('arr[j+1]'))).toBe('arr[j+1] = arr[j]');
    const added = reading.text.read.filter((box) => !words.text.read.includes(box));
    expect(new Set(added.map((box) => box.reading?.alternatives[0]?.text))).toEqual(new Set(['=', ':']));
    expect(reading.boxes).toBe(words.boxes);
  });

  it('are left to a recogniser of lines', async () => {
    const words = await asItStands(unread(await opened(board), 0), options());
    const { recogniser } = models;
    const ofLines = {
      ...recogniser,
      metadata: { ...recogniser.metadata, characters: `${recogniser.metadata.characters} ` },
    };
    expect(await signs(words, options({ models: { ...models, recogniser: ofLines } }))).toBe(words);
  });
});
