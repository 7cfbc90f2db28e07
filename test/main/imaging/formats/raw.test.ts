import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodePhoto, inspectPhoto } from '../../../../main/imaging/formats/decode.ts';
import { photoFormatOf } from '../../../../main/imaging/formats/photoFile.ts';
import { openTiff } from '../../../../main/imaging/formats/tiff.ts';
import { isImportName } from '../../../../shared/contract/photo.ts';

/** A tag of a directory: its number, and a value, or bytes that lie elsewhere in the file (tag 46) or at an offset. */
type Tag = readonly [tag: number, value: number | Buffer];
interface Directory {
  readonly tags: readonly Tag[];
  /** A JPEG, with the tags of its place and length. */
  readonly jpeg?: readonly [jpeg: Buffer, offsetTag: number, lengthTag: number];
  /** Directories inside it. */
  readonly inside?: readonly Directory[];
}

/** A little-endian TIFF. @param start its first bytes, up to the offset of the first directory */
function tiffOf(start: string, directories: readonly Directory[], after: Buffer = Buffer.alloc(0)): Buffer {
  const parts: Buffer[] = [Buffer.alloc(16)];
  let length = 16;
  const put = (bytes: Buffer): number => {
    parts.push(bytes);
    length += bytes.length;
    return length - bytes.length;
  };
  const putDirectory = ({ tags, jpeg, inside = [] }: Directory, next: number): number => {
    const entries: [number, number, number, number][] = tags.map(([tag, value]) =>
      typeof value === 'number' ? [tag, 4, 1, value] : [tag, 7, value.length, put(value)],
    );
    if (jpeg !== undefined) {
      const [bytes, offsetTag, lengthTag] = jpeg;
      entries.push([offsetTag, 4, 1, put(bytes)], [lengthTag, 4, 1, bytes.length]);
    }
    for (const each of inside) entries.push([330, 4, 1, putDirectory(each, 0)]);
    const directory = Buffer.alloc(2 + entries.length * 12 + 4);
    directory.writeUInt16LE(entries.length, 0);
    for (const [index, [tag, type, count, value]] of entries.entries()) {
      const at = 2 + index * 12;
      directory.writeUInt16LE(tag, at);
      directory.writeUInt16LE(type, at + 2);
      directory.writeUInt32LE(count, at + 4);
      directory.writeUInt32LE(value, at + 8);
    }
    directory.writeUInt32LE(next, directory.length - 4);
    return put(directory);
  };
  const first = directories.reduceRight((next, directory) => putDirectory(directory, next), 0);
  put(after);
  const file = Buffer.concat(parts);
  file.write(start, 'latin1');
  file.writeUInt32LE(first, 4);
  return file;
}

let preview: Buffer;
let large: Buffer;
let thumbnail: Buffer;
let timed: Buffer;

/** White with a red top left quarter. */
async function jpegOf(width: number, height: number, date?: string): Promise<Buffer> {
  const red = { create: { width: width / 2, height: height / 2, channels: 3, background: '#e00' } } as const;
  const picture = sharp({ create: { width, height, channels: 3, background: '#fff' } }).composite([
    { input: red, top: 0, left: 0 },
  ]);
  const exif = { IFD2: { DateTimeOriginal: date ?? '' } };
  return await (date === undefined ? picture : picture.withExif(exif)).jpeg({ quality: 95 }).toBuffer();
}

beforeAll(async () => {
  preview = await jpegOf(60, 40);
  large = await jpegOf(1200, 800);
  thumbnail = await jpegOf(16, 12);
  timed = await jpegOf(60, 40, '2021:05:06 10:11:12');
});

const sensor = { tags: [[262, 32_803]] } as const;
const orientation = (value: number): Tag => [274, value];

