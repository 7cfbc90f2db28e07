import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type TiffOptions } from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePhoto, inspectPhoto, renderPhoto } from '../../../../main/imaging/formats/decode.ts';
import { takeoutDate } from '../../../../main/imaging/formats/takeoutDate.ts';
import { openTiff } from '../../../../main/imaging/formats/tiff.ts';
import { tiffPages } from '../../../../main/imaging/formats/tiffDirectories.ts';
import { isImportName } from '../../../../shared/contract/photo.ts';
import { folderForAll } from '../../../support/folders.ts';

const pictures = join(import.meta.dirname, '../../../fixtures/formats/pictures');
const read = (name: string): Buffer => readFileSync(join(pictures, name));
const all = { maxPixels: 1e6 };
const never = new AbortController().signal;

/** Colour of a pixel, as fractions of the sides. */
async function colourAt(bytes: Buffer, across: number, down: number): Promise<number[]> {
  const { image } = await decodePhoto(bytes, all);
  const at = Math.floor(down * image.height) * image.width + Math.floor(across * image.width);
  return [...image.data.subarray(at * 3, at * 3 + 3)];
}

/** Each shows white with a quarter in its top left corner, 60 x 40 pixels, made by Pillow, cjxl and tifffile. */
const shown = {
  '24.bmp': ['bmp', 220, 30],
  '32.bmp': ['bmp', 220, 30],
  'grey.bmp': ['bmp', 87, 87],
  '1bit.bmp': ['bmp', 0, 0],
  'colour.jp2': ['jp2', 220, 30],
  'codestream.j2k': ['jp2', 220, 30],
  'grey.jp2': ['jp2', 87, 87],
  'grey16.jp2': ['jp2', 87, 87],
  'colour.jxl': ['jxl', 220, 30],
  'grey.jxl': ['jxl', 87, 87],
} as const;

describe('Formats that sharp does not decode', () => {
  it.each(Object.entries(shown))('%s gives its pixels and its header', async (name, [format, red, green]) => {
    expect(isImportName(name)).toBe(true);
    const bytes = read(name);
    expect(await inspectPhoto(bytes, name)).toEqual({
      width: 60,
      height: 40,
      format,
      takenAt: null,
      pictures: 1,
    });
    const [r, g, b] = await colourAt(bytes, 0.1, 0.1);
    expect([r, g, b]).toEqual([red, green, green]);
    expect(await colourAt(bytes, 0.9, 0.9)).toEqual([255, 255, 255]);
    expect(await renderPhoto(bytes, { maxSide: 30, quality: 80, turn: 90 })).toMatchObject({
      width: 20,
      height: 30,
    });
  });

  it('a JPEG XL of any other proportions is as wide and high as its header says', async () => {
    expect(await inspectPhoto(read('odd.jxl'), 'odd.jxl')).toMatchObject({ width: 53, height: 41 });
    expect(await decodePhoto(read('odd.jxl'), all)).toMatchObject({ image: { width: 53, height: 41 } });
  });

  it.each([
    ['oriented.jxl', 'jxl'],
    ['preview.dng', 'dng'],
  ])('%s is turned upright', async (name, format) => {
    const bytes = read(name);
    expect(await inspectPhoto(bytes, name)).toMatchObject({ width: 40, height: 60, format });
    const [red = 0, green = 255] = await colourAt(bytes, 0.9, 0.1);
    expect([red > 200, green < 60]).toEqual([true, true]);
    expect((await colourAt(bytes, 0.1, 0.1)).every((value) => value > 240)).toBe(true);
  });

  it.each(Object.keys(shown))('%s that is cut short is named as damaged', async (name) => {
    const bytes = read(name);
    for (const share of [0.3, 0.9]) {
      const cut = bytes.subarray(0, Math.floor(bytes.length * share));
      await expect(decodePhoto(cut, all)).rejects.toMatchObject({
        message: expect.stringMatching(/damaged or incomplete|is not a picture/u) as string,
      });
    }
  });

  it('a DNG without a preview and a JPEG 2000 with transparency say what they lack', async () => {
    await expect(decodePhoto(read('raw.dng'), all)).rejects.toThrow(/raw photo without a JPEG preview/u);
    await expect(decodePhoto(read('transparent.jp2'), all)).rejects.toThrow(/4 components; grey, or red/u);
  });

  it('a picture that says it is as large as a town is not decoded', async () => {
    const bytes = Buffer.from(read('colour.jp2'));
    const siz = bytes.indexOf(Buffer.from([0xff, 0x51]));
    bytes.writeUInt32BE(100_000, siz + 6);
    bytes.writeUInt32BE(100_000, siz + 10);
    await expect(decodePhoto(bytes, all)).rejects.toMatchObject({ code: 'image-too-large' });
  });
});

