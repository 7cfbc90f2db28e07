import { copyFile, link, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { ExchangeFormat, IncomingRecord, ReadOptions } from '../../../shared/exchange.ts';
import { isFolder } from '../imageFolder.ts';
import { shownNames } from '../shownNames.ts';
import { firstNames } from './firstNames.ts';
import { archiveKind, unpackArchive } from './unpackArchive.ts';

/**
 * Makes a path ready for a format to read. An archive is unpacked into `scratch`; so is each archive of a
 * folder, under its own name (IAM is handed out as `words.tgz`, `ascii.tgz`, `xml.tgz`), with the folder's
 * other files beside. Any other path is ready as it is.
 *
 * @param scratch an empty folder that lives as long as what is read
 * @returns the path to read
 * @throws InkdexError as `unpackArchive`
 */
export async function openSource(path: string, scratch: string, signal: AbortSignal): Promise<string> {
  if (!(await isFolder(path))) {
    if ((await archiveKind(path)) === null) return path;
    const target = join(scratch, 'unpacked');
    await unpackArchive(path, target, signal);
    return onlyFolderIn(target);
  }
  const { names, archives } = await archivesIn(path);
  if (archives.length === 0) return path;
  const target = join(scratch, 'unpacked');
  await mkdir(target);
  for (const name of names.filter((each) => !archives.includes(each))) {
    await placeBeside(resolve(path, name), join(target, name));
  }
  for (const name of archives) {
    const folder = join(target, withoutEnding(name));
    await unpackArchive(join(path, name), folder, signal);
    await liftSameName(folder);
  }
  return target;
}

/** The names in a folder, and which of them are archives that are not unpacked beside themselves already. */
async function archivesIn(folder: string): Promise<{ names: string[]; archives: string[] }> {
  const names = (await shownNames(folder)).sort();
  const archives: string[] = [];
  for (const name of names.filter((each) => endings.test(each))) {
    if (names.includes(withoutEnding(name))) continue;
    if ((await archiveKind(join(folder, name))) !== null) archives.push(name);
  }
  return { names, archives };
}

/**
 * What opening a path would bring to light, for a look at what it is: of an archive the first names in it, of
 * a folder those of its archives as folders. None where the path is ready as it is.
 */
export async function archivedNames(path: string): Promise<readonly string[]> {
  if (await isFolder(path)) {
    const { archives } = await archivesIn(path);
    return archives.map((name) => `${withoutEnding(name)}/`);
  }
  const kind = await archiveKind(path);
  return kind === null ? [] : await firstNames(path, kind);
}

/** A format that opens archives before it reads. */
export function openingArchives(format: ExchangeFormat): ExchangeFormat {
  const { read } = format;
  return { ...format, read: read === null ? null : (path, options) => readOpened(path, options, read) };
}

async function* readOpened(
  path: string,
  options: ReadOptions,
  read: NonNullable<ExchangeFormat['read']>,
): AsyncGenerator<IncomingRecord> {
  yield* read(await openSource(path, options.scratch, options.signal), options);
}

const endings = /\.(?:zip|tar|tgz|tar\.gz)$/iu;

function withoutEnding(name: string): string {
  return name.replace(endings, '');
}

/** Folders that mean something to a format: an archive of one alone is that format's without the rest. */
const meaningful = new Set(['ascii', 'words', 'lines', 'forms', 'xml', 'images']);

/** The folder that most archives have everything in, as formats want it; otherwise the unpacked folder itself. */
async function onlyFolderIn(folder: string): Promise<string> {
  // macOS adds one of its own.
  const names = (await shownNames(folder)).filter((name) => name !== '__MACOSX');
  const [only] = names;
  if (names.length !== 1 || only === undefined || meaningful.has(only)) return folder;
  return (await isFolder(join(folder, only))) ? join(folder, only) : folder;
}

/** `words.tgz` may hold `words/a01` or `a01`: both become `words/a01`. */
async function liftSameName(folder: string): Promise<void> {
  const [only, ...others] = await shownNames(folder);
  if (only !== basename(folder) || others.length > 0 || !(await isFolder(join(folder, only)))) return;
  const lifted = `${folder}.lifted`;
  await rename(join(folder, only), lifted);
  await rm(folder, { recursive: true });
  await rename(lifted, folder);
}

async function placeBeside(source: string, target: string): Promise<void> {
  if (await isFolder(source)) {
    // A junction needs no rights on Windows; elsewhere the word means nothing.
    await symlink(source, target, 'junction');
  } else {
    await link(source, target).catch(() => copyFile(source, target));
  }
}
