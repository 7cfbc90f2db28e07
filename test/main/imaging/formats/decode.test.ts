import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import {
  decodePhoto,
  encodeJpeg,
  inspectPhoto,
  renderPhoto,
  type PhotoHeader,
} from '../../../../main/imaging/formats/decode.ts';
import { readPhotoFile } from '../../../../main/imaging/formats/photoFile.ts';
import { blankPng, paintedImage } from '../../../support/images.ts';
import { folderForAll } from '../../../support/folders.ts';

const red = [220, 30, 30] as const;
const white = [255, 255, 255] as const;

/** 60 x 40, with a red quarter in its top left corner. */
const picture = paintedImage({ width: 60, height: 40 }, white, [
  { left: 0, top: 0, width: 30, height: 20, colour: red },
]);
const raw = { raw: { width: picture.width, height: picture.height, channels: 3 as const } };
const all = { maxPixels: 1e6 };
const finds = join(import.meta.dirname, '../../../fuzz/finds');

function inspect(bytes: Uint8Array): Promise<PhotoHeader> {
  return inspectPhoto(bytes, 'picture');
}

const folder = folderForAll();

async function file(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

function pixel(image: { width: number; data: Uint8Array }, x: number, y: number): number[] {
  return Array.from(image.data.subarray((y * image.width + x) * 3, (y * image.width + x) * 3 + 3));
}

describe('formats', () => {
  const encoders = {
    jpeg: () => sharp(picture.data, raw).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }),
    png: () => sharp(picture.data, raw).png(),
    webp: () => sharp(picture.data, raw).webp({ lossless: true }),
    tiff: () => sharp(picture.data, raw).tiff(),
    avif: () => sharp(picture.data, raw).avif({ lossless: true }),
    gif: () => sharp(picture.data, raw).gif(),
  };

  for (const [format, encoder] of Object.entries(encoders)) {
    test(`${format} gives its pixels and its header`, async () => {
      const bytes = await encoder().toBuffer();
      const { image, width, height, scale } = await decodePhoto(bytes, all);
      expect([width, height, scale]).toEqual([60, 40, 1]);
      expect(image.data.length).toBe(60 * 40 * 3);
      for (const [channel, value] of pixel(image, 10, 10).entries()) {
        expect(Math.abs(value - (red[channel] ?? 0))).toBeLessThan(16);
      }
      expect(pixel(image, 50, 30).every((value) => value > 240)).toBe(true);
      expect(await inspect(bytes)).toEqual({ width: 60, height: 40, format, takenAt: null, pictures: 1 });
    });
  }

  test('a grey picture has three equal channels, transparency is white, 16 bits become 8', async () => {
    const grey = await sharp(picture.data, raw).greyscale().png().toBuffer();
    const { image } = await decodePhoto(grey, all);
    const [first, second, third] = pixel(image, 5, 5);
    expect(image.data.length).toBe(60 * 40 * 3);
    expect([second, third]).toEqual([first, first]);

    const clear = await sharp({ create: { width: 8, height: 8, channels: 4, background: '#0000' } })
      .png()
      .toBuffer();
    expect(pixel((await decodePhoto(clear, all)).image, 4, 4)).toEqual([255, 255, 255]);

    const deep = await sharp(picture.data, raw).toColourspace('rgb16').png().toBuffer();
    expect(pixel((await decodePhoto(deep, all)).image, 5, 5)).toEqual([220, 30, 30]);
  });

  test('a JPEG whose comment speaks of a PDF is a JPEG', async () => {
    const jpeg = await sharp({ create: { width: 30, height: 20, channels: 3, background: '#fff' } })
      .jpeg()
      .toBuffer();
    const comment = Buffer.from('\xff\xfe\0\x15Scanned: %PDF-1.7 \0', 'latin1');
    const commented = Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]);
    expect(await inspectPhoto(commented, 'scan.jpg')).toMatchObject({
      width: 30,
      height: 20,
      format: 'jpeg',
    });
  });

  test('an animated GIF is its first frame', async () => {
    const frames = Buffer.concat([picture.data, Buffer.alloc(picture.data.length, 0)]);
    const bytes = await sharp(frames, { raw: { width: 60, height: 80, channels: 3, pageHeight: 40 } })
      .gif({ delay: [100, 100] })
      .toBuffer();
    const { image } = await decodePhoto(bytes, all);
    expect([image.width, image.height]).toEqual([60, 40]);
    expect(pixel(image, 50, 30).every((value) => value > 240)).toBe(true);
  });
});

