import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { packageFormat } from '../../main/datasets/package/packageFormat.ts';
import { unpackArchive } from '../../main/exchange/archives/unpack.ts';
import { allFormats } from '../support/allFormats.ts';
import { plainPng } from '../../main/exchange/png.ts';
import { writeWhole } from '../../main/files/writeWhole.ts';
import { photoHeader } from '../../main/imaging/formats/decode.ts';
import { failureOf } from '../../shared/result.ts';
import { counted } from '../../shared/text.ts';
import { countShipped, sourcesFolder } from './python.ts';
import type { Shipped } from './shipped.ts';

/** A line of `results.json`. */
export interface ImportResult extends Omit<Shipped, 'sha256' | 'files' | 'isNameless'> {
  readonly files: number;
  /** Samples of the files that are read; the counter counts as many in each. */
  readonly read: number;
  /** Files that were refused. */
  readonly refused: number;
  /** Of their messages, a part of each. */
  readonly reasons: string;
}

/**
 * Imports the files of a package, each alone, and compares the number of its samples with what the counter counts, or the
 * message that refuses it with the expected one. Images that the package does not have are blank.
 *
 * @param folder an empty one
 * @throws Error naming the first file that is read or refused in another way
 */
export async function importShipped(shipped: Shipped, folder: string): Promise<ImportResult> {
  const { format, counter, unit, files, sha256: _pin, isNameless = false, ...named } = shipped;
  const source = join(sourcesFolder, `${named.package}-${named.version}`);
  const placed = await Promise.all(
    Object.entries(files).map(async ([file, expected], at) => {
      const path = await place(source, file, join(folder, String(at)), isNameless);
      return { file, expected, path, found: await outcomeOf(format, path) };
    }),
  );
  const read = placed.filter(({ expected }) => typeof expected === 'number');
  const counts =
    counter === null
      ? []
      : await countShipped(
          counter,
          unit,
          read.map(({ path }) => path),
        );
  for (const [at, { file, expected, found }] of read.entries()) {
    if (found === expected && counts[at] === expected) continue;
    throw new Error(`${file}: found ${found}; expected ${expected}; ${counter} counts ${counts[at]}`);
  }
  const refused = placed.filter(({ expected }) => typeof expected === 'string');
  for (const { file, expected, found } of refused) {
    if (typeof found === 'string' && found.includes(String(expected))) continue;
    throw new Error(`${file}: found ${found}; expected a message with ${JSON.stringify(expected)}`);
  }
  return {
    ...{ format, ...named, counter, unit, files: placed.length },
    read: read.reduce((sum, { expected }) => sum + Number(expected), 0),
    refused: refused.length,
    reasons: refused.map(({ expected }) => String(expected)).join('; '),
  };
}

/** Puts a file, or a folder, with its images into a folder of its own. Returns its path. */
async function place(source: string, file: string, folder: string, isNameless: boolean): Promise<string> {
  const [outer = '', inner] = file.split('!');
  let path = join(source, outer);
  if (inner !== undefined) {
    const unpacked = join(mkdtempSync(`${folder}-`), 'in');
    await unpackArchive(path, unpacked, new AbortController().signal);
    path = join(unpacked, inner);
  }
  // OCR-D's first workspaces had no endings.
  const target = join(
    folder,
    `${basename(path)}${extname(path) === '' && inner !== undefined ? '.xml' : ''}`,
  );
  cpSync(path, target, { recursive: true });
  if (extname(target) === '') return target;
  const text = readFileSync(target, 'utf8');
  for (const { name, width, height } of isNameless ? [imageBeside(target, text)] : imagesOf(text)) {
    const image = join(folder, name);
    const own = join(dirname(path), name);
    mkdirSync(dirname(image), { recursive: true });
    if (existsSync(own)) cpSync(own, image);
    else
      await writeWhole(image, [
        plainPng({ width, height, channels: 1, data: new Uint8Array(width * height).fill(255) }),
      ]);
  }
  return target;
}

interface NamedImage {
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

/** The images that a file of any of the formats names, with the sizes that it gives. */
function imagesOf(text: string): NamedImage[] {
  const listed = /"file_name": *"([^"]+)"[^}]*/gu;
  const coco = Array.from(text.matchAll(listed), ([entry, name = '']) => ({
    ...{ name, width: numberIn(entry, 'width": *'), height: numberIn(entry, 'height": *') },
  }));
  const [, page] = /imageFilename="([^"]+)"/u.exec(text) ?? [];
  const [, alto] = /<fileName>([^<]+)</u.exec(text) ?? [];
  const [, hocr, ...sides] = /image "([^"]+)"; bbox 0 0 (\d+) (\d+)/u.exec(text) ?? [];
  const [width = 0, height = 0] = sides.map(Number);
  return [
    ...coco,
    ...(page === undefined ? [] : [{ name: page, ...sizeIn(text, 'imageWidth="', 'imageHeight="') }]),
    ...(alto === undefined ? [] : [{ name: alto, ...sizeIn(text, '\\bWIDTH="', '\\bHEIGHT="') }]),
    ...(hocr === undefined ? [] : [{ name: basename(hocr), width, height }]),
  ];
}

function imageBeside(file: string, text: string): NamedImage {
  return { name: `${basename(file, extname(file))}.png`, ...sizeIn(text, '\\bWIDTH="', '\\bHEIGHT="') };
}

/** Of the first page; large where it gives no number. */
function sizeIn(text: string, width: string, height: string): { width: number; height: number } {
  const tag = /<(?:\w+:)?Page\b[^>]*>/u.exec(text)?.[0] ?? '';
  return { width: numberIn(tag, width) || 4000, height: numberIn(tag, height) || 6000 };
}

function numberIn(text: string, before: string): number {
  return Number(new RegExp(`${before}(\\d+)`, 'u').exec(text)?.[1] ?? 0);
}

/** What `inkdex dataset import` would find: the number of samples, or the reason why there is none. */
async function outcomeOf(format: string, path: string): Promise<number | string> {
  const read = [...allFormats, packageFormat].find(({ name }) => name === format)?.read;
  if (read == null) throw new Error(`${format} cannot be read.`);
  const options = {
    recipe: 'plain',
    imageSize: async (image: string) => await photoHeader(readFileSync(image), image),
    scratch: mkdtempSync(`${path}-scratch-`),
    signal: new AbortController().signal,
  };
  let samples = 0;
  const skipped = new Map<string, number>();
  try {
    for await (const record of read(path, options)) {
      if (record.kind === 'invalid') return record.message;
      if (record.kind === 'sample') samples += 1;
      else skipped.set(record.reason, (skipped.get(record.reason) ?? 0) + 1);
    }
  } catch (thrown) {
    return failureOf(thrown).message;
  }
  return samples > 0
    ? samples
    : Array.from(skipped, ([reason, count]) => countedReason(reason, count)).join(', ');
}

function countedReason(reason: string, count: number): string {
  const [noun = '', ...rest] = reason.split(' ');
  return count === 1 ? reason : [counted(count, noun), ...rest].join(' ');
}
