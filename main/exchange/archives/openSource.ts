import { copyFile, link, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { Parser } from 'tar';
import { openPromise } from 'yauzl';
import { archiveEnding } from '../../../shared/fileNames.ts';
import { InkdexError } from '../../../shared/result.ts';
import type { ExchangeFormat, IncomingRecord, ReadOptions } from '../exchangeFormat.ts';
import { isFolder, shownNames } from '../folders.ts';
import { archiveKind, tarBytes, unpackArchive, type ArchiveKind } from './unpack.ts';

/**
 * Prepares a path for a format's reader. An archive is unpacked into `scratch`. For a folder, each archive in it is
 * unpacked under its own name (IAM is distributed as `words.tgz`, `ascii.tgz`, `xml.tgz`), beside the folder's other
 * files. Any other path is returned unchanged.
 *
 * @param scratch an empty folder that exists until reading ends
 * @returns the path to read
 * @throws InkdexError like `unpackArchive`
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

/** The names in a folder, and its archives that are not unpacked beside themselves. */
async function archivesIn(folder: string): Promise<{ names: string[]; archives: string[] }> {
  const names = (await shownNames(folder)).sort();
  const archives: string[] = [];
  for (const name of names.filter((each) => archiveEnding.test(each))) {
    if (names.includes(withoutEnding(name))) continue;
    if ((await archiveKind(join(folder, name))) !== null) archives.push(name);
  }
  return { names, archives };
}

/**
 * The names that opening a path would give, to recognise the format: the first names in an archive, or for a folder
 * the names in its archives, as subfolders. Empty when the path needs no opening.
 */
export async function archivedNames(path: string): Promise<readonly string[]> {
  if (await isFolder(path)) {
    const { archives } = await archivesIn(path);
    return archives.map((name) => `${withoutEnding(name)}/`);
  }
  const kind = await archiveKind(path);
  return kind === null ? [] : await firstNames(path, kind);
}

/** Wraps a format so that it opens archives before it reads. */
export function openingArchives(format: ExchangeFormat): ExchangeFormat {
  const { read } = format;
  return { ...format, read: read === null ? null : (path, options) => readOpened(path, options, read) };
}

async function* readOpened(
  path: string,
  options: ReadOptions,
  read: NonNullable<ExchangeFormat['read']>,
): AsyncGenerator<IncomingRecord> {
  const source = await openSource(path, options.scratch, options.signal);
  // People know the archive, not where it is unpacked.
  const told = (text: string): string => (source === path ? text : text.replaceAll(source, path));
  try {
    for await (const record of read(source, options)) {
      if (record.kind === 'invalid') yield { ...record, message: told(record.message) };
      else yield record.place === undefined ? record : { ...record, place: told(record.place) };
    }
  } catch (thrown) {
    if (!(thrown instanceof InkdexError) || source === path) throw thrown;
    throw new InkdexError(thrown.code, told(thrown.message), { cause: thrown });
  }
}

function withoutEnding(name: string): string {
  return name.replace(archiveEnding, '');
}

/** Folder names with a meaning for some format: an archive that contains only such a folder is kept as it is. */
const meaningful = new Set(['ascii', 'words', 'lines', 'forms', 'xml', 'images']);

/**
 * If an archive has one top-level folder, as most have, returns that folder, as formats expect; otherwise the
 * unpacked folder itself.
 */
async function onlyFolderIn(folder: string): Promise<string> {
  const names = await shownNames(folder);
  const [only] = names;
  if (names.length !== 1 || only === undefined || meaningful.has(only)) return folder;
  return (await isFolder(join(folder, only))) ? join(folder, only) : folder;
}

/** `words.tgz` may contain `words/a01` or `a01`: both become `words/a01`. */
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
    // On Windows a junction needs no rights; other systems ignore the type.
    await symlink(source, target, 'junction');
  } else {
    await link(source, target).catch(() => copyFile(source, target));
  }
}

/** Enough to recognise the format: lists come before or among the first images. */
const mostNames = 20_000;
/** The names of the first seconds are enough, too: an archive of a stranger may unpack for ever. */
const mostNamesMs = 5_000;

/** The first names in an archive; fewer, or none, when it is damaged. */
async function firstNames(archive: string, kind: ArchiveKind): Promise<string[]> {
  const names: string[] = [];
  try {
    await (kind === 'zip' ? namesOfZip(archive, names) : namesOfTar(archive, names));
  } catch {
    // Unpacking it says what is wrong.
  }
  return names;
}

async function namesOfZip(archive: string, names: string[]): Promise<void> {
  const zip = await openPromise(archive, { autoClose: false });
  try {
    for await (const { fileName } of zip.eachEntry()) {
      names.push(fileName);
      if (names.length >= mostNames) break;
    }
  } finally {
    zip.close();
  }
}

async function namesOfTar(archive: string, names: string[]): Promise<void> {
  const end = new AbortController();
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      names.push(entry.path);
      entry.resume();
    },
  });
  for (const event of ['eof', 'error']) {
    parser.on(event, () => {
      end.abort();
    });
  }
  const start = performance.now();
  for await (const chunk of tarBytes(archive)) {
    parser.write(chunk);
    if (end.signal.aborted || names.length >= mostNames || performance.now() - start > mostNamesMs) break;
  }
}
