import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPage } from '../../../main/reader/reader.ts';
import type { ReadingModels } from '../../../main/reader/models/sessions.ts';
import { createReadQuads } from '../../../main/reader/readPlaces.ts';
import { boxOfQuad, isMirrored } from '../../../shared/geometry.ts';
import { inverseRotation, type Rotation } from '../../../shared/rotation.ts';
import type { PageReading } from '../../../shared/contract/word.ts';
import { inkdex } from '../../support/commandLine.ts';
import { temporaryFolder } from '../../support/library.ts';
import { readingModels } from '../../support/readingModels.ts';

/** A part of a board: what holds for its words holds for those of the whole, and is read in a fraction of the time. */
let photo: string;
const options = { alternatives: 3 };
let models: ReadingModels;
let upright: PageReading;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'inkdex-turn-'));
  photo = join(folder, 'photo.png');
  await sharp('resources/samples/leaf-count.jpg')
    .autoOrient()
    .extract({ left: 0, top: 0, width: 420, height: 320 })
    .toFile(photo);
  models = await readingModels();
  upright = await readPage(photo, models, { ...options, findRotation: true });
});

afterAll(() => {
  rmSync(dirname(photo), { recursive: true });
});

/** The photo as a camera that was held otherwise would have taken it. */
async function held(turn: Rotation): Promise<string> {
  const path = join(temporaryFolder(), 'photo.png');
  await sharp(photo).autoOrient().rotate(turn).png().toFile(path);
  return path;
}

describe('a photo of writing', () => {
  it('that stands upright stays so', async () => {
    expect(upright.turn).toBe(0);
    expect(await readPage(photo, models, options)).toEqual({ ...upright, ms: expect.any(Number) as number });
  });

  /** Reads it, and expects that the words are those of the upright photo. */
  async function expectUpright(path: string, turn: Rotation): Promise<PageReading> {
    const found = await readPage(path, models, { ...options, findRotation: true });
    const { width, height } = upright;
    expect(found).toMatchObject({ turn: inverseRotation(turn), width, height });
    const texts = new Set(upright.words.map(({ text }) => text));
    const same = found.words.filter(({ text }) => texts.has(text)).length;
    expect(same).toBeGreaterThan(0.8 * upright.words.length);
    return found;
  }

  it('that is turned by 180 degrees is turned back to be read', async () => {
    await expectUpright(await held(180), 180);
  });

  it('that is turned by 90 degrees is turned back to be read, unless nobody asks to find out, and its places are read as it stands', async () => {
    const path = await held(90);
    const { turn, words } = await expectUpright(path, 90);
    // Told so, it reads the same words in the same places.
    const told = await readPage(path, models, { ...options, turn });
    expect(told.words).toEqual(words);
    expect((await readPage(path, models, options)).turn).toBe(0);
    const sure = words.filter(({ confidence, text }) => confidence > 0.95 && text.length > 3).slice(0, 3);
    expect(sure).toHaveLength(3);
    const quads = sure.map(({ quad }) => quad);
    const read = await createReadQuads()({ path, turn }, models.recogniser, quads, options);
    expect(read.map(({ alternatives }) => alternatives[0]?.text)).toEqual(sure.map(({ text }) => text));
  });

  it('that was turned wrongly before is turned from there', async () => {
    const found = await readPage(photo, models, { ...options, turn: 180, findRotation: true });
    expect(found.turn).toBe(0);
    expect(found.words).toEqual(upright.words);
  });
});

describe('a mirrored photo', () => {
  const near = (pixels: number): number => expect.closeTo(pixels, 0) as number;

  it('is read as in a mirror: its words are over their ink, and are read there again', async () => {
    const path = join(temporaryFolder(), 'mirrored.png');
    await sharp(photo).autoOrient().flop().png().toFile(path);
    const { turn, width, words, notText } = await readPage(path, models, options);
    expect({ turn, width }).toEqual({ turn: 0, width: upright.width });
    expect(words.map(({ text, line }) => [text, line])).toEqual(
      upright.words.map(({ text, line }) => [text, line]),
    );
    for (const [index, { box, quad }] of [...words, ...notText].entries()) {
      const there = [...upright.words, ...upright.notText][index]?.quad.map(([x, y]) => [
        near(width - x),
        near(y),
      ]);
      expect(quad).toEqual(there);
      expect(isMirrored(quad)).toBe(true);
      expect(box).toEqual(boxOfQuad(quad).map(near));
    }
    const sure = words.filter(({ confidence, text }) => confidence > 0.95 && text.length > 3).slice(0, 3);
    expect(sure).toHaveLength(3);
    const quads = sure.map(({ quad }) => quad);
    const read = await createReadQuads()({ path, turn: 0 }, models.recogniser, quads, options);
    expect(read.map(({ alternatives }) => alternatives[0]?.text)).toEqual(sure.map(({ text }) => text));
    const { stdout, stderr } = await inkdex(['read', path, '--library', temporaryFolder()]);
    expect(stdout.trim().split(/\s+/u)).toEqual(words.flatMap(({ text }) => text.split(' ')));
    expect(stderr).toContain('this photo is mirrored');
  });
});

it('words of a photo that was held askew are found along their lines', async () => {
  const path = join(temporaryFolder(), 'askew.png');
  await sharp(photo).autoOrient().rotate(13, { background: '#a7a49b' }).png().toFile(path);
  const { words } = await readPage(path, models, { ...options, findRotation: true });
  const texts = new Set(upright.words.map(({ text }) => text));
  expect(words.filter(({ text }) => texts.has(text)).length).toBeGreaterThan(0.7 * upright.words.length);
  const slopes = words
    .map(({ quad: [from, to] }) => Math.atan2(to[1] - from[1], to[0] - from[0]) * (180 / Math.PI))
    .toSorted((a, b) => a - b);
  expect(slopes[Math.floor(slopes.length / 2)]).toBeCloseTo(13, -0.4);
});
