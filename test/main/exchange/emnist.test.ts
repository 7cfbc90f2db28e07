import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openingArchives } from '../../../main/exchange/archives/openSource.ts';
import { emnist } from '../../../main/exchange/emnist.ts';
import { decodePhoto } from '../../../main/imaging/decode.ts';
import type { IncomingRecord } from '../../../shared/exchange.ts';
import { zipOf } from '../../support/archives.ts';
import { folderOf, problemsIn, readAll, samplesIn } from '../../support/exchange.ts';
import { matFileOf, type MatValue } from '../../support/matFile.ts';

const side = 28;
const classes = [48, 49, 65, 97];

/** The upright image with an index: the index in the corner, brightness falling to the right. */
function pixelAt(index: number, x: number, y: number): number {
  return x === 0 && y === 0 ? index : x === 1 && y === 0 ? 200 : (5 * y) % 100;
}

/** As EMNIST stores it: rows and columns swapped. */
function storedPixels(index: number): number[] {
  return Array.from({ length: side * side }, (_, at) => pixelAt(index, Math.floor(at / side), at % side));
}

function halfOf(labels: readonly number[], writers: readonly number[]): MatValue {
  const byColumn = new Uint8Array(side * side * labels.length);
  for (const [index] of labels.entries()) {
    for (const [pixel, value] of storedPixels(index).entries())
      byColumn[pixel * labels.length + index] = value;
  }
  return {
    fields: {
      images: { kind: 'uint8', dimensions: [labels.length, side * side], numbers: byColumn },
      labels: { kind: 'uint8', dimensions: [labels.length, 1], numbers: labels },
      writers: { kind: 'double', dimensions: [labels.length, 1], numbers: writers },
    },
  };
}

const mapping: MatValue = {
  kind: 'double',
  dimensions: [classes.length, 2],
  numbers: [...classes.map((_, index) => index), ...classes],
};

function matOf(train: readonly number[], test: readonly number[], isCompressed = true): Buffer {
  const fields = {
    train: halfOf(
      train,
      train.map((_, index) => 1000 + index),
    ),
    test: halfOf(
      test,
      test.map(() => 7),
    ),
    mapping,
  };
  return matFileOf('dataset', { fields }, isCompressed);
}

function idxFiles(
  labels: readonly number[],
  pack: (bytes: Buffer) => Buffer,
  ending: string,
): Record<string, Buffer | string> {
  const header = (magic: number, ...sizes: number[]): Buffer => {
    const words = Buffer.alloc(4 + 4 * sizes.length);
    words.writeUInt32BE(magic, 0);
    for (const [index, size] of sizes.entries()) words.writeUInt32BE(size, 4 + 4 * index);
    return words;
  };
  const images = Buffer.concat([
    header(0x0803, labels.length, side, side),
    ...labels.map((_, index) => Buffer.from(storedPixels(index))),
  ]);
  return {
    [`emnist-byclass-test-images-idx3-ubyte${ending}`]: pack(images),
    [`emnist-byclass-test-labels-idx1-ubyte${ending}`]: pack(
      Buffer.concat([header(0x0801, labels.length), Buffer.from(labels)]),
    ),
    'emnist-byclass-mapping.txt': classes.map((code, index) => `${index} ${code}\n`).join(''),
  };
}

async function expectUpright(records: readonly IncomingRecord[]): Promise<void> {
  for (const [index, { path }] of samplesIn(records).entries()) {
    const { image } = await decodePhoto(path, { maxPixels: 10_000 });
    const at = (x: number, y: number) => image.data[3 * (y * side + x)];
    expect([image.width, image.height, at(0, 0), at(1, 0), at(5, 3)]).toEqual([side, side, index, 200, 15]);
  }
}

describe.each([true, false])('a MAT-file of EMNIST, compressed: %s', (isCompressed) => {
  it('gives upright images, characters and writers of both halves', async () => {
    const folder = folderOf({ 'emnist-byclass.mat': matOf([0, 3, 2], [1], isCompressed) });
    const records = await readAll(emnist, folder);
    expect(samplesIn(records).map(({ key, text, split, writer }) => [key, text, split, writer])).toEqual([
      ['train/000000', '0', 'train', '1000'],
      ['train/000001', 'a', 'train', '1001'],
      ['train/000002', 'A', 'train', '1002'],
      ['test/000000', '1', 'test', '7'],
    ]);
    await expectUpright(
      records.filter((record) => record.kind === 'sample' && record.sample.split === 'train'),
    );
  });
});