/** As cameras lay them out: where the preview is, and where only a thumbnail is. */
const layouts: Record<string, () => Buffer> = {
  'a.cr2': () =>
    tiffOf('II*\0\0\0\0\0CR\x02\0', [
      { tags: [orientation(1)], jpeg: [preview, 273, 279] },
      { tags: [], jpeg: [thumbnail, 513, 514] },
    ]),
  'a.nef': () =>
    tiffOf('II*\0', [
      { tags: [orientation(1)], inside: [{ tags: [], jpeg: [preview, 513, 514] }] },
      { tags: [], inside: [sensor] },
    ]),
  'a.arw': () =>
    tiffOf('II*\0', [
      { tags: [orientation(1)], jpeg: [preview, 513, 514], inside: [sensor] },
      { tags: [], jpeg: [thumbnail, 513, 514] },
    ]),
  'a.pef': () => tiffOf('II*\0', [{ tags: [...sensor.tags] }, { tags: [], jpeg: [preview, 513, 514] }]),
  'a.srw': () => tiffOf('II*\0', [{ tags: [], inside: [sensor] }], preview),
  'a.rw2': () => tiffOf('IIU\0', [{ tags: [orientation(1), [46, timed]] }]),
  'a.orf': () => tiffOf('IIRO', [{ tags: [orientation(1)], jpeg: [thumbnail, 513, 514] }], preview),
  'a.raf': () => Buffer.concat([Buffer.from('FUJIFILMCCD-RAW 0201'.padEnd(160, '\0')), timed]),
};

describe('Raw photos of cameras', () => {
  it.each(Object.entries(layouts))('%s shows its largest preview', async (name, make) => {
    const bytes = make();
    expect(isImportName(name)).toBe(true);
    const takenAt = ['a.rw2', 'a.raf'].includes(name) ? '2021-05-06T10:11:12' : null;
    expect(await inspectPhoto(bytes, name)).toEqual({
      width: 60,
      height: 40,
      format: 'raw',
      takenAt,
      pictures: 1,
    });
    const { image } = await decodePhoto(bytes, { maxPixels: 1e6 });
    const [red = 0, green = 255] = image.data;
    expect([image.width, image.height, red > 200, green < 60]).toEqual([60, 40, true, true]);
    expect(await openTiff(bytes, name)).toBeNull();
  });

  it('are turned upright, and a large preview is taken as it is listed', async () => {
    const turned = tiffOf('II*\0', [{ tags: [orientation(6)], jpeg: [large, 513, 514], inside: [sensor] }]);
    expect(await inspectPhoto(turned, 'a.arw')).toMatchObject({ width: 800, height: 1200 });
    const { image } = await decodePhoto(turned, { maxPixels: 1e6 });
    expect(image.data[(image.width - 20) * 3 + 1]).toBeLessThan(60);
  });

  it('without a preview, and a CR3, say what they are and what to do', async () => {
    const bare = tiffOf('II*\0', [{ tags: [...sensor.tags] }]);
    await expect(inspectPhoto(bare, 'a.nef')).rejects.toThrow('raw photo without a JPEG preview');
    const cr3 = Buffer.from('\0\0\0\x18ftypcrx \0\0\0\x01crx isom', 'latin1');
    await expect(inspectPhoto(cr3, 'a.cr3')).rejects.toThrow(
      'is a CR3, a raw photo whose preview is not read.',
    );
  });

  it.each(['a.cr2', 'a.rw2', 'a.raf'])(
    '%s that is cut short or changed is refused, or shows less',
    async (name) => {
      const bytes = layouts[name]?.() ?? Buffer.alloc(0);
      for (let at = 20; at < bytes.length; at += 37) {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(at) ^ 0xff, at);
        for (const file of [bytes.subarray(0, at), changed]) {
          const outcome = await inspectPhoto(file, name).catch((thrown: unknown) => String(thrown));
          if (typeof outcome === 'string')
            expect(outcome).toMatch(/InkdexError.*(?:damaged|is not a picture|raw photo)/u);
          else expect(outcome.width).toBeGreaterThan(0);
        }
      }
    },
  );

  it('made to keep a reader busy are refused soon', () => {
    const busy = Buffer.concat([Buffer.from('FUJIFILMCCD-RAW '), Buffer.alloc(3e6, 'ffd8ffff0000', 'hex')]);
    expect(photoFormatOf(busy)).toBe('raw');
    return expect(inspectPhoto(busy, 'a.raf')).rejects.toThrow('without a JPEG preview');
  });

  it('that are DNGs and ordinary TIFFs stay what they were', () => {
    const pictures = join(import.meta.dirname, '../../../fixtures/formats/pictures');
    expect(
      ['preview.dng', 'raw.dng', 'big.tif'].map((name) => photoFormatOf(readFileSync(join(pictures, name)))),
    ).toEqual(['dng', 'dng', 'tiff']);
  });
});
