import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Split } from '../../../shared/contract/dataset.ts';
import type { InkdexError } from '../../../shared/result.ts';
import { archivedNames } from '../archives/openSource.ts';
import { isFile, isFolder, shownNames } from '../folders.ts';
import { isXmlOf } from '../markup/xml.ts';
import { invalidAt, lineOf } from '../records.ts';
import { firstLines, readLines } from '../textFile.ts';

/**
 * The IAM Handwriting Database 3.0 as distributed: `ascii` with lists, `xml` with a file per form, `words`, `lines`
 * and `forms` with images. Marti and Bunke, "The IAM-database: an English sentence database for offline handwriting
 * recognition", 2002.
 */
export type IamFolder = Awaited<ReturnType<typeof findIam>>;

const listNames = ['words.txt', 'lines.txt', 'forms.txt'];

/** Finds the database's folder from a path that is the folder, its subfolder `ascii`, or one of its lists. */
export async function iamRoot(path: string): Promise<string> {
  const folder = (await isFolder(path)) ? path : dirname(path);
  return basename(folder) === 'ascii' ? dirname(folder) : folder;
}

/** @param path the database's folder, or one of its lists */
export async function findIam(path: string) {
  const root = await iamRoot(path);
  // Other files beside IAM, or in a folder that only resembles it, are not part of IAM.
  const isOther = (await isFile(path)) && !listNames.includes(basename(path));
  if (isOther) return { root, given: path, words: null, lines: null, forms: null, xml: null };
  const list = (name: string) => firstFile([join(root, 'ascii', name), join(root, name)]);
  const ofPieces = async (name: string) => {
    const path = await list(name);
    return path !== null && (await namesPieces(path)) ? path : null;
  };
  return {
    root,
    /** The path that was given, for messages: `root`, or what is in it. */
    given: path,
    /** The lists of `ascii`, if present. */
    words: await ofPieces('words.txt'),
    lines: await ofPieces('lines.txt'),
    forms: await list('forms.txt'),
    /** The XML files of the forms, in order; null when the folder is missing. */
    xml: (await xmlFiles(join(root, 'xml'))) ?? (await xmlFiles(join(root, 'xml_data'))),
  };
}

/** Whether packed archives contain IAM's list of words or lines: one archive, or one per part. */
export async function isArchivedIam(path: string, list: 'words' | 'lines'): Promise<boolean> {
  const names = await archivedNames(path);
  const isThere = names.some((name) => name === `${list}.txt` || name.endsWith(`/${list}.txt`));
  return isThere || (names.includes('ascii/') && names.includes(`${list}/`));
}

/** Why a path lacks what a format needs. */
export function noIam({ given }: IamFolder, expected: string): InkdexError {
  const advice = 'Choose the folder into which the archives of IAM were unpacked.';
  return invalidAt(given, `this is not IAM: expected ${expected}. ${advice}`);
}

/** `a01-000u-03-02` is on the form `a01-000u`, in line 3, at position 2. */
export interface IamId {
  readonly form: string;
  readonly line: number;
  /** Null for a line. */
  readonly position: number | null;
}

const idPattern = /^([\p{L}\p{N}]+-[\p{L}\p{N}]+)-(\d{2,6})(?:-(\d{2,6}))?$/u;

/** Null when the text is not the id of a word or line. */
export function parseIamId(id: string): IamId | null {
  const [, form, line, position] = idPattern.exec(id) ?? [];
  if (form === undefined || line === undefined) return null;
  return { form, line: Number(line), position: position === undefined ? null : Number(position) };
}

/** Path of a word's or line's image inside `words` or `lines`, without its extension. */
export function imageStem(id: string, form: string): string {
  return `${form.split('-')[0] ?? form}/${form}/${id}`;
}

/** Extensions of images; IAM uses the first. */
export const imageEndings = ['.png', '.jpg', '.jpeg', '.tif', '.tiff'] as const;

async function firstFile(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) if (await isFile(path)) return path;
  return null;
}

/** IAM's lists begin with twenty lines of explanation; later lines may be damaged. */
const mostLinesChecked = 60;

/**
 * Many data sets have a list called `words.txt`. One that cannot be read may be IAM's, and reading reports the error.
 */
async function namesPieces(path: string): Promise<boolean> {
  const lines = (await firstLines(path, mostLinesChecked)).filter((line) => !/^(?:#|$)/u.test(line));
  return lines.length === 0 || lines.some((line) => parseIamId(line.split(' ', 1)[0] ?? '') !== null);
}

/** If a folder has forms, one is among this many files. */
const mostFormsChecked = 20;

async function xmlFiles(folder: string): Promise<string[] | null> {
  const names = await shownNames(folder).catch(() => null);
  if (names === null) return null;
  const paths = names
    .filter((name) => name.toLowerCase().endsWith('.xml'))
    .sort()
    .map((name) => join(folder, name));
  for (const path of paths.slice(0, mostFormsChecked)) {
    // A damaged file may be a form, and reading reports the error.
    if ((await isXmlOf(path, 'form', /(?:)/u)) !== false) return paths;
  }
  return paths.length === 0 ? [] : null;
}

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
 * @param trainingLists names of further lists that are for training
 * @throws InkdexError `data-invalid` for an id in two splits
 */
export async function readIamSplits(
  root: string,
  signal: AbortSignal,
  trainingLists: readonly string[] = [],
): Promise<IamSplits> {
  const splits = new Map<string, Split>();
  for (const folder of folders) {
    const paths = await listsIn(join(root, folder));
    for (const path of paths) {
      const split = trainingLists.includes(basename(path)) ? 'train' : splitOfList(path, paths);
      await readList(path, split, splits, signal);
    }
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