describe('EXIF', () => {
  test('turns a photo upright', async () => {
    const bytes = await sharp(picture.data, raw).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { image, width, height } = await decodePhoto(bytes, all);
    expect([width, height, image.width, image.height]).toEqual([40, 60, 40, 60]);
    // A quarter turn clockwise brings the top left corner to the top right.
    expect(pixel(image, 35, 5)[1]).toBeLessThan(100);
    expect(pixel(image, 5, 5)[1]).toBeGreaterThan(200);
    expect(await inspect(bytes)).toMatchObject({ width: 40, height: 60 });
  });

  const dated = async (times: Record<string, string>): Promise<string | null> => {
    const { DateTime, ...others } = times;
    const changed = DateTime === undefined ? {} : { IFD0: { DateTime } };
    const bytes = await sharp(picture.data, raw)
      .withExif({ ...changed, IFD2: others })
      .jpeg()
      .toBuffer();
    return (await inspect(bytes)).takenAt;
  };

  test('says when a photo was taken, and nothing where the clock was never set', async () => {
    expect(await dated({ DateTimeOriginal: '2024:03:09 16:05:59' })).toBe('2024-03-09T16:05:59');
    expect(await dated({ DateTimeOriginal: '0000:00:00 00:00:00' })).toBeNull();
  });

  test.each([
    ['0000:00:00 00:00:00', '2020:02:29 23:59:59', '2020-02-29T23:59:59'],
    ['    :  :     :  :  ', '2021-05-06T10:11:12', '2021-05-06T10:11:12'],
    ['2021:02:29 10:00:00', '2021/05/06 10:11:12', '2021-05-06T10:11:12'],
    ['2021:04:31 10:00:00', '2021:05:06 24:00:00', null],
    ['2021:05:06 10:60:00', '2021:05:06', null],
  ])('takes the first sound time: not %s, but %s', async (original, digitized, expected) => {
    expect(await dated({ DateTimeOriginal: original, DateTimeDigitized: digitized })).toBe(expected);
    expect(await dated({ DateTimeOriginal: original, DateTime: digitized })).toBe(expected);
  });
});

test('a HEIC is decoded', async () => {
  const bytes = readFileSync(join(import.meta.dirname, '../../../fixtures/formats/drawing.heic'));
  const { image } = await decodePhoto(bytes, all);
  expect([image.width, image.height]).toEqual([96, 64]);
  expect(Math.max(...pixel(image, 30, 17))).toBeLessThan(80);
  expect(Math.min(...pixel(image, 5, 5))).toBeGreaterThan(200);
});

describe('sizes', () => {
  test('a photo above the pixel limit comes smaller, with its scale', async () => {
    const bytes = await sharp(picture.data, raw).png().toBuffer();
    const { image, width, height, scale } = await decodePhoto(bytes, { maxPixels: 600 });
    expect([width, height]).toEqual([60, 40]);
    expect(scale).toBeCloseTo(0.5);
    expect([image.width, image.height]).toEqual([30, 20]);
  });

  test('a rendered photo keeps within its side and is never enlarged', async () => {
    const bytes = await sharp(picture.data, raw).png().toBuffer();
    const small = await renderPhoto(bytes, { maxSide: 30, quality: 80 });
    expect([small.width, small.height]).toEqual([30, 20]);
    expect(await inspect(small.jpeg)).toMatchObject({ width: 30, height: 20, format: 'jpeg' });
    expect(await renderPhoto(bytes, { maxSide: 480, quality: 80 })).toMatchObject({ width: 60, height: 40 });
  });

  test('an encoded picture decodes to about itself', async () => {
    const { image } = await decodePhoto(await encodeJpeg(picture, 95), all);
    expect(pixel(image, 50, 30).every((value) => value > 245)).toBe(true);
  });
});

