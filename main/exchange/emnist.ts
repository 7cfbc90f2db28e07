import { mkdir, open, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ExchangeFormat, IncomingRecord, ReadOptions } from '../../shared/exchange.ts';
import { createRandom } from '../../shared/random.ts';
import { InkdexError } from '../../shared/result.ts';
import { readIdxLetters } from './emnist/idxLetters.ts';
import { side, uprightImage, type LetterSet } from './emnist/letters.ts';
import { isMatHeader } from './emnist/matFile.ts';
import { readMatLetters } from './emnist/matLetters.ts';
import { isFolder } from './folders.ts';
import { plainPng } from './png.ts';
import { bareLabel, invalidAt, recordOr, requireRecipe, sampleAt } from './records.ts';

/**
 * EMNIST: handwritten digits and letters of 28 x 28 pixels, light on dark, in one file. Cohen et al., "EMNIST:
 * extending MNIST to handwritten letters", 2017. The images are written as files into the scratch folder.
 */
export const emnist: ExchangeFormat = {
  name: 'emnist',
  title: 'EMNIST letters and digits',
  // balanced: no class has more samples than the mean class, as in text-recognizer-pro.
  recipes: ['plain', 'balanced'],
  losses: null,
  recognise: async (path) => ((await findFile(path).catch(() => null)) === null ? 0 : 0.95),
  read,
  write: null,
};

const namePattern = /^emnist-.*(?:\.mat|-(?:train|test)-images-idx3-ubyte(?:\.gz)?)$/u;

/** A folder with all variants means `byclass`, the variant with all letters in both cases. */
async function findFile(path: string): Promise<string> {
  const isWhole = await isFolder(path);
  const names = isWhole ? (await readdir(path)).sort() : [basename(path)];
  const found = names.filter((name) => namePattern.test(name) || (!isWhole && name.endsWith('.mat')));
  const chosen = found.find((name) => name.startsWith('emnist-byclass')) ?? found[0];
  if (chosen === undefined) {
    throw new InkdexError(
      'data-invalid',
      `${JSON.stringify(path)} is not EMNIST: expected emnist-byclass.mat or emnist-byclass-train-images-idx3-ubyte.gz. Choose another folder or format.`,
    );
  }
  const file = isWhole ? join(path, chosen) : path;
  if (file.endsWith('.mat') && !(await isMat(file))) throw invalidAt(file, 'not a MAT-file of level 5.');
  return file;
}

async function isMat(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(128), 0, 128, 0);
    return isMatHeader(buffer);
  } finally {
    await file.close();
  }
}

async function* read(path: string, { recipe, scratch, signal }: ReadOptions): AsyncGenerator<IncomingRecord> {
  const isBalanced = requireRecipe(emnist, recipe) === 'balanced';
  const file = await findFile(path);
  const folder = join(scratch, 'emnist');
  await mkdir(folder);
  const letters = file.endsWith('.mat')
    ? await readMatLetters(file, folder, signal)
    : await readIdxLetters(file, signal);
  for (const set of letters.sets) {
    const chosen = isBalanced ? balancedIndices(set.labels) : null;
    yield* recordsOfSet(file, set, letters.alphabet, folder, chosen, signal);
  }
}

/** Images per folder in the scratch folder. */
const perFolder = 1000;

async function* recordsOfSet(
  path: string,
  { split, labels, writers, images }: LetterSet,
  alphabet: ReadonlyMap<number, string>,
  folder: string,
  chosen: ReadonlySet<number> | null,
  signal: AbortSignal,
): AsyncGenerator<IncomingRecord> {
  let index = -1;
  for await (const stored of images()) {
    index += 1;
    signal.throwIfAborted();
    if (chosen !== null && !chosen.has(index)) continue;
    const number = String(index).padStart(6, '0');
    const group = `${split}/${number.slice(0, -3)}`;
    if (chosen !== null || index % perFolder === 0) await mkdir(join(folder, group), { recursive: true });
    const file = `${group}/${number}.png`;
    const label = labels[index] ?? -1;
    const writer = writers?.[index];
    const place = `${path}, ${split} image ${index + 1}`;
    yield await recordOr(async () => {
      const text = alphabet.get(label);
      if (text === undefined)
        throw invalidAt(place, `the class is ${label}, which the mapping does not contain.`);
      const png = plainPng({ width: side, height: side, channels: 1, data: uprightImage(stored) });
      await writeFile(join(folder, file), png);
      return sampleAt(place, {
        ...bareLabel,
        ...{ key: `${split}/${number}`, level: 'word', file, text, split, path: join(folder, file) },
        writer: writer === undefined ? null : String(writer),
      });
    });
  }
}

/** Samples each class with replacement, as often as the mean class has samples; repeated draws count once. */
function balancedIndices(labels: ArrayLike<number>): Set<number> {
  const byClass = new Map<number, number[]>();
  for (let index = 0; index < labels.length; index += 1) {
    const label = labels[index] ?? -1;
    const known = byClass.get(label);
    if (known === undefined) byClass.set(label, [index]);
    else known.push(index);
  }
  const mean = Math.floor(labels.length / Math.max(1, byClass.size));
  const random = createRandom(42);
  const chosen = new Set<number>();
  for (const [label, indices] of [...byClass].sort(([a], [b]) => a - b)) {
    const ofClass = random.fork(String(label));
    for (let draw = 0; draw < mean; draw += 1) chosen.add(ofClass.pick(indices));
  }
  return chosen;
}
