import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { decodePhoto, inspectPhoto, renderPhoto } from '../../../../main/imaging/formats/decode.ts';
import { openContainer } from '../../../../main/imaging/formats/container.ts';
import { heifFile, heifPicture, rotatedHeif } from '../../../support/heif.ts';
import { mpoOf } from '../../../support/mpo.ts';
import { paintedImage } from '../../../support/images.ts';

/** 60 x 40, with a red quarter in its top left corner. */
const picture = paintedImage(
  { width: 60, height: 40 },
  [255, 255, 255],
  [{ left: 0, top: 0, width: 30, height: 20, colour: [220, 30, 30] }],
);
const raw = { raw: { width: picture.width, height: picture.height, channels: 3 as const } };
const all = { maxPixels: 1e6 };

test.each([1, 2, 3])(
  'of a HEIC or AVIF with three pictures, picture %i is read if it is the primary one',
  async (primary) => {
    const drawing = heifPicture(
      readFileSync(join(import.meta.dirname, '../../../fixtures/formats/drawing.heic')),
    );
    const burst = heifFile('heic', [drawing, rotatedHeif(drawing, 1), rotatedHeif(drawing, 2)], primary);
    const { image, width, height } = await decodePhoto(burst, all);
    expect([width, height]).toEqual(primary === 2 ? [64, 96] : [96, 64]);
    expect(await inspectPhoto(burst, 'burst')).toMatchObject({ width, height });
    const [inkX = 0, inkY = 0] =
      [
        [30, 17],
        [17, 96 - 31],
        [96 - 31, 64 - 18],
      ][primary - 1] ?? [];
    const at = 3 * (inkY * image.width + inkX);
    expect(Math.max(...image.data.subarray(at, at + 3))).toBeLessThan(80);

    const sizes = [8, 16, 24];
    const pictures = await Promise.all(
      sizes.map(async (side) => {
        const plain = sharp({ create: { width: side, height: 8, channels: 3, background: 'red' } });
        return heifPicture(await plain.avif().toBuffer());
      }),
    );
    const album = heifFile('avif', pictures, primary);
    expect((await decodePhoto(album, all)).width).toBe(sizes[primary - 1]);
    expect((await inspectPhoto(album, 'album')).width).toBe(sizes[primary - 1]);
  },
);

describe('a JPEG without its end marker', () => {
  const grey = { raw: { ...raw.raw, channels: 1 as const } };
  const kinds: readonly [string, () => Promise<Buffer>][] = [
    ['with colours', () => sharp(picture.data, raw).jpeg().toBuffer()],
    ['in several scans', () => sharp(picture.data, raw).jpeg({ progressive: true }).toBuffer()],
    ['in grey', () => sharp(picture.data.subarray(0, 2400), grey).jpeg().toBuffer()],
  ];

  test.each(kinds)('is read, %s, if no part of the picture is missing', async (_kind, make) => {
    const whole = await make();
    const expected = (await decodePhoto(whole, all)).image.data;
    const cut = whole.subarray(0, -2);
    for (const damaged of [cut, whole.subarray(0, -1), Buffer.concat([cut, Buffer.alloc(9)])]) {
      expect((await decodePhoto(damaged, all)).image.data).toEqual(expected);
      expect(await renderPhoto(damaged, { maxSide: 30, quality: 80 })).toMatchObject({ width: 30 });
    }
  });
});

test.each([10, 45, 85])(
  'a JPEG that is cut so that %i %% are missing is shown as far as it goes, or refused, and says how much',
  async (percent) => {
    const data = Uint8Array.from({ length: 160 * 800 * 3 }, (_, index) => (index * 7919) % 251);
    const written = sharp(data, { raw: { width: 160, height: 800, channels: 3 } });
    const whole = await written.clone().jpeg().toBuffer();
    const cut = whole.subarray(0, whole.length * (1 - percent / 100));
    const read = await decodePhoto(cut, all).catch((thrown: unknown) => String(thrown));
    if (typeof read === 'string') {
      expect(percent).toBe(85);
      const missing = Number(
        /damaged or incomplete: about (\d+) % of the picture is missing/u.exec(read)?.[1],
      );
      expect(Math.abs(missing - percent)).toBeLessThan(5);
      return;
    }
    expect(Math.abs(read.missing - percent)).toBeLessThan(5);
    const there = 160 * 3 * Math.floor(8 * (100 - percent - 5));
    expect(read.image.data.subarray(0, there)).toEqual(
      (await decodePhoto(whole, all)).image.data.subarray(0, there),
    );
    const several = await written.clone().jpeg({ progressive: true }).toBuffer();
    await expect(decodePhoto(several.subarray(0, several.length / 2), all)).rejects.toThrow('incomplete');
  },
);

