import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Split } from '../../../shared/contract/dataset.ts';
import { readLines } from '../lines.ts';
import { invalidAt, lineOf } from '../records.ts';

/** The split of a form, line or word in the official lists; null when it is not listed. */
export interface IamSplits {
  /** Whether there are any lists. */
  readonly areThere: boolean;
  of(id: string): Split | null;
}

/** Folders of the lists: beside the words, or as IAM's task of writer-independent lines is distributed. */
const folders = ['splits', '.', 'ascii', 'largeWriterIndependentTextLineRecognitionTask'];

/**
 * Reads the split lists, one id per line: IAM's own (`trainset`, `validationset1`, `validationset2`, `testset`) and
 * those of its on-line sister IAM-OnDB (`trainset`, `testset_v` and `testset_t` for validation, `testset_f`). If
 * `testset_v` is the only list besides `trainset`, it is the test set.
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
      throw invalidAt(place, `${id} is also in the ${before} split; expected it in one. Correct the lists.`);
    }
    splits.set(id, split);
  }
}

/** Lists contain forms (`a01-000u`) or lines (`a01-000u-00`); the most specific entry counts. */
function longestMatch(splits: ReadonlyMap<string, Split>, id: string): Split | null {
  for (let name = id; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('-')))) {
    const split = splits.get(name);
    if (split !== undefined) return split;
  }
  return null;
}
