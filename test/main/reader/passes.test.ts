import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { openInkPage, rotateInkPage, type InkPage } from '../../../main/imaging/ink/inkPage.ts';
import { uprightTurns } from '../../../main/ml/detection/directions.ts';
import type { ReadingModels } from '../../../main/reader/models/sessions.ts';
import {
  asItStands,
  otherDirections,
  inMirror,
  passes,
  otherScripts,
  rowsOfInk,
  bullets,
  signs,
  unread,
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
    ...{ alternatives: 3, turn: 0, findRotation: true, typed: [], finish: () => undefined },
    ...changes,
  };
}

/** A PNG file: lines of code on a board. */
async function codeOf(): Promise<Buffer> {
  return await sharp('resources/samples/insertion-sort.jpg')
    .autoOrient()
    .extract({ left: 100, top: 200, width: 1100, height: 670 })
    .png()
    .toBuffer();
}

function textsOf({ text }: Reading): string[] {
  return text.read.map(({ reading }) => reading?.alternatives[0]?.text ?? '');
}

it('the passes are in the order in which they depend on each other', () => {
  expect(passes).toEqual([asItStands, otherScripts, inMirror, otherDirections, rowsOfInk, signs, bullets]);
});

describe('as it stands', () => {
  it('finds the boxes of a page and reads them, and says when it has found and read', async () => {
    const stages: string[] = [];
    const reading = await asItStands(
      unread(await opened(board), 0, models),
      options({ finish: (stage) => stages.push(stage) }),
    );
    expect(textsOf(reading)).toEqual(expect.arrayContaining(['WRITE', 'FUNCTION', 'THAT']));
    expect(reading.boxes.words).toEqual(reading.text.read.map(({ word }) => word));
    expect(stages).toEqual(['detect', 'recognise']);
  });

  it('says in which directions the writing runs, also where a line finder finds the words', async () => {
    const page = rotateInkPage(await opened(board), 90);
    const byLines = { ...models, detector: await models.openInkRows() };
    for (const used of [models, byLines]) {
      const { directions } = await asItStands(unread(page, 90, used), options());
      expect(uprightTurns(directions)[0]).toBe(270);
    }
  });
});

describe('other directions', () => {
  it('turn a page that lies on its side, and it is read', async () => {
    const lying = await asItStands(unread(rotateInkPage(await opened(board), 90), 90, models), options());
    const reading = await otherDirections(lying, options());
    expect(reading.rotation).toBe(0);
    expect(reading.page).toMatchObject({ width: 760, height: 320 });
    expect(textsOf(reading)).toEqual(expect.arrayContaining(['WRITE', 'FUNCTION', 'THAT']));
  });

  it('are none of a page that stands upright, and of one on which nothing is written', async () => {
    const standing = await asItStands(unread(await opened(board), 0, models), options());
    expect(await otherDirections(standing, options())).toBe(standing);
    const blank = unread(await opened(board), 0, models);
    expect(await otherDirections(blank, options())).toBe(blank);
  });

  it('are read where they are on a page that must not be turned', async () => {
    const page = rotateInkPage(await opened(await codeOf()), 180);
    const lying = await asItStands(unread(page, 180, models), options({ turn: 180 }));
    const reading = await otherDirections(lying, options({ turn: 180, findRotation: false }));
    expect(reading).toMatchObject({ page, rotation: 180 });
    expect(textsOf(reading)).toEqual(expect.arrayContaining(['greater', 'position', 'elements', 'arr[j-1]']));
  });

  it('are read beside level lines', async () => {
    const page = await opened(leaningBoard);
    const before = await asItStands(unread(page, 0, models), options());
    const reading = await otherDirections(before, options());
    const below = reading.text.read.filter(({ word }) => word.box[1] > 320 * page.scale);
    const texts = below.map((box) => box.reading?.alternatives[0]?.text);
    expect(texts).toEqual(expect.arrayContaining(['WRITE', 'FUNCTION', 'THAT']));
    expect(reading.page).toBe(page);
  });
});

describe('rows of ink', () => {
  it('are read on a page on which nothing was read', async () => {
    const reading = await rowsOfInk(unread(await opened(board), 0, models), options());
    expect(textsOf(reading)).toEqual(expect.arrayContaining(['TWO', 'BINARY', 'SAME', 'LEAVES']));
  });

  it('leave a page alone on which something was read, and one whose ink is no text', async () => {
    const read = await asItStands(unread(await opened(board), 0, models), options());
    expect(await rowsOfInk(read, options())).toBe(read);
    const page = await opened(board);
    const paper = { ...page.ink, data: new Uint8Array(page.ink.data.length) };
    const blank = unread({ ...page, ink: paper }, 0, models);
    expect(await rowsOfInk(blank, options())).toBe(blank);
  });
});

describe('signs', () => {
  it('are read between the words of a line, and nowhere else', async () => {
    const words = await asItStands(unread(await opened(await codeOf()), 0, models), options());
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
    const words = await asItStands(unread(await opened(board), 0, models), options());
    const { recogniser } = models;
    const ofLines = {
      ...recogniser,
      metadata: { ...recogniser.metadata, characters: `${recogniser.metadata.characters} ` },
    };
    const byLines = { ...words, models: { ...models, recogniser: ofLines } };
    expect(await signs(byLines, options())).toBe(byLines);
  });
});
