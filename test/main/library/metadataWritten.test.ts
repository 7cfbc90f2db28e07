import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Services } from '../../../main/services.ts';
import type { Photo } from '../../../shared/contract/photo.ts';
import { typeOver } from '../../support/labels.ts';
import { pageOf } from '../../support/library.ts';
import { everything, importAll, openTestServices } from '../../support/services.ts';

/** Pixels without a pattern, so that no two pictures are alike. */
function picture(seed: number, width = 96, height = 64): Sharp {
  const data = Buffer.alloc(width * height * 3);
  let state = seed * 2_654_435_761;
  for (let at = 0; at < data.length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    data[at] = state >>> 24;
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

const xmp = (rating: number): string =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="${String(rating)}"/></rdf:RDF></x:xmpmeta>`;

/** A segment of a JPEG behind its start. */
function withSegment(jpeg: Buffer, marker: number, text: string): Buffer {
  const segment = Buffer.alloc(4);
  segment.writeUInt16BE(0xff00 + marker);
  segment.writeUInt16BE(text.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), segment, Buffer.from(text), jpeg.subarray(2)]);
}

/** Files of one picture before and after another program has written something beside its pixels. */
const pairs: Record<string, () => Promise<readonly [name: string, before: Buffer, after: Buffer]>> = {
  'a rating in a JPEG': async () => {
    const jpeg = await picture(1).jpeg().toBuffer();
    return ['p.jpg', jpeg, withSegment(jpeg, 0xe1, `http://ns.adobe.com/xap/1.0/\0${xmp(4)}`)];
  },
  'keywords and a comment in a progressive JPEG': async () => {
    const jpeg = await picture(2).jpeg({ progressive: true }).toBuffer();
    return ['p.jpeg', jpeg, withSegment(withSegment(jpeg, 0xed, 'Photoshop 3.0\0lecture'), 0xfe, 'mine')];
  },
  'a colour profile and another picture behind a JPEG': async () => {
    const jpeg = await picture(3).jpeg().toBuffer();
    return [
      'p.jpg',
      jpeg,
      Buffer.concat([withSegment(jpeg, 0xe2, 'ICC_PROFILE\0none'), await picture(4).jpeg().toBuffer()]),
    ];
  },
  'chunks of text in a PNG that is compressed anew': async () => {
    const png = await picture(5).png({ compressionLevel: 2 }).toBuffer();
    return ['p.png', png, await sharp(png).withXmp(xmp(3)).png({ compressionLevel: 9 }).toBuffer()];
  },
  'a rating in a TIFF': async () => {
    const tiff = await picture(6).tiff({ compression: 'lzw' }).toBuffer();
    return ['p.tif', tiff, await sharp(tiff).withXmp(xmp(2)).tiff({ compression: 'deflate' }).toBuffer()];
  },
  'a rating in a lossless WebP': async () => {
    const webp = await picture(7).webp({ lossless: true }).toBuffer();
    return ['p.webp', webp, await sharp(webp).withXmp(xmp(1)).webp({ lossless: true }).toBuffer()];
  },
};

async function imported(name: string, before: Buffer) {
  const { services, photos } = await openTestServices(() => ({
    read: () => Promise.resolve(pageOf('stone wall')),
  }));
  mkdirSync(photos, { recursive: true });
  const path = join(photos, name);
  writeFileSync(path, before);
  await importAll(services, [photos]);
  const [photo] = all(services);
  if (photo === undefined) throw new RangeError('There is one photo.');
  return { services, photos, path, photo };
}

function all(services: Services): Photo[] {
  return services.library.calls.listPhotos(everything).photos;
}

function textsOf(services: Services, { id }: Photo): string[] {
  return services.library.calls.getPhoto({ photo: id }).words.map(({ text }) => text);
}

