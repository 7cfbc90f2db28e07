import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openingArchives } from '../../../../main/exchange/archives/openSource.ts';
import { emnist } from '../../../../main/annexes/olderSystems/emnist.ts';
import { decodePhoto } from '../../../../main/imaging/formats/decode.ts';
import type { IncomingRecord } from '../../../../main/exchange/exchangeFormat.ts';
import { zipOf } from '../../../support/archives.ts';
import { emnistMat, matArray, matFile as fileOf, idxHeader } from '../../../support/matFile.ts';
import { folderOf, problemsIn, readAll, samplesIn } from '../../../support/exchange.ts';

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

/** The IDX files of both splits of a variant, with these classes, and its mapping. */
function idxFiles(
  splits: { readonly train?: readonly number[]; readonly test?: readonly number[] },
  { pack = (bytes: Buffer) => bytes, ending = '', variant = 'byclass' } = {},
  image?: Buffer,
): Record<string, Buffer | string> {
  const files = Object.entries(splits).flatMap(([split, labels]) => {
    const images = labels.map((_, index) => image ?? Buffer.from(storedPixels(index)));
    const stem = `emnist-${variant}-${split}`;
    return [
      [
        `${stem}-images-idx3-ubyte${ending}`,
        pack(Buffer.concat([idxHeader(0x0803, labels.length, side, side), ...images])),
      ],
      [
        `${stem}-labels-idx1-ubyte${ending}`,
        pack(Buffer.concat([idxHeader(0x0801, labels.length), Buffer.from(labels)])),
      ],
    ] as const;
  });
  const mapping = classes.map((code, index) => `${index} ${code}\n`).join('');
  return { ...Object.fromEntries(files), [`emnist-${variant}-mapping.txt`]: mapping };
}

/** The same data in MATLAB's format. */
function matFile(splits: Readonly<Record<string, readonly number[]>>, isCompressed: boolean): Buffer {
  const parts = Object.entries(splits).map(([split, labels]) => {
    const images = labels.map((_, index) => storedPixels(index));
    return [split, { images, labels }] as const;
  });
  return emnistMat(Object.fromEntries(parts), classes, isCompressed);
}

async function expectUpright(records: readonly IncomingRecord[]): Promise<void> {
  for (const [index, { path }] of samplesIn(records).entries()) {
    const { image } = await decodePhoto(path, { maxPixels: 10_000 });
    const at = (x: number, y: number) => image.data[3 * (y * side + x)];
    expect([image.width, image.height, at(0, 0), at(1, 0), at(5, 3)]).toEqual([side, side, index, 200, 15]);
  }
}

const packings = [
  { name: 'plain', pack: (bytes: Buffer) => bytes, ending: '' },
  { name: 'gzip', pack: (bytes: Buffer) => gzipSync(bytes), ending: '.gz' },
];

