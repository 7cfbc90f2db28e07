import { join } from 'node:path';
import { z } from 'zod';
import { openLibrary } from '../../../main/store/library/open.ts';
import { print } from '../../../pretraining/printTable.ts';
import { attack } from './searchAttack.ts';
import { buildLibrary, wordsPerPhoto } from './searchLibrary.ts';

/** Of the library that is built twice, with the best readings alone beside it. */
const comparedPhotos = 2000;
/** Bytes that the index may take for each word, beside twice what the best readings alone take. */
const allowedBytes = 300;

/** Tables of the index, and what they are made from; the rest is words and photos. */
const indexTables = ['posting', 'fragment', 'vocabulary', 'vocabulary_by_ending', 'neighbour'];
const readingTables = ['alternative', 'lattice'];

export function printSizes(folder: string, photos: number): void {
  const sizes = sizesOf(folder);
  const perWord = (names: readonly string[]): string =>
    (bytesOf(sizes, names) / photos / wordsPerPhoto).toFixed(1);
  print(
    `${(bytesOf(sizes, [...sizes.keys()]) / 2 ** 30).toFixed(2)} GiB; bytes a word: index ${perWord(indexTables)}, ` +
      `readings and posteriors ${perWord(readingTables)}, all ${perWord([...sizes.keys()])}`,
  );
}

/** Two libraries of the same words, small: what the full index takes, and how it stands hostile queries. */
export function compareWithOneBest(home: string, seed: number, hostile: number): void {
  const words = comparedPhotos * wordsPerPhoto;
  const stored = [...indexTables, ...readingTables];
  const [best, full] = [true, false].map((isOneBest) => {
    const folder = join(home, isOneBest ? 'one-best' : 'full');
    buildLibrary(folder, { photos: comparedPhotos, seed, isOneBest });
    return bytesOf(sizesOf(folder), stored) / words;
  });
  const allowed = 2 * (best ?? 0) + allowedBytes;
  const isWithin = (full ?? Infinity) <= allowed;
  print(
    `Index, readings and posteriors of ${words} words: ${(full ?? 0).toFixed(1)} bytes a word, ` +
      `${isWithin ? 'within' : 'MORE THAN'} the ${allowed.toFixed(1)} of twice one-best (${(best ?? 0).toFixed(1)}) ` +
      `and ${allowedBytes}`,
  );
  if (!isWithin) process.exitCode = 1;
  const db = openLibrary(join(home, 'full'));
  attack(`${comparedPhotos} photos`, db, { seed, count: hostile });
  db.close();
}

function bytesOf(sizes: ReadonlyMap<string, number>, names: readonly string[]): number {
  return names.reduce((total, name) => total + (sizes.get(name) ?? 0), 0);
}

function sizesOf(folder: string): Map<string, number> {
  const db = openLibrary(folder);
  const rows = z
    .array(z.tuple([z.string(), z.number()]))
    .parse(db.prepare('SELECT name, sum(pgsize) FROM dbstat GROUP BY name').raw().all());
  db.close();
  return new Map(rows);
}
