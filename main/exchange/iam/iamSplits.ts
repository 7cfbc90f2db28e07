import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Split } from '../../../shared/contract/dataset.ts';
import { readLines } from '../lines.ts';
import { invalidAt, lineOf } from '../records.ts';

/** Which split the official lists give to a form, line or word; null where none names it. */
export interface IamSplits {
  /** Whether there is any list. */
  readonly areThere: boolean;
  of(id: string): Split | null;
}

/** Where lists are found: beside the words, or as IAM's task of writer-independent lines is handed out. */
const folders = ['splits', '.', 'ascii', 'largeWriterIndependentTextLineRecognitionTask'];

/**
 * Reads the split lists, one id a line: IAM's own (`trainset`, `validationset1`, `validationset2`, `testset`)
 * and those of its on-line sister IAM-OnDB (`trainset`, `testset_v` and `testset_t` to validate on,
 * `testset_f`). Where `testset_v` is all that there is to test on, it is the test set.
 *
 * @throws InkdexError `data-invalid` for an id in two splits
 */
export async function readIamSplits(root: string, signal: AbortSignal): Promise<IamSplits> {
  const splits = new Map<string, Split>();
  for (const folder of folders) {
    const paths = await listsIn(join(root, folder));
    for (const path of paths) await readList(path, splitOfList(path, paths), splits, signal);
    if (paths.length > 0) break;
  }
  return { areThere: splits.size > 0, of: (id) => longestMatch(splits, id) };
}

async function listsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => /^(?:trainset|validationset\d*|testset(?:_[vtf])?)\.txt$/u.test(name))
    .sort()
    .map((name) => join(folder, name));
}

function splitOfList(path: string, all: readonly string[]): Split {
  const name = basename(path);
  if (name.startsWith('train')) return 'train';
  if (name === 'testset.txt' || name === 'testset_f.txt') return 'test';
  const hasTest = all.some((other) => /testset(?:_f)?\.txt$/u.test(other));
  return name === 'testset_v.txt' && !hasTest ? 'test' : 'validation';
}

async function readList(
  path: string,
  split: Split,
  splits: Map<string, Split>,
  signal: AbortSignal,
): Promise<void> {
  for await (const { number, text, problem } of readLines(path, signal)) {
    const id = text.trim();
    if (id === '' || id.startsWith('#')) continue;
    const place = lineOf(path, number);
    if (problem !== null) throw invalidAt(place, problem);
    if (!/^[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)+$/u.test(id)) {
      throw invalidAt(
        place,
        `found ${JSON.stringify(id.slice(0, 80))}; expected the id of a form, line or word.`,
      );
    }
    const before = splits.get(id);
    if (before !== undefined && before !== split) {
      throw invalidAt(place, `${id} is in the ${before} split too; expected each in one. Mend the lists.`);
    }
    splits.set(id, split);
  }
}

/** Lists name forms (`a01-000u`) or lines (`a01-000u-00`); what names a thing most closely counts. */
function longestMatch(splits: ReadonlyMap<string, Split>, id: string): Split | null {
  for (let name = id; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('-')))) {
    const split = splits.get(name);
    if (split !== undefined) return split;
  }
  return null;
}