describe('EMNIST', () => {
  it.each(packings)('in $name files gives upright images and characters of both splits', async (packing) => {
    const folder = folderOf(idxFiles({ train: [0, 3, 2], test: [1] }, packing));
    const records = await readAll(emnist, folder);
    expect(samplesIn(records).map(({ key, text, split }) => [key, text, split])).toEqual([
      ['train/000000', '0', 'train'],
      ['train/000001', 'a', 'train'],
      ['train/000002', 'A', 'train'],
      ['test/000000', '1', 'test'],
    ]);
    await expectUpright(
      records.filter((record) => record.kind === 'sample' && record.sample.split === 'train'),
    );
  });

  it('with more images than one folder gets keeps each with its label', async () => {
    const labels = Array.from({ length: 2100 }, (_, index) => index % 4);
    const folder = folderOf(idxFiles({ train: [0], test: labels }));
    const records = await readAll(emnist, join(folder, 'emnist-byclass-train-images-idx3-ubyte'));
    const test = samplesIn(records).filter(({ split }) => split === 'test');
    expect(test.map(({ text }) => text).join('')).toBe('01Aa'.repeat(525));
    const { image } = await decodePhoto(test[2050]?.path ?? '', { maxPixels: 10_000 });
    expect(image.data[0]).toBe(2050 % 256);
  });

  it('may lack a split', async () => {
    for (const packing of packings) {
      const records = await readAll(emnist, folderOf(idxFiles({ test: [2, 0] }, packing)));
      expect(samplesIn(records).map(({ text, split }) => [text, split])).toEqual([
        ['A', 'test'],
        ['0', 'test'],
      ]);
      await expectUpright(records);
    }
  });

  it('is read from the archive with all variants, of which byclass is used', async () => {
    const files = {
      ...idxFiles({ train: [0, 0] }, { variant: 'balanced' }),
      ...idxFiles({ train: [3] }),
    };
    const entries = Object.entries(files).map(([name, content]) => ({ name: `gzip/${name}`, content }));
    const folder = folderOf({ 'gzip.zip': zipOf(entries) });
    const records = await readAll(openingArchives(emnist), join(folder, 'gzip.zip'));
    expect(samplesIn(records).map(({ text }) => text)).toEqual(['a']);
  });

  it('gives the same bytes for the same image every time', async () => {
    const folder = folderOf(idxFiles({ train: [0, 1] }));
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
    const folder = folderOf(idxFiles({ train: labels }));
    const texts = samplesIn(await readAll(emnist, folder, { recipe: 'balanced' })).map(({ text }) => text);
    const count = (letter: string): number => texts.filter((text) => text === letter).length;
    expect(count('0')).toBeLessThanOrEqual(81);
    expect(count('0')).toBeGreaterThan(50);
    expect([count('1'), count('A'), count('a')]).toEqual([20, 2, 2]);
    const again = samplesIn(await readAll(emnist, folder, { recipe: 'balanced' })).map(({ text }) => text);
    expect(again).toEqual(texts);
  });

  it('with a class that the mapping lacks reports it, and keeps the rest', async () => {
    const folder = folderOf(idxFiles({ train: [0, 9, 1] }));
    const records = await readAll(emnist, folder);
    expect(samplesIn(records).map(({ text }) => text)).toEqual(['0', '1']);
    expect(problemsIn(records, folder)).toEqual([
      'emnist-byclass-train-images-idx3-ubyte, image 2: the class is 9, which the mapping does not contain.',
    ]);
  });

  it('that is damaged, cut short, incomplete or of another kind is refused', async () => {
    const images = 'emnist-byclass-train-images-idx3-ubyte';
    const files = idxFiles({ train: [0, 1, 2], test: [3] });
    const whole = Buffer.from(files[images] ?? '');
    const read = (changed: Buffer) => readAll(emnist, folderOf({ ...files, [images]: changed }));
    await expect(read(whole.subarray(0, whole.length - 100))).rejects.toThrow('it ends early');
    await expect(read(Buffer.alloc(500))).rejects.toThrow('not an IDX file of images');
    const packed = idxFiles({ train: [0, 1, 2] }, { pack: (bytes) => gzipSync(bytes), ending: '.gz' });
    const scratched = Buffer.from(packed[`${images}.gz`] ?? '');
    scratched.fill(7, 20, 60);
    const folder = folderOf(packed);
    writeFileSync(join(folder, `${images}.gz`), scratched);
    await expect(readAll(emnist, folder)).rejects.toMatchObject({ code: 'data-invalid' });
    const fewer = idxFiles({ train: [0, 1] });
    await expect(readAll(emnist, folderOf({ ...fewer, [images]: whole }))).rejects.toThrow(
      'found 3 images and 2 labels',
    );
    const all = Object.entries(idxFiles({ test: [0] }));
    const withoutLabels = Object.fromEntries(all.filter(([name]) => !name.includes('labels')));
    await expect(readAll(emnist, folderOf(withoutLabels))).rejects.toThrow('emnist-byclass-test-labels');
  });

  it.each([true, false])('in MATLAB’s format is the same data, compressed: %s', async (isCompressed) => {
    const files = { train: [0, 3, 2], test: [1] };
    const idx = samplesIn(await readAll(emnist, folderOf(idxFiles(files))));
    const mat = matFile(files, isCompressed);
    const inArchive = zipOf([{ name: 'matlab/emnist-byclass.mat', content: mat }]);
    const folder = folderOf({ 'emnist-byclass.mat': mat, 'matlab.zip': inArchive });
    expect(await emnist.recognise(folder)).toBe(0.95);
    const found = await readAll(emnist, join(folder, 'emnist-byclass.mat'));
    const archived = await readAll(openingArchives(emnist), join(folder, 'matlab.zip'));
    for (const records of [found, archived]) {
      const about = samplesIn(records).map(({ key, text, split, path }) => [
        key,
        text,
        split,
        readFileSync(path),
      ]);
      expect(about).toEqual(idx.map(({ key, text, split, path }) => [key, text, split, readFileSync(path)]));
    }
  });

  it('in MATLAB’s format is refused where it is damaged or has something else', async () => {
    const whole = matFile({ train: [0] }, false);
    const other = Buffer.concat([whole.subarray(0, 128), matArray('other', 2, [1, 1], Buffer.of(1))]);
    for (const [content, message] of [
      [Buffer.alloc(500), 'no MAT file of level 5'],
      [whole.subarray(0, 1000), 'it ends early'],
      [other, 'the variable "dataset"'],
    ] as const) {
      const folder = folderOf({ 'emnist-byclass.mat': content });
      await expect(readAll(emnist, folder)).rejects.toMatchObject({ code: 'data-invalid' });
      await expect(readAll(emnist, folder)).rejects.toThrow(message);
    }
  });

  const doubles = (sizes: readonly number[], ...values: readonly number[]): Buffer =>
    matArray('', 9, sizes, new Uint8Array(Float64Array.from(values).buffer));
  it.each([
    [
      'more rows than numbers',
      matArray('', 2, [9, 2], Uint8Array.of(0, 48)),
      'matrix of 9 x 2 has 2 numbers',
    ],
    ['one column', matArray('', 2, [2, 1], Uint8Array.of(0, 48)), '2 x 1 numbers; expected two columns'],
    ['three axes', matArray('', 2, [1, 2, 1], Uint8Array.of(0, 48)), 'expected two columns'],
    ['a character below all', doubles([1, 2], 0, -3.25), 'the character code is -3.25'],
    ['a character that is none', doubles([1, 2], 0, NaN), 'the character code is NaN'],
    ['a character beyond all', doubles([1, 2], 0, 2 ** 40), 'the character code is 1099511627776'],
  ])('in MATLAB’s format with a mapping of %s is refused', async (_what, mapping, said) => {
    const images = [storedPixels(0)];
    const file = emnistMat({ train: { images, labels: [0] } }, classes, true, mapping);
    const reading = readAll(emnist, folderOf({ 'emnist-byclass.mat': file }));
    await expect(reading).rejects.toMatchObject({
      code: 'data-invalid',
      message: expect.stringContaining(said) as string,
    });
  });

  it.each([300, -1, 0.5])('in MATLAB’s format with the class %d reports it', async (label) => {
    const images = [storedPixels(0), storedPixels(1)];
    const file = emnistMat({ train: { images, labels: [label, 1] } }, classes, false);
    const folder = folderOf({ 'emnist-byclass.mat': file });
    const records = await readAll(emnist, folder);
    expect(samplesIn(records).map(({ text }) => text)).toEqual(['1']);
    expect(problemsIn(records, folder)[0]).toContain(`the class is ${label}, which the mapping`);
  });

  it('in MATLAB’s format is refused where its variables together unpack to too much', async () => {
    const variables = ['a', 'b', 'c'].map((name) => matArray(name, 2, [30e6, 1], new Uint8Array(30e6)));
    const folder = folderOf({ 'emnist-byclass.mat': fileOf(variables, true) });
    await expect(readAll(emnist, folder)).rejects.toMatchObject({
      code: 'data-invalid',
      message: expect.stringContaining('it unpacks to more than 67,108,864 bytes') as string,
    });
  });

  it.each(['IDX', 'MATLAB'])('in %s is refused where it would fill the disk with files', async (format) => {
    const labels = new Array<number>(20_000).fill(0);
    const pack = { pack: (bytes: Buffer) => gzipSync(bytes), ending: '.gz' };
    const blank = Buffer.alloc(side * side);
    const images = labels.map(() => blank);
    const files =
      format === 'IDX'
        ? idxFiles({ test: labels }, pack, blank)
        : { 'emnist-byclass.mat': emnistMat({ test: { images, labels } }, classes, true) };
    await expect(readAll(emnist, folderOf(files))).rejects.toThrow(/was not read: its .+ would expand to/u);
  });
});