describe('what cannot be read', () => {
  const refusals: readonly [string, () => Promise<string>, string, RegExp][] = [
    ['a file with zero bytes', () => file('empty.jpg', ''), 'file-empty', /zero bytes/u],
    [
      'a text called .jpg',
      () => file('letter.jpg', 'Dear reader,\nthis is no picture.'),
      'image-format-unknown',
      /expected JPEG, PNG/u,
    ],
    [
      'a PDF under the name of a picture',
      () => file('scan.jpg', '%PDF-1.7\n'),
      'image-format-unknown',
      /is a PDF, and no picture/u,
    ],
    ['a missing file', () => Promise.resolve(join(folder, 'gone.jpg')), 'file-missing', /not there/u],
    ['a folder', () => Promise.resolve(folder), 'file-unreadable', /is a folder, no file/u],
    [
      'an SVG, which could load other files',
      () => file('drawing.png', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      'image-format-unknown',
      /expected/u,
    ],
    [
      'a 20,000 x 20,000 PNG',
      () => file('huge.png', blankPng(20_000, 20_000)),
      'image-too-large',
      /20000 x 20000 pixels; at most 200 million/u,
    ],
    [
      'a HEIC whose picture has no rows',
      () => Promise.resolve(join(finds, 'image-a.heic/20265081/a.heic')),
      'image-damaged',
      /0 pixels/u,
    ],
    [
      'a HEIC header without a picture',
      () => file('cut.heic', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1')),
      'image-damaged',
      /damaged or incomplete/u,
    ],
  ];

  /** Reading them would wait for ever. */
  const endless: typeof refusals = [
    [
      'a pipe that nobody writes to',
      () => {
        const path = join(folder, 'pipe.jpg');
        execFileSync('mkfifo', [path]);
        return Promise.resolve(path);
      },
      'file-unreadable',
      /is a pipe or a device, no file/u,
    ],
    [
      'a device that never ends',
      () => Promise.resolve('/dev/zero'),
      'file-unreadable',
      /is a pipe or a device, no file/u,
    ],
  ];

  for (const [name, make, code, message] of [...refusals, ...(process.platform === 'win32' ? [] : endless)]) {
    test(`${name} is refused: ${code}`, async () => {
      const path = await make();
      for (const attempt of [
        () => decodePhoto(path, all),
        () => renderPhoto(path, { maxSide: 480, quality: 80 }),
        async () => inspect(await readPhotoFile(path)),
      ]) {
        await expect(attempt()).rejects.toMatchObject({ code });
        await expect(attempt()).rejects.toThrow(message);
      }
    });
  }

  test('a JPEG that lacks half of its picture is refused, not shown half grey', async () => {
    const noise = Uint8Array.from({ length: 300 * 200 * 3 }, (_, index) => (index * 7919) % 251);
    const whole = await encodeJpeg({ width: 300, height: 200, data: noise }, 90);
    const path = await file('cut.jpg', whole.subarray(0, whole.length * 0.4));
    await expect(decodePhoto(path, all)).rejects.toMatchObject({ code: 'image-damaged' });
    await expect(renderPhoto(path, { maxSide: 100, quality: 80 })).rejects.toMatchObject({
      code: 'image-damaged',
    });
  });

  test('a name with brackets, a newline and markup is a name like any other', async () => {
    const name = 'a [1]\n<img onerror=alert(1)>.jpg';
    const path = await file(name, await encodeJpeg(picture, 80));
    expect(await inspect(await readPhotoFile(path))).toMatchObject({ width: 60 });
  });
});
