import { isUtf8 } from 'node:buffer';
import { mkdir, open, writeFile, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Split } from '../../../../shared/contract/dataset.ts';
import { InkdexError } from '../../../../shared/result.ts';
import type {
  IncomingRecord,
  OutgoingSamples,
  ReadOptions,
  WriteOptions,
} from '../../../exchange/exchangeFormat.ts';
import { isFolder } from '../../../exchange/folders.ts';
import { cutSamples, type CutSample } from '../../../exchange/imagePlaces.ts';
import { createKeySet } from '../../../exchange/keySet.ts';
import { filesBelow, hasFileOf, relativeStem, noFileOf } from '../../../exchange/pages/findFiles.ts';
import {
  bareLabel,
  invalidAt,
  invalidRecord,
  recordOr,
  sampleAt,
  splitOrNull,
  type Place,
} from '../../../exchange/records.ts';
import { decodeExample, encodeExample, type Features } from './example.ts';
import { readTfRecords, tfRecord } from './file.ts';

/** TFRecord files of words, in which each record has an image and its text. */

const extensions = ['.tfrecords', '.tfrecord'];
const never = new AbortController().signal;

/** Whether the first record of a file has some features. */
export async function hasFeatures(path: string, names: readonly string[]): Promise<boolean> {
  return await hasFileOf(path, extensions, async (file) => {
    try {
      for await (const bytes of readTfRecords(file, never)) {
        const features = decodeExample(bytes, file);
        return names.every((name) => features.has(name));
      }
    } catch (error) {
      if (!(error instanceof InkdexError)) throw error;
    }
    return false;
  });
}

export interface Word {
  readonly image: Uint8Array;
  readonly text: string;
  /** The name of the image's file; empty when the record has none. */
  readonly name: string;
}

/**
 * The words of a file, or of all files in a folder. Files named `train`, `val` and `test`, alone or with a number, are
 * the splits.
 * @param openFile prepares the reading of a file's records
 */
export async function* readWords(
  path: string,
  { scratch, signal }: ReadOptions,
  openFile: (file: string) => Promise<(features: Features, place: Place) => Word>,
): AsyncGenerator<IncomingRecord> {
  const root = (await isFolder(path)) ? resolve(path) : dirname(resolve(path));
  const names = createKeySet();
  let files = 0;
  for await (const file of filesBelow(path, extensions)) {
    files += 1;
    const stem = relativeStem(root, file);
    const split = splitOrNull(/^[a-z]+/iu.exec(basename(stem))?.[0]);
    const folder = join(scratch, 'tfrecord', stem);
    await mkdir(folder, { recursive: true });
    let number = 0;
    try {
      const parse = await openFile(file);
      for await (const bytes of readTfRecords(file, signal)) {
        number += 1;
        const place = `${file}, record ${number}`;
        const numbered = `${String(number).padStart(6, '0')}.png`;
        yield await recordOr(async () => {
          const { image, text, name } = parse(decodeExample(bytes, place), place);
          const own = name !== '' && names.add(name) ? name : `${stem}/${numbered}`;
          const target = join(folder, numbered);
          await writeFile(target, image);
          return sampleAt(place, {
            ...bareLabel,
            ...{ key: own, file: own, path: target, level: 'word', text, split },
          });
        });
      }
    } catch (error) {
      // The records after a damaged one cannot be found.
      yield invalidRecord(error);
    }
  }
  if (files === 0) throw noFileOf('TFRecord', path, extensions);
}

/** Writes a folder of TFRecord files. `nameOf`: the file of a split. */
export async function writeWords(
  samples: OutgoingSamples,
  folder: string,
  { onImage, signal }: WriteOptions,
  nameOf: (split: Split | null) => string,
  featuresOf: (cut: CutSample) => Promise<Features>,
): Promise<void> {
  const files = new Map<string, FileHandle>();
  try {
    for await (const cut of cutSamples(samples)) {
      signal.throwIfAborted();
      if (cut.sample.mark !== 'text') continue;
      const name = nameOf(cut.sample.split);
      const file = files.get(name) ?? (await open(join(folder, name), 'wx'));
      files.set(name, file);
      await file.appendFile(tfRecord(encodeExample(await featuresOf(cut))));
      onImage();
    }
    if (files.size === 0) await writeFile(join(folder, nameOf(null)), '', { flag: 'wx' });
  } finally {
    await Promise.all(Array.from(files.values(), (file) => file.close()));
  }
}

/** @throws InkdexError `data-invalid` when a record has no such bytes */
export function bytesNamed(features: Features, name: string, place: Place): Uint8Array {
  const value = features.get(name);
  if (value instanceof Uint8Array) return value;
  const found = [...features.keys()].join(', ');
  throw invalidAt(place, `the features are ${found}; expected bytes named ${name}.`);
}

/** UTF-8, or Latin-1 as Python's `six.b` writes it. */
export function textOfBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString(isUtf8(bytes) ? 'utf8' : 'latin1');
}

export const bytesOfText = (text: string): Uint8Array => Buffer.from(text.toWellFormed(), 'utf8');
