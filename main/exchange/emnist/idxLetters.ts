import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readLines, withoutReturn } from '../textFile.ts';
import { invalidAt, lineOf, parseCount } from '../records.ts';
import { byteSource, fileChunks, type ByteSource } from './byteSource.ts';
import { imagePixels, requireEqual, side, type Letters, type LetterSet } from './letters.ts';
import { letterCode } from './matLetters.ts';

/**
 * EMNIST in MNIST's IDX format, plain or compressed: `emnist-byclass-train-images-idx3-ubyte.gz`, labels of the same
 * name, and `emnist-byclass-mapping.txt`. LeCun, "The MNIST database", file formats.
 *
 * @param path one of the image files
 */
export async function readIdxLetters(path: string, signal: AbortSignal): Promise<Letters> {
  const folder = dirname(path);
  const [variant = ''] = basename(path).split(/-(?:train|test)-images/u);
  const names = await readdir(folder);
  const named = (part: string): string => {
    const found = names.find((name) => name.startsWith(`${variant}-${part}`));
    if (found !== undefined) return join(folder, found);
    throw invalidAt(folder, `${variant}-${part} is missing; expected it beside the images.`);
  };
  const sets: LetterSet[] = [];
  for (const split of ['train', 'test'] as const) {
    if (!names.some((name) => name.startsWith(`${variant}-${split}-images`))) continue;
    const images = named(`${split}-images`);
    const labels = await readLabels(named(`${split}-labels`));
    requireEqual(images, await countImages(images), labels.length);
    sets.push({ split, labels, writers: null, images: () => imagesOf(images) });
  }
  return { sets, alphabet: await readMapping(named('mapping.txt'), signal) };
}

/** Unsigned bytes in one or three dimensions. */
const labelMagic = 0x00000801;
const imageMagic = 0x00000803;
const mostLabels = 10_000_000;

function open(path: string): ByteSource {
  return byteSource(path, fileChunks(path, path.endsWith('.gz') ? 'gzip' : 'plain'));
}

async function readLabels(path: string): Promise<Uint8Array> {
  const source = open(path);
  try {
    const header = await source.read(8);
    const count = header.readUInt32BE(4);
    if (header.readUInt32BE(0) !== labelMagic || count > mostLabels) {
      throw invalidAt(path, 'not an IDX file of labels (magic number 0x00000801).');
    }
    return await source.read(count);
  } finally {
    await source.close();
  }
}

async function countImages(path: string): Promise<number> {
  const source = open(path);
  try {
    return await readImageCount(path, source);
  } finally {
    await source.close();
  }
}

/** Reads the header, which the images follow. */
async function readImageCount(path: string, source: ByteSource): Promise<number> {
  const header = await source.read(16);
  const isOfSide = header.readUInt32BE(8) === side && header.readUInt32BE(12) === side;
  if (header.readUInt32BE(0) !== imageMagic || !isOfSide) {
    throw invalidAt(path, 'not an IDX file of images of 28 x 28 pixels (magic number 0x00000803).');
  }
  return header.readUInt32BE(4);
}

async function* imagesOf(path: string): AsyncGenerator<Uint8Array> {
  const source = open(path);
  try {
    const count = await readImageCount(path, source);
    for (let index = 0; index < count; index += 1) yield await source.read(imagePixels);
  } finally {
    await source.close();
  }
}

async function readMapping(path: string, signal: AbortSignal): Promise<Map<number, string>> {
  const alphabet = new Map<number, string>();
  for await (const { number, text } of readLines(path, signal)) {
    const line = withoutReturn(text).trim();
    if (line === '') continue;
    const place = lineOf(path, number);
    const [label = '', code = ''] = line.split(/\s+/u);
    const letter = letterCode(place, parseCount(place, code, 'the character'));
    alphabet.set(parseCount(place, label, 'the class'), String.fromCodePoint(letter));
  }
  return alphabet;
}
