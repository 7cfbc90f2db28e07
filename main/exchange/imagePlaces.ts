import { constants } from 'node:fs';
import { copyFile, mkdir, open, stat, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { OutgoingSample, OutgoingSamples, WriteOptions } from './exchangeFormat.ts';
import { scaleQuad } from '../../shared/geometry.ts';
import { windowsName } from '../../shared/fileNames.ts';
import { cropQuadRgb } from '../imaging/geometry/crop.ts';
import { decodePhoto, mostPixels, type DecodedPhoto } from '../imaging/formats/decode.ts';
import { relativeFile } from './folders.ts';
import { plainPng } from './png.ts';

/**
 * Images to remember without reading the disk: samples that are near each other in the order of keys, or on the same
 * page.
 */
const mostRemembered = 4096;

/** Places images in a folder that is being written. Images with the same name get different names. */
export function imagePlaces(folder: string, { onImage, signal }: WriteOptions) {
  const remembered = new Map<string, string>();

  async function copyTo(place: string, source: string): Promise<void> {
    await mkdir(dirname(join(folder, place)), { recursive: true });
    await copyFile(source, join(folder, place), constants.COPYFILE_FICLONE);
    onImage();
  }

  return {
    /**
     * Places the image at `source` under `wanted` or a similar name, once for all its samples. Returns its path
     * relative to the folder, with slashes.
     */
    async put(source: string, wanted: string): Promise<string> {
      signal.throwIfAborted();
      const key = JSON.stringify([wanted, source]);
      const known = remembered.get(key);
      if (known !== undefined) return known;
      const reachable = await withFolders(folder, wanted);
      for (let copy = 1; ; copy += 1) {
        const place = numbered(reachable, copy);
        const there = await stat(join(folder, place)).catch(() => null);
        if (there === null) await copyTo(place, source);
        else if (!there.isFile() || !(await haveSameBytes(join(folder, place), source))) continue;
        if (remembered.size >= mostRemembered) remembered.clear();
        remembered.set(key, place);
        return place;
      }
    },
    /** Places a sample's image under a unique name, for formats with one image per sample. */
    async putOwn({ sample, picture }: CutSample, wanted: string): Promise<string> {
      signal.throwIfAborted();
      const reachable = await withFolders(folder, wanted);
      let copy = 1;
      while ((await stat(join(folder, numbered(reachable, copy))).catch(() => null)) !== null) copy += 1;
      const place = numbered(reachable, copy);
      if (picture === null) {
        await copyTo(place, sample.path);
      } else {
        await mkdir(dirname(join(folder, place)), { recursive: true });
        await writeFile(join(folder, place), picture, { flag: 'wx' });
        onImage();
      }
      return place;
    },
  };
}

/** A path whose folders can be created: if a file has the name of a folder, the folder gets another name. */
async function withFolders(folder: string, wanted: string): Promise<string> {
  const parts = wanted.split('/');
  const file = parts.pop() ?? wanted;
  let parent = '';
  for (const part of parts) {
    for (let copy = 1; ; copy += 1) {
      const place = `${parent}${numbered(part, copy)}`;
      const there = await stat(join(folder, place)).catch(() => null);
      if (there !== null && !there.isDirectory()) continue;
      parent = `${place}/`;
      break;
    }
  }
  return `${parent}${file}`;
}

/** `a.png`, `a~2.png`, `a~3.png` */
export function numbered(wanted: string, copy: number): string {
  const extension = extname(wanted);
  const stem = wanted.slice(0, wanted.length - extension.length);
  return copy === 1 ? wanted : `${stem}~${copy}${extension}`;
}

/**
 * A path inside the folder for a sample's image: its own file name, changed if some system does not allow it. Formats
 * whose lists end a name at white space pass further forbidden characters.
 */
export function placeFor(file: string, forbidden: RegExp | null = null): string {
  // A name that points outside its folder is reduced to the part inside.
  const parts = (relativeFile(file) ?? file).split(/[/\\]/u);
  const names = parts
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .map((part) => safeName(forbidden === null ? part : part.replaceAll(forbidden, '_')));
  return names.length === 0 ? 'images/unnamed' : names.join('/');
}

function safeName(part: string): string {
  const short = Buffer.byteLength(part) <= 200 ? part : shortened(part);
  // A leading dot hides a file, and readers of lists trim names.
  return windowsName(short.replace(/^[.\s]/u, '_'));
}

function shortened(name: string): string {
  return beginning(name, 170) + beginning(extname(name), 30);
}

/** The longest prefix of whole characters that fits into a number of bytes. */
function beginning(text: string, mostBytes: number): string {
  let found = '';
  for (const character of text) {
    if (Buffer.byteLength(found + character) > mostBytes) break;
    found += character;
  }
  return found;
}

async function haveSameBytes(path: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([open(path), open(other)]);
  try {
    const sizes = await Promise.all([first.stat(), second.stat()]);
    if (sizes[0].size !== sizes[1].size) return false;
    const left = Buffer.alloc(1024 * 1024);
    const right = Buffer.alloc(1024 * 1024);
    for (let at = 0; at < sizes[0].size; at += left.length) {
      const [a, b] = await Promise.all([
        first.read(left, 0, left.length, at),
        second.read(right, 0, right.length, at),
      ]);
      if (
        a.bytesRead !== b.bytesRead ||
        !left.subarray(0, a.bytesRead).equals(right.subarray(0, b.bytesRead))
      ) {
        return false;
      }
    }
    return true;
  } finally {
    await Promise.all([first.close(), second.close()]);
  }
}

/**
 * Path of a word's image in formats that identify words by their images: its own file name, or for a word that was
 * cut out, a name made from its page and its key.
 *
 * @param forbidden characters that the format's names cannot contain
 */
export function wordPlace({ sample, picture }: CutSample, forbidden: RegExp): string {
  if (picture === null) return placeFor(sample.file, forbidden);
  const stem = sample.file.slice(0, sample.file.length - extname(sample.file).length);
  const name = sample.key.replace(/[/\\]/gu, '_');
  return `${placeFor(`${stem}/${name}`, forbidden)}.png`;
}

export interface CutSample {
  readonly sample: OutgoingSample;
  /**
   * The part of the picture that is the sample, as a PNG; null when the sample is the whole picture, whose file can
   * be copied.
   */
  readonly picture: Buffer | null;
}

/**
 * For formats with one image per word: cuts words out of their pictures along their quads. Samples of a page are
 * consecutive, so each page is decoded about once. Ignore regions are not cut.
 *
 * @throws InkdexError like `decodePhoto`
 */
export async function* cutSamples(samples: OutgoingSamples): AsyncGenerator<CutSample> {
  const open: { path: string; photo: DecodedPhoto | null } = { path: '', photo: null };
  for await (const sample of samples) {
    if (sample.quad === null || sample.mark !== 'text') {
      yield { sample, picture: null };
      continue;
    }
    if (open.photo === null || open.path !== sample.path) {
      open.photo = await decodePhoto(sample.path, { maxPixels: mostPixels });
      open.path = sample.path;
    }
    const { image, scale } = open.photo;
    const cut = cropQuadRgb(image, scaleQuad(sample.quad, scale), { margin: 0 });
    yield { sample, picture: plainPng({ ...cut, channels: 3 }) };
  }
}