describe('a photo into whose file another program writes', () => {
  it.each(Object.entries(pairs))('is the same photo with %s', async (_, make) => {
    const [name, before, after] = await make();
    const { services, photos, path, photo } = await imported(name, before);
    typeOver(services.labels, photo.id, 'stonework');
    const [revision] = all(services).map((each) => each.revision);
    writeFileSync(path, after);
    const { job } = await importAll(services, [photos]);
    expect(job).toMatchObject({ state: 'done', failed: 0 });
    const found = all(services);
    expect(found).toMatchObject([{ id: photo.id, status: 'read', turn: 0, bytes: after.length, revision }]);
    expect(found[0]?.sha256).not.toBe(photo.sha256);
    expect(textsOf(services, photo)).toEqual(['stonework', 'wall']);
    // The file of before is known again, too.
    writeFileSync(path, before);
    await importAll(services, [photos]);
    expect(all(services)).toMatchObject([{ id: photo.id, sha256: photo.sha256, status: 'read' }]);
  });

  it.each(Object.keys(pairs).slice(0, 4))(
    'is another photo where the picture is another one: %s',
    async (kind) => {
      const [name, before] = (await pairs[kind]?.()) ?? [];
      if (name === undefined || before === undefined) throw new RangeError('There is such a pair.');
      const { services, photos, path, photo } = await imported(name, before);
      // One pixel is another one, and as many bytes as before or more.
      const { data, info } = await sharp(before).raw().toBuffer({ resolveWithObject: true });
      data[300] = (data[300] ?? 0) ^ 0x80;
      const raw = { width: info.width, height: info.height, channels: 3 } as const;
      const other = sharp(data, { raw });
      writeFileSync(
        path,
        await (name.endsWith('png') ? other.png() : other.jpeg({ quality: 95 })).toBuffer(),
      );
      await importAll(services, [photos]);
      expect(
        all(services)
          .map(({ id, status }) => [id === photo.id, status])
          .sort(),
      ).toEqual([
        [false, 'read'],
        [true, 'missing'],
      ]);
    },
  );

  it('turns with its words where EXIF turns it, and is shown as before where it was rotated in Inkdex', async () => {
    const jpeg = await picture(8).jpeg().toBuffer();
    const turned = (orientation: number): Promise<Buffer> =>
      sharp(jpeg).keepIccProfile().withMetadata({ orientation }).jpeg().toBuffer();
    const upright = await turned(1);
    const sideways = await turned(6);
    const { services, photos, path, photo } = await imported('p.jpg', upright);
    const [, second] = services.library.calls.getPhoto({ photo: photo.id }).words;
    writeFileSync(path, sideways);
    await importAll(services, [photos]);
    expect(all(services)).toMatchObject([
      { id: photo.id, turn: 0, width: photo.height, height: photo.width },
    ]);
    const [x, y, width, height] = second?.box ?? [0, 0, 0, 0];
    // Turned clockwise: what was at the left is at the top, what was at the bottom is at the left.
    expect(services.library.calls.getPhoto({ photo: photo.id }).words[1]?.box).toEqual([
      photo.height - y - height,
      x,
      height,
      width,
    ]);

    const job = await services.library.calls.rotatePhotos({ photos: [photo.id], by: 270 });
    if (job !== null) await services.jobs.finished(job.id);
    const shown = services.library.calls.getPhoto({ photo: photo.id });
    writeFileSync(path, await turned(3));
    await importAll(services, [photos]);
    const now = services.library.calls.getPhoto({ photo: photo.id });
    expect(now.photo).toMatchObject({ turn: 180, width: shown.photo.width, height: shown.photo.height });
    expect(now.words.map(({ box }) => box)).toEqual(shown.words.map(({ box }) => box));
  });
});

describe('a photo that was still being written', () => {
  it.each([0.75, 0.9])('is the whole one once it is there, of which .%s was read before', async (share) => {
    const jpeg = await picture(9, 320, 240).jpeg().toBuffer();
    const { services, photos, path, photo } = await imported(
      'p.jpg',
      jpeg.subarray(0, Math.floor(jpeg.length * share)),
    );
    writeFileSync(path, jpeg);
    const { job } = await importAll(services, [photos]);
    expect(job).toMatchObject({ state: 'done', failed: 0 });
    expect(all(services)).toMatchObject([{ id: photo.id, status: 'read', bytes: jpeg.length }]);
  });

  it('keeps what a person corrected in its beginning', async () => {
    const jpeg = await picture(10, 320, 240).jpeg().toBuffer();
    const { services, photos, path, photo } = await imported(
      'p.jpg',
      jpeg.subarray(0, Math.floor(jpeg.length * 0.8)),
    );
    typeOver(services.labels, photo.id, 'stonework');
    writeFileSync(path, jpeg);
    await importAll(services, [photos]);
    expect(all(services)).toMatchObject([{ id: photo.id, status: 'read' }]);
    expect(textsOf(services, photo)).toContain('stonework');
  });

  it('is another photo if its file begins in the same way and has another size', async () => {
    const jpeg = await picture(11, 320, 240).jpeg().toBuffer();
    const { services, photos, path } = await imported(
      'p.jpg',
      jpeg.subarray(0, Math.floor(jpeg.length * 0.8)),
    );
    writeFileSync(path, await picture(11, 240, 320).jpeg().toBuffer());
    await importAll(services, [photos]);
    expect(all(services)).toHaveLength(2);
    expect(readFileSync(path).length).toBeGreaterThan(0);
  });
});