async function tiffOf(shades: readonly number[], options: TiffOptions = {}): Promise<Buffer> {
  const pages = shades.map((shade) => Buffer.alloc(30 * 20 * 3, shade));
  const raw = { width: 30, height: 20 * shades.length, channels: 3, pageHeight: 20 } as const;
  return await sharp(Buffer.concat(pages), { raw }).tiff(options).toBuffer();
}

describe('TIFFs with several pages', () => {
  it.each([
    ['as sharp writes them', () => tiffOf([40, 120, 200], { compression: 'lzw' })],
    ['in BigTIFF, as tifffile writes them', () => Promise.resolve(read('big.tif'))],
  ])('%s are drawn page by page', async (_what, make) => {
    const tiff = await openTiff(await make(), 'scan.tif');
    expect(tiff?.pages).toBe(3);
    const shades = await Promise.all(
      [1, 2, 3].map(async (page) => (await tiff?.draw(page, never))?.data[0] ?? 0),
    );
    expect(shades.toSorted((a, b) => a - b)).toEqual(shades);
    expect(new Set(shades).size).toBe(3);
  });

  it('do not count the previews of a DNG, and a single page is a photo', async () => {
    expect(tiffPages(read('preview.dng'))).toEqual([]);
    expect(tiffPages(await tiffOf([40]))).toEqual([0]);
    expect(await openTiff(await tiffOf([40]), 'scan.tif')).toBeNull();
    expect(await openTiff(read('24.bmp'), 'scan.tif')).toBeNull();
  });

  it('end where their directories are damaged, point at themselves or outside', async () => {
    const bytes = await tiffOf([40, 120]);
    const first = bytes.readUInt32LE(4);
    const next = first + 2 + 12 * bytes.readUInt16LE(first);
    for (const target of [first, bytes.length - 1, 0xffff_fff0]) {
      const damaged = Buffer.from(bytes);
      damaged.writeUInt32LE(target, next);
      expect(tiffPages(damaged)).toEqual([0]);
    }
  });
});

const folder = folderForAll();

describe('The date in a JSON file of Google Takeout', () => {
  const sidecar = (timestamp: string) =>
    JSON.stringify({ title: 'a', photoTakenTime: { timestamp, formatted: '' } });
  const long = 'a photo of a whiteboard with a long name indeed 2021';

  it.each([
    ['IMG_1.jpg', 'IMG_1.jpg.json'],
    ['IMG_2.jpg', 'IMG_2.jpg.supplemental-metadata.json'],
    ['IMG_20210506_101112345.jpg', 'IMG_20210506_101112345.jpg.supplemental-metada.json'],
    ['IMG_3(1).jpg', 'IMG_3.jpg(1).json'],
    ['IMG_4(2).jpg', 'IMG_4.jpg.supplemental-metadata(2).json'],
    ['IMG_5-edited.jpg', 'IMG_5.jpg.json'],
    [`${long}.jpg`, `${long.slice(0, 46)}.json`],
    ['IMG_1-bearbeitet.jpg', 'IMG_1.jpg.json'],
    ['IMG_1-modifi\u00e9.jpg', 'IMG_1.jpg.supplemental-metadata.json'],
    ['IMG_1-modifie\u0301(2).jpg', 'IMG_1.jpg(2).json'],
    ['IMG_1-\u7de8\u96c6\u6e08\u307f.jpg', 'IMG_1.jpg.json'],
    ['cafe\u0301.jpg', 'caf\u00e9.jpg.json'],
    ['x.jpg', 'x.jpg.supple.json'],
    ['y.jpg', 'y.jpg.supplemental-metad.json'],
    ['z.png', 'z.json'],
  ])('of %s is found in %s', async (photo, name) => {
    const place = mkdtempSync(join(folder, 'album-'));
    writeFileSync(join(place, name), sidecar('1620295872'));
    expect(await takeoutDate(join(place, photo))).toBe('2021-05-06T10:11:12+00:00');
  });

  it('is none if there is no such file, or not one of Takeout', async () => {
    const path = join(folder, 'IMG_9.jpg');
    expect(await takeoutDate(path)).toBeNull();
    for (const text of ['[', '{}', sidecar('soon'), sidecar('999999999999')]) {
      writeFileSync(`${path}.json`, text);
      expect(await takeoutDate(path)).toBeNull();
    }
    rmSync(`${path}.json`);
    mkdirSync(`${path}.json`);
    expect(await takeoutDate(path)).toBeNull();
  });
});
