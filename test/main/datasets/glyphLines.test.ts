import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { noFilter } from '../../../shared/contract/datasetContents.ts';
import { objectPath } from '../../../main/datasets/files.ts';
import { glyphSide, planGlyphLines } from '../../../main/datasets/glyphLines.ts';
import { emnist } from '../../../main/annexes/olderSystems/emnist.ts';
import { decodePhoto } from '../../../main/imaging/formats/decode.ts';
import { libraryPaths } from '../../../main/store/library/libraryPaths.ts';
import { composeLine } from '../../../main/pictures/drawGlyphs.ts';
import type { DrawDataset } from '../../../shared/contract/datasetWork.ts';
import { unwatched } from '../../support/datasetRecords.ts';
import { temporaryFolder } from '../../support/library.ts';
import { openDatasets } from '../../support/openDatasets.ts';

const classes = ['a', 'b', '7'];
const perClass = 4;

/** EMNIST's IDX files: no two pictures are the same, and all are light on dark. */
function writeEmnist(): string {
  const folder = join(temporaryFolder(), 'emnist');
  mkdirSync(folder);
  const numbers = (...values: number[]): Buffer => {
    const bytes = Buffer.alloc(4 * values.length);
    for (const [at, value] of values.entries()) bytes.writeUInt32BE(value, 4 * at);
    return bytes;
  };
  const labels = classes.flatMap((_, label) => Array.from({ length: perClass }, () => label));
  for (const [number, split] of ['train', 'test'].entries()) {
    const images = labels.map((_, index) =>
      Buffer.alloc(glyphSide * glyphSide).fill(100 + 12 * number + index, 0, 60),
    );
    const stem = join(folder, `emnist-byclass-${split}`);
    const header = numbers(0x0803, labels.length, glyphSide, glyphSide);
    writeFileSync(`${stem}-images-idx3-ubyte`, Buffer.concat([header, ...images]));
    writeFileSync(
      `${stem}-labels-idx1-ubyte`,
      Buffer.concat([numbers(0x0801, labels.length), Buffer.from(labels)]),
    );
  }
  const mapping = classes.map((character, label) => `${label} ${character.charCodeAt(0)}\n`).join('');
  writeFileSync(join(folder, 'emnist-byclass-mapping.txt'), mapping);
  return folder;
}

const drawing: DrawDataset = {
  ...{ name: 'lines', glyphs: 'emnist', fonts: null, level: 'line', count: 22, seed: 3 },
  ...{ texts: { text: 'ab! 77 ba, zz a7b' }, mode: null, splitRule: null, licence: null },
};

async function withEmnist() {
  const opened = openDatasets([emnist]);
  await opened.datasets.importNow(
    {
      ...{ name: 'emnist', format: 'emnist', path: writeEmnist(), recipe: 'plain', columns: null },
      ...{ mode: null, keepGood: false, splitRule: null, licence: null },
    },
    unwatched,
  );
  return opened;
}

it('composes lines of the characters of a dataset, each split of its own pictures', async () => {
  const { db, datasets, folder } = await withEmnist();
  const taken = await datasets.drawNow(drawing, unwatched);
  expect(taken.samples).toBe(22);
  const asked = { contents: { dataset: taken.dataset }, filter: noFilter, offset: 0, limit: 100 };
  const { samples } = datasets.calls.listSamples(asked);
  expect(samples.map(({ split }) => split === 'test')).toEqual(samples.map((_, index) => index % 11 === 10));
  const plan = planGlyphLines(db, 'ab! 77 ba, zz a7b', 'emnist', 3);
  for (const [index, { text, image, level }] of samples.entries()) {
    const line = plan(index);
    expect([level, text]).toEqual(['line', line.text]);
    // Without signs and words that no picture has.
    expect('ab 77 ba a7b').toContain(text);
    const pixels = await decodePhoto(objectPath(libraryPaths(folder), image), { maxPixels: 1e6 });
    expect([pixels.width, pixels.height]).toEqual([line.step * (text.length - 1) + glyphSide, glyphSide]);
    // Ink is dark on white; the top left corner has the ink of the first picture: its number tells its split.
    const ink = 255 - (pixels.image.data[0] ?? 0);
    expect(ink >= 112 === (line.split === 'test')).toBe(true);
  }
  expect(new Set(samples.map(({ text }) => text)).size).toBeGreaterThan(2);
});

it('uses one picture for each character of a line, and the same ones for the same seed', async () => {
  const { db } = await withEmnist();
  const plans = [5, 5, 6].map((seed) => planGlyphLines(db, 'aabb 7a7b', 'emnist', seed));
  const lines = plans.map((plan) => Array.from({ length: 40 }, (_, index) => plan(index)));
  expect(lines[1]).toEqual(lines[0]);
  expect(lines[2]).not.toEqual(lines[0]);
  for (const { text, pictures, step } of lines[0] ?? []) {
    const byCharacter = Map.groupBy(pictures, (_, place) => text[place]);
    for (const [character, all] of byCharacter) {
      expect(new Set(all).size).toBe(1);
      expect(all[0] === null).toBe(character === ' ');
    }
    expect(step).toBeGreaterThanOrEqual(glyphSide - 9);
    expect(step).toBeLessThanOrEqual(glyphSide);
  }
});

it('adds up overlapping ink without wrapping', () => {
  const full = new Uint8Array(4).fill(200);
  expect(composeLine([full, full], 2, 1)).toEqual({
    width: 3,
    height: 2,
    data: Uint8Array.of(200, 255, 200, 200, 255, 200),
  });
});

it('says which dataset is missing or has no characters, and when no word can be written', async () => {
  const { datasets } = await withEmnist();
  const drawn = (changes: Partial<DrawDataset>) => datasets.drawNow({ ...drawing, ...changes }, unwatched);
  await expect(drawn({ glyphs: 'none' })).rejects.toThrow('There is no dataset "none".');
  await expect(drawn({ texts: { text: 'xyz' } })).rejects.toThrow('No word of the text can be written');
  const words = {
    name: 'words',
    glyphs: undefined,
    level: 'word',
    count: 1,
    texts: { text: 'ink' },
  } as const;
  const { glyphs: _glyphs, ...plain } = { ...drawing, ...words };
  await datasets.drawNow(plain, unwatched);
  await expect(drawn({ glyphs: 'words' })).rejects.toThrow(
    'no pictures of single characters of 28 x 28 pixels',
  );
});
