import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  chosenName,
  type ExchangeFormat,
  type IncomingRecord,
  type IncomingSample,
  type ReadOptions,
} from '../../main/exchange/exchangeFormat.ts';
import { blankPng } from './images.ts';
import { temporaryFolder } from './library.ts';
import { readOptions } from './pageSamples.ts';

/** Small files in the layout of the training data, or the training data itself. */
export const dataFolder = process.env.INKDEX_DATA ?? join(import.meta.dirname, '../fixtures/data');

/** Puts text files and images into a new folder: `{ 'ascii/words.txt': '...', 'words/a.png': [30, 20] }`. */
export function folderOf(
  files: Readonly<Record<string, string | Uint8Array | readonly [number, number]>>,
): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    const isText = typeof content === 'string' || content instanceof Uint8Array;
    writeFileSync(join(folder, name), isText ? content : blankPng(content[0], content[1]));
  }
  return folder;
}

export async function readAll(
  format: ExchangeFormat,
  path: string,
  options: Partial<ReadOptions> = {},
): Promise<IncomingRecord[]> {
  if (format.read === null) throw new Error(`${format.name} cannot be read.`);
  const recipe = chosenName(format, 'recipe', null);
  const found: IncomingRecord[] = [];
  const usual = readOptions(recipe);
  const imageSize = remembered(usual.imageSize);
  const all = { ...usual, imageSize, scratch: temporaryFolder(), ...options };
  for await (const record of format.read(path, all)) found.push(record);
  return found;
}

/** Each image is looked at once, as the app does. */
export function remembered(sizeOf: ReadOptions['imageSize']): ReadOptions['imageSize'] {
  const sizes = new Map<string, ReturnType<typeof sizeOf>>();
  return (path) => {
    const size = sizes.get(path) ?? sizeOf(path);
    sizes.set(path, size);
    return size;
  };
}

export function samplesIn(records: readonly IncomingRecord[]): IncomingSample[] {
  return records.flatMap((record) => (record.kind === 'sample' ? [record.sample] : []));
}

/** Messages of invalid records, the folder left out of them. */
export function problemsIn(records: readonly IncomingRecord[], folder: string): string[] {
  return records.flatMap((record) =>
    record.kind === 'invalid' ? [record.message.replaceAll(`${folder}/`, '')] : [],
  );
}

/** Why records were left out, each reason as often as it was given. */
export function reasonsIn(records: readonly IncomingRecord[]): string[] {
  return records.flatMap((record) => (record.kind === 'skipped' ? [record.reason] : []));
}

export function textOf(...path: string[]): string {
  return readFileSync(join(...path), 'utf8');
}
