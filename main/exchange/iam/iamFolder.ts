import { basename, dirname, join } from 'node:path';
import { InkdexError } from '../../../shared/result.ts';
import { archivedNames } from '../archives/openSource.ts';
import { isFile, isFolder } from '../imageFolder.ts';
import { firstLines } from '../lines.ts';
import { isXmlOf } from '../markup/readXml.ts';
import { shownNames } from '../shownNames.ts';

/**
 * The IAM Handwriting Database 3.0 as it is handed out: `ascii` with lists, `xml` with a file for each form,
 * `words`, `lines` and `forms` with images. Marti and Bunke, "The IAM-database: an English sentence database
 * for offline handwriting recognition", 2002.
 */
export interface IamFolder {
  readonly root: string;
  /** The lists of `ascii`, where they are there. */
  readonly words: string | null;
  readonly lines: string | null;
  readonly forms: string | null;
  /** The forms' XML files, in order; null where there is no folder of them. */
  readonly xml: readonly string[] | null;
}

const listNames = ['words.txt', 'lines.txt', 'forms.txt'];

/** The database's folder, where a path is that, its folder `ascii`, or one of its lists. */
export async function iamRoot(path: string): Promise<string> {
  const folder = (await isFolder(path)) ? path : dirname(path);
  return basename(folder) === 'ascii' ? dirname(folder) : folder;
}

/** @param path the database's folder, or one of its lists */
export async function findIam(path: string): Promise<IamFolder> {
  const root = await iamRoot(path);
  // Whatever else lies beside IAM, or beside what only looks like it, is not IAM.
  const isOther = (await isFile(path)) && !listNames.includes(basename(path));
  if (isOther) return { root, words: null, lines: null, forms: null, xml: null };
  const list = (name: string) => firstFile([join(root, 'ascii', name), join(root, name)]);
  const ofPieces = async (name: string) => {
    const path = await list(name);
    return path !== null && (await namesPieces(path)) ? path : null;
  };
  return {
    root,
    words: await ofPieces('words.txt'),
    lines: await ofPieces('lines.txt'),
    forms: await list('forms.txt'),
    xml: (await xmlFiles(join(root, 'xml'))) ?? (await xmlFiles(join(root, 'xml_data'))),
  };
}

/** Whether archives that are not unpacked yet hold IAM's list of words or lines: one archive, or one for each part. */
export async function isArchivedIam(path: string, list: 'words' | 'lines'): Promise<boolean> {
  const names = await archivedNames(path);
  const isThere = names.some((name) => name === `${list}.txt` || name.endsWith(`/${list}.txt`));
  return isThere || (names.includes('ascii/') && names.includes(`${list}/`));
}

/** @throws InkdexError `data-invalid`, for a folder without what a format needs */
export function noIam({ root }: IamFolder, expected: string): InkdexError {
  return new InkdexError(
    'data-invalid',
    `${JSON.stringify(root)} does not hold IAM: expected ${expected}. Choose the folder that the archives ` +
      'of IAM were unpacked into.',
  );
}

/** `a01-000u-03-02` stands on the form `a01-000u`, in line 3, at place 2. */
export interface IamId {
  readonly form: string;
  readonly line: number;
  /** Null for a line. */
  readonly position: number | null;
}

const idPattern = /^([\p{L}\p{N}]+-[\p{L}\p{N}]+)-(\d{2,6})(?:-(\d{2,6}))?$/u;

/** Null for what is no id of a word or line. */
export function parseIamId(id: string): IamId | null {
  const [, form, line, position] = idPattern.exec(id) ?? [];
  if (form === undefined || line === undefined) return null;
  return { form, line: Number(line), position: position === undefined ? null : Number(position) };
}

/** Where the image of a word or line lies below `words` or `lines`, without its ending. */
export function imageStem(id: string, form: string): string {
  return `${form.split('-')[0] ?? form}/${form}/${id}`;
}

/** The endings that images may have; IAM's have the first. */
export const imageEndings = ['.png', '.jpg', '.jpeg', '.tif', '.tiff'] as const;

async function firstFile(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) if (await isFile(path)) return path;
  return null;
}

/** IAM's begin with twenty lines that explain them; more may be damaged. */
const mostLinesLookedAt = 60;

/** Any list of words may be called `words.txt`. One that cannot be read may be IAM's: reading says what is wrong with it. */
async function namesPieces(path: string): Promise<boolean> {
  const lines = (await firstLines(path, mostLinesLookedAt)).filter((line) => !/^(?:#|$)/u.test(line));
  return lines.length === 0 || lines.some((line) => parseIamId(line.split(' ', 1)[0] ?? '') !== null);
}

/** Among so many first files is a form's, where they are forms at all. */
const mostLookedAt = 20;

async function xmlFiles(folder: string): Promise<string[] | null> {
  const names = await shownNames(folder).catch(() => null);
  if (names === null) return null;
  const paths = names
    .filter((name) => name.toLowerCase().endsWith('.xml'))
    .sort()
    .map((name) => join(folder, name));
  for (const path of paths.slice(0, mostLookedAt)) {
    // A file that is damaged may be a form's: reading says what is wrong with it.
    if ((await isXmlOf(path, 'form', /(?:)/u)) !== false) return paths;
  }
  return paths.length === 0 ? [] : null;
}
