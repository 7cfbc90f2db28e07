import { describe, expect, it } from 'vitest';
import { textRecognizerProCharacters } from '../../../../shared/alphabet.ts';
import { hdf5Lines } from '../../../../main/annexes/olderSystems/hdf5/lines.ts';
import { decodePhoto } from '../../../../main/imaging/formats/decode.ts';
import { folderOf, problemsIn, readAll, samplesIn } from '../../../support/exchange.ts';
import { type Hdf5Array, hdf5File } from '../../../support/hdf5File.ts';

const [height, width, length] = [28, 60, 9];
const padding = textRecognizerProCharacters.length;

/** Pixels that tell of their line and column. */
function images(count: number): Uint8Array {
  return Uint8Array.from({ length: count * height * width }, (_, at) => {
    const line = Math.floor(at / (height * width));
    return (40 * line + (at % width)) % 256;
  });
}

function labels(...texts: readonly string[]): BigInt64Array {
  return BigInt64Array.from(
    texts.flatMap((text) =>
      Array.from({ length }, (_, at) =>
        BigInt(at < text.length ? textRecognizerProCharacters.indexOf(text[at] ?? '') : padding),
      ),
    ),
  );
}

function linesFile(compression?: Hdf5Array['compression']): Buffer {
  const packed = compression === undefined ? {} : { compression };
  return hdf5File({
    x_train: { shape: [2, height, width], values: images(2), ...packed },
    y_train: { shape: [2, length], values: labels('A Line, a', 'Two'), ...packed },
    x_test: { shape: [1, height, width], values: images(1), ...packed },
    y_test: { shape: [1, length], values: labels('(two)'), ...packed },
  });
}

describe('Lines in HDF5', () => {
  it.each([undefined, 'gzip', 'lzf'] as const)(
    'compressed with %s are read with their texts and splits',
    async (packing) => {
      const folder = folderOf({ 'iam_lines.h5': linesFile(packing) });
      expect(await hdf5Lines.recognise(folder)).toBeGreaterThan(0.7);
      const samples = samplesIn(await readAll(hdf5Lines, folder));
      expect(samples.map(({ key, text, split, level }) => [key, text, split, level])).toEqual([
        ['train/000000', 'A Line, a', 'train', 'line'],
        ['train/000001', 'Two', 'train', 'line'],
        ['test/000000', '(two)', 'test', 'line'],
      ]);
      const { image } = await decodePhoto(samples[1]?.path ?? '', { maxPixels: 10_000 });
      expect([image.width, image.height]).toEqual([width, height]);
      expect([image.data[0], image.data[3 * 7]]).toEqual([40, 47]);
    },
  );

  it('as shares of white become bytes', async () => {
    const values = Float32Array.from(images(1), (level) => level / 255);
    const file = hdf5File({
      x_test: { shape: [1, height, width], values },
      y_test: { shape: [1, length], values: labels('a') },
    });
    const [sample] = samplesIn(await readAll(hdf5Lines, folderOf({ 'lines.h5': file })));
    const { image } = await decodePhoto(sample?.path ?? '', { maxPixels: 10_000 });
    expect([image.data[0], image.data[3 * 59]]).toEqual([0, 59]);
  });

  it('with a class that is no character lose this line only', async () => {
    const classes = labels('ab', 'cd');
    classes[0] = 80n;
    const folder = folderOf({
      'lines.h5': hdf5File({
        x_train: { shape: [2, height, width], values: images(2) },
        y_train: { shape: [2, length], values: classes },
      }),
    });
    const records = await readAll(hdf5Lines, folder);
    expect(samplesIn(records).map(({ text }) => text)).toEqual(['cd']);
    expect(problemsIn(records, folder)).toEqual([
      'lines.h5, train, line 1: the class is 80; expected 0 to 79, which is padding.',
    ]);
  });

  const x = { shape: [2, height, width], values: images(2) };
  const wrong = [
    {
      what: 'another number of labels',
      bytes: hdf5File({ x_train: x, y_train: { shape: [1, length], values: labels('a') } }),
      said: 'train has 2 images and 1 labels; expected equal numbers.',
    },
    {
      what: 'other axes',
      bytes: hdf5File({ x_train: { ...x, shape: [2, height * width] }, y_train: x }),
      said: 'x_train has no numbers along 3 axes.',
    },
    { what: 'other names', bytes: hdf5File({ words: x }), said: 'it has no x_train and no x_test.' },
    { what: 'another content', bytes: Buffer.from('Some words\n'), said: 'HDF5 says: Not an HDF5 file.' },
    { what: 'less than it promises', bytes: linesFile().subarray(0, 3000), said: 'HDF5 says: ' },
  ];
  it.each(wrong)('with $what are refused, and the message says what was found', async ({ bytes, said }) => {
    const folder = folderOf({ 'lines.h5': bytes });
    await expect(readAll(hdf5Lines, folder)).rejects.toThrow(said);
  });

  const small = (count: number): Buffer =>
    hdf5File({
      x_train: { shape: [count, 1, 1], values: new Uint8Array(count) },
      y_train: { shape: [count, 1], values: new Uint8Array(count) },
    });
  it.each([
    ['many small lines', { 'lines.h5': small(20_000) }],
    ['many small lines in several files', { 'a.h5': small(9000), 'b.h5': small(9000) }],
    [
      'large lines of a small file',
      {
        'lines.h5': hdf5File({
          x_train: { shape: [80, 1000, 1000], values: new Uint8Array(80e6), compression: 'gzip' },
          y_train: { shape: [80, 1], values: new Uint8Array(80) },
        }),
      },
    ],
  ])('with %s are refused before they fill memory and disk', async (_what, files) => {
    const folder = folderOf(files);
    await expect(readAll(hdf5Lines, folder)).rejects.toThrow(/was not read: its .+ would expand to/u);
  });

  it('of a few pixels are read whole', async () => {
    const samples = samplesIn(await readAll(hdf5Lines, folderOf({ 'lines.h5': small(4500) })));
    expect(samples).toHaveLength(4500);
    expect(samples.at(-1)?.key).toBe('train/004499');
  });
});