describe('a file with several pictures', () => {
  const shades = [40, 120, 200];
  const frame = async (shade: number): Promise<Buffer> =>
    await sharp({
      create: { width: 24, height: 16, channels: 3, background: { r: shade, g: shade, b: shade } },
    })
      .jpeg()
      .toBuffer();
  const kinds: readonly [string, () => Promise<Buffer>][] = [
    ['animated WebP', async () => await animated().webp({ lossless: true }).toBuffer()],
    ['animated GIF', async () => await animated().gif().toBuffer()],
    ['MPO', async () => mpoOf(await Promise.all(shades.map(frame)))],
    [
      'AVIF',
      async () => {
        const pictures = await Promise.all(
          shades.map(
            async (shade) =>
              await sharp(await frame(shade))
                .avif()
                .toBuffer(),
          ),
        );
        return heifFile('avif', pictures.map(heifPicture), 1);
      },
    ],
  ];
  function animated(): Sharp {
    const pages = Buffer.concat(shades.map((shade) => Buffer.alloc(24 * 16 * 3, shade)));
    return sharp(pages, { raw: { width: 24, height: 48, channels: 3, pageHeight: 16 } });
  }

  test.each(kinds)('is counted and opened one by one: %s', async (_kind, make) => {
    const bytes = await make();
    expect(await inspectPhoto(bytes, 'file')).toMatchObject({ width: 24, height: 16, pictures: 3 });
    const file = await openContainer(bytes, 'file');
    expect(file).toMatchObject({ pages: 3, own: 1 });
    const { signal } = new AbortController();
    const drawn = await Promise.all(
      [1, 2, 3].map(async (page) => (await file?.draw(page, signal))?.data.at(0) ?? 0),
    );
    for (const [index, shade] of shades.entries())
      expect(Math.abs((drawn[index] ?? 0) - shade)).toBeLessThan(6);
  });

  test('says which one it is as a photo, and one picture is no container', async () => {
    const drawing = heifPicture(
      readFileSync(join(import.meta.dirname, '../../../fixtures/formats/drawing.heic')),
    );
    const burst = heifFile('heic', [drawing, rotatedHeif(drawing, 1)], 2);
    expect(await openContainer(burst, 'burst')).toMatchObject({ pages: 2, own: 2 });
    expect(await openContainer(await frame(9), 'photo')).toBeNull();
  });
});

describe('a TIFF of measurements', () => {
  const ramp = Array.from({ length: 16 }, (_, index) => index / 15);
  const kinds: readonly [string, TiffPixels][] = [
    ['floats from 0 to 1', { bits: 32, format: 3, data: Float32Array.from(ramp) }],
    ['floats below zero', { bits: 32, format: 3, data: Float32Array.from(ramp, (x) => 40 * x - 1000) }],
    [
      'whole numbers of 32 bits',
      { bits: 32, format: 1, data: Uint32Array.from(ramp, (x) => x * 4294967295) },
    ],
    ['signed numbers of 32 bits', { bits: 32, format: 2, data: Int32Array.from(ramp, (x) => 300 * x - 150) }],
  ];

  test.each(kinds)('with %s is scaled from black to white', async (_kind, pixels) => {
    const { image } = await decodePhoto(tiffOf(8, 2, pixels), all);
    const greys = ramp.map((_, index) => image.data[3 * index] ?? NaN);
    for (const [index, grey] of greys.entries()) expect(Math.abs(grey - index * 17)).toBeLessThanOrEqual(1);
  });

  const unread: readonly [string, TiffPixels][] = [
    ['floats of 16 bits', { bits: 16, format: 3, data: new Uint16Array(16) }],
    ['signed numbers of 16 bits', { bits: 16, format: 2, data: new Int16Array(16) }],
    ['floats of 64 bits', { bits: 64, format: 3, data: new Float64Array(16) }],
    ['a compression of LZMA', { bits: 8, format: 1, compression: 34_925, data: new Uint8Array(16) }],
    ['a compression of Zstandard', { bits: 8, format: 1, compression: 50_000, data: new Uint8Array(16) }],
  ];

  test.each(unread)('with %s is refused as what it is, not as damaged', async (_kind, pixels) => {
    const refused = decodePhoto(tiffOf(8, 2, pixels), all);
    await expect(refused).rejects.toMatchObject({ code: 'image-format-unknown' });
    await expect(refused).rejects.toThrow('Save it with 8 or 16 bits for each colour and LZW compression.');
  });
});

interface TiffPixels {
  readonly bits: number;
  /** TIFF 6.0, section 19: 1 unsigned, 2 signed, 3 float. */
  readonly format: number;
  readonly compression?: number;
  readonly data: ArrayBufferView;
}

/** A grey TIFF of one strip. */
function tiffOf(width: number, height: number, { bits, format, compression = 1, data }: TiffPixels): Buffer {
  const pixels = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const tags: readonly (readonly [tag: number, type: 3 | 4, value: number])[] = [
    [256, 3, width],
    [257, 3, height],
    [258, 3, bits],
    [259, 3, compression],
    [262, 3, 1],
    [273, 4, 8],
    [277, 3, 1],
    [278, 3, height],
    [279, 4, pixels.length],
    [339, 3, format],
  ];
  const directory = Buffer.alloc(2 + 12 * tags.length + 4);
  directory.writeUInt16LE(tags.length, 0);
  for (const [index, [tag, type, value]] of tags.entries()) {
    directory.writeUInt16LE(tag, 2 + 12 * index);
    directory.writeUInt16LE(type, 4 + 12 * index);
    directory.writeUInt32LE(1, 6 + 12 * index);
    directory.writeUInt32LE(value, 10 + 12 * index);
  }
  const head = Buffer.from('II*\0\0\0\0\0', 'latin1');
  head.writeUInt32LE(8 + pixels.length, 4);
  return Buffer.concat([head, pixels, directory]);
}
