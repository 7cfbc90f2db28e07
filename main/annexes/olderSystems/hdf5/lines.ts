import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { textRecognizerProCharacters } from '../../../../shared/alphabet.ts';
import type { Split } from '../../../../shared/contract/dataset.ts';
import { InkdexError } from '../../../../shared/result.ts';
import { headBytes } from '../../../files/headBytes.ts';
import {
  createUnpackBudget,
  leastFileBytes,
  type UnpackBudget,
} from '../../../exchange/archives/unpackBudget.ts';
import type { IncomingRecord, ReadOptions } from '../../../exchange/exchangeFormat.ts';
import { filesBelow, hasFileOf, noFileOf } from '../../../exchange/pages/findFiles.ts';
import { plainPng } from '../../../exchange/png.ts';
import { bareLabel, checkedFormat, invalidAt, recordOr, sampleAt } from '../../../exchange/records.ts';
import { startLinesThread } from './linesThread.ts';

/**
 * The lines of text-recognizer-pro as it keeps them, `iam_lines.h5`: `x_train` and `x_test`, bytes or shares of white
 * [lines, height, width], and `y_train` and `y_test`, classes of its 80 characters [lines, length]. The images are written
 * as files into the scratch folder, one after the other.
 */
export const hdf5Lines = checkedFormat({
  name: 'hdf5-lines',
  title: 'Lines in HDF5 (iam_lines.h5 of text-recognizer-pro)',
  losses: null,
  recognise: async (path) => ((await hasFileOf(path, extensions, isHdf5)) ? 0.9 : 0),
  async *read(path, options) {
    let files = 0;
    const budget = createUnpackBudget(path, 'read');
    for await (const file of filesBelow(path, extensions)) {
      files += 1;
      budget.allow((await stat(file)).size);
      yield* readFile(file, files, budget, options);
    }
    if (files === 0) throw noFileOf('HDF5', path, extensions);
  },
  write: null,
});

const extensions = ['.h5', '.hdf5'];
const signature = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');
const letters = Array.from(textRecognizerProCharacters);
/** The last class. */
const padding = letters.length;

async function isHdf5(path: string): Promise<boolean> {
  return (await headBytes(path, signature.length)).equals(signature);
}

async function* readFile(
  path: string,
  number: number,
  budget: UnpackBudget,
  { scratch, signal }: ReadOptions,
): AsyncGenerator<IncomingRecord> {
  const thread = startLinesThread();
  const fail = (error: unknown): never => {
    throw error instanceof InkdexError && error.code === 'data-invalid'
      ? invalidAt(path, error.message)
      : error;
  };
  const readLines = (split: Split, from: number) =>
    thread.call('readLines', { split, from }, { signal }).catch(fail);
  try {
    const splits = await thread.call('open', { path }, { signal }).catch(fail);
    if (splits.length === 0) throw invalidAt(path, 'it has no x_train and no x_test.');
    // Each line becomes a file, which needs about as much.
    for (const { lines, lineBytes } of splits) budget.spend(lines * Math.max(leastFileBytes, lineBytes));
    for (const { split, lines, height, width } of splits) {
      for (let index = 0; index < lines;) {
        for (const { pixels, classes } of await readLines(split, index)) {
          const name = String(index).padStart(6, '0');
          const key = `${number === 1 ? '' : `${number}/`}${split}/${name}`;
          // 1,000 images per folder.
          const file = `${dirname(key)}/${name.slice(0, -3)}/${name}.png`;
          const target = join(scratch, 'hdf5', file);
          index += 1;
          const place = `${path}, ${split}, line ${index}`;
          yield await recordOr(async () => {
            const text = classes.map((each) => characterOf(each, place)).join('');
            await mkdir(dirname(target), { recursive: true });
            await writeFile(target, plainPng({ width, height, channels: 1, data: pixels }));
            return sampleAt(place, {
              ...bareLabel,
              ...{ key, level: 'line', file, text, split, path: target },
            });
          });
        }
      }
    }
  } finally {
    await thread.close();
  }
}

function characterOf(each: number, place: string): string {
  const letter = each === padding ? '' : letters[each];
  if (letter === undefined)
    throw invalidAt(place, `the class is ${each}; expected 0 to ${padding}, which is padding.`);
  return letter;
}
