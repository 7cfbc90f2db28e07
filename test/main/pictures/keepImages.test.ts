import { createHash } from 'node:crypto';
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keepImages } from '../../../main/pictures/keepImages.ts';
import { objectFile } from '../../../shared/fileNames.ts';
import { blankPng } from '../../support/images.ts';
import { temporaryFolder } from '../../support/library.ts';

const { signal } = new AbortController();

function folders(): { images: string; objects: string } {
  const folder = temporaryFolder();
  const [images, objects] = [join(folder, 'images'), join(folder, 'objects')];
  mkdirSync(images);
  mkdirSync(objects);
  return { images, objects };
}

describe('Images on their way into the object store', () => {
  it('become objects under their hashes, whole, the same bytes once', async () => {
    const { images, objects } = folders();
    const paths = Array.from({ length: 40 }, (_, index) => {
      const path = join(images, `${index}.png`);
      writeFileSync(path, blankPng(20 + (index % 5), 10));
      return path;
    });
    const kept = await keepImages({ paths, within: [images], objects }, signal);
    for (const [index, path] of paths.entries()) {
      const bytes = readFileSync(path);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      expect(kept[index]).toEqual({
        ok: true,
        image: { sha256, bytes: bytes.length, width: 20 + (index % 5), height: 10, format: 'png' },
      });
      expect(readFileSync(join(objects, objectFile(sha256)))).toEqual(bytes);
    }
    const names = readdirSync(objects).flatMap((part) => readdirSync(join(objects, part)));
    expect(names.sort()).toEqual([...new Set(names)]);
    expect(names).toHaveLength(5);
  });

  it('are not written again where they are, unless what is there is damaged', async () => {
    const { images, objects } = folders();
    const path = join(images, 'a.png');
    writeFileSync(path, blankPng(9, 9));
    const request = { paths: [path], within: null, objects };
    const [first] = await keepImages(request, signal);
    if (first?.ok !== true) throw new Error('It was not kept.');
    const object = join(objects, objectFile(first.image.sha256));
    utimesSync(object, 1, 1);
    await keepImages(request, signal);
    expect(statSync(object).mtimeMs).toBe(1000);
    writeFileSync(object, 'rot');
    await keepImages(request, signal);
    expect(readFileSync(object)).toEqual(readFileSync(path));
  });

  it('are refused one by one: what is no image, not there, empty, or out of the folder', async () => {
    const { images, objects } = folders();
    writeFileSync(join(images, 'text.png'), 'no picture');
    writeFileSync(join(images, 'empty.png'), '');
    writeFileSync(join(images, '../out.png'), blankPng(5, 5));
    writeFileSync(join(images, 'good.png'), blankPng(6, 6));
    symlinkSync(join(images, '../out.png'), join(images, 'link.png'));
    symlinkSync(join(images, 'good.png'), join(images, 'inside.png'));
    const names = ['text.png', 'gone.png', 'empty.png', '../out.png', 'link.png', 'inside.png', 'good.png'];
    const paths = names.map((name) => join(images, name));
    const kept = await keepImages({ paths, within: [images], objects }, signal);
    expect(kept.map((one) => (one.ok ? one.image.width : one.error.code))).toEqual([
      'image-format-unknown',
      'file-missing',
      'file-empty',
      'data-invalid',
      'data-invalid',
      6,
      6,
    ]);
  });

  it('are left where they are when nobody wants them any more', async () => {
    const { images, objects } = folders();
    writeFileSync(join(images, 'a.png'), blankPng(5, 5));
    const request = { paths: [join(images, 'a.png')], within: null, objects };
    await expect(keepImages(request, AbortSignal.abort())).rejects.toThrow();
    expect(readdirSync(objects)).toEqual([]);
  });
});