describe('EMNIST', () => {
  it('with more images than are assembled at once keeps each with its label', async () => {
    const labels = Array.from({ length: 2100 }, (_, index) => index % 4);
    const bytes = matOf([0], labels);
    const records = await readAll(emnist, join(folderOf({ 'letters.mat': bytes }), 'letters.mat'));
    const test = samplesIn(records).filter(({ split }) => split === 'test');
    expect(test.map(({ text }) => text).join('')).toBe('01Aa'.repeat(525));
    const { image } = await decodePhoto(test[2050]?.path ?? '', { maxPixels: 10_000 });
    expect(image.data[0]).toBe(2050 % 256);
  });

  it('can also be IDX files, compressed or not', async () => {
    for (const [pack, ending] of [
      [gzipSync, '.gz'],
      [(bytes: Buffer) => bytes, ''],
    ] as const) {
      const records = await readAll(emnist, folderOf(idxFiles([2, 0], pack, ending)));
      expect(samplesIn(records).map(({ text, split }) => [text, split])).toEqual([
        ['A', 'test'],
        ['0', 'test'],
      ]);
      await expectUpright(records);
    }
  });

  it('is read from the archive with all variants, of which byclass is used', async () => {
    const folder = folderOf({
      'matlab.zip': zipOf([
        { name: 'matlab/emnist-balanced.mat', content: matOf([0, 0], []) },
        { name: 'matlab/emnist-byclass.mat', content: matOf([3], []) },
      ]),
    });
    const records = await readAll(openingArchives(emnist), join(folder, 'matlab.zip'));
    expect(samplesIn(records).map(({ text }) => text)).toEqual(['a']);
  });

  it('gives the same bytes for the same image every time', async () => {
    const folder = folderOf({ 'emnist-byclass.mat': matOf([0, 1], []) });
    const hashes = async (): Promise<string[]> =>
      samplesIn(await readAll(emnist, folder)).map(({ path }) =>
        createHash('sha256').update(readFileSync(path)).digest('hex'),
      );
    expect(await hashes()).toEqual(await hashes());
  });

  it('balanced has at most the mean number of samples per class', async () => {
    const labels = [
      ...Array.from({ length: 300 }, () => 0),
      ...Array.from({ length: 20 }, () => 1),
      2,
      2,
      3,
      3,
    ];
    const folder = folderOf({ 'emnist-byclass.mat': matOf(labels, []) });
    const texts = samplesIn(await readAll(emnist, folder, { recipe: 'balanced' })).map(({ text }) => text);
    const count = (letter: string): number => texts.filter((text) => text === letter).length;
    expect(count('0')).toBeLessThanOrEqual(81);
    expect(count('0')).toBeGreaterThan(50);
    expect([count('1'), count('A'), count('a')]).toEqual([20, 2, 2]);
    const again = samplesIn(await readAll(emnist, folder, { recipe: 'balanced' })).map(({ text }) => text);
    expect(again).toEqual(texts);
  });

  it('with a class that the mapping lacks reports it, and keeps the rest', async () => {
    const folder = folderOf({ 'emnist-byclass.mat': matOf([0, 9, 1], []) });
    const records = await readAll(emnist, folder);
    expect(samplesIn(records).map(({ text }) => text)).toEqual(['0', '1']);
    expect(problemsIn(records, folder)).toEqual([
      'emnist-byclass.mat, train image 2: the class is 9, which the mapping does not contain.',
    ]);
  });

  it('that is damaged, cut short or of another kind is refused', async () => {
    const whole = matOf([0, 1, 2], [3]);
    const read = (bytes: Buffer) => readAll(emnist, folderOf({ 'emnist-byclass.mat': bytes }));
    await expect(read(whole.subarray(0, whole.length - 100))).rejects.toMatchObject({ code: 'data-invalid' });
    const scratched = Buffer.from(whole);
    scratched.fill(7, 200, 260);
    await expect(read(scratched)).rejects.toMatchObject({ code: 'data-invalid' });
    await expect(read(Buffer.alloc(500))).rejects.toThrow('not a MAT-file of level 5');
    await expect(read(matFileOf('dataset', { fields: { mapping } }))).rejects.toThrow(
      'dataset.train lacks images',
    );
    const all = Object.entries(idxFiles([0], (bytes) => bytes, ''));
    const files = Object.fromEntries(all.filter(([name]) => !name.includes('labels')));
    await expect(readAll(emnist, folderOf(files))).rejects.toThrow('emnist-byclass-test-labels');
  });
});
