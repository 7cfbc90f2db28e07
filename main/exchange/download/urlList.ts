import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { parse as parseToml, TomlError } from 'smol-toml';
import { z } from 'zod';
import { sha256Schema } from '../../../shared/contract/photo.ts';
import { parseJson } from '../../../shared/json.ts';
import { InkdexError } from '../../../shared/result.ts';
import { formatCount } from '../../../shared/text.ts';
import { fileProblem } from '../../files/fileProblem.ts';
import { placeFor } from '../imagePlaces.ts';
import { readLines, withoutReturn, type Line } from '../textFile.ts';
import { describeIssues, invalidAt, lineOf, type Place } from '../records.ts';

/** One file to download. */
export interface Download {
  readonly url: string;
  /** Destination, relative to the download folder, with slashes. */
  readonly file: string;
  /** SHA-256 of the file, if known: other contents are rejected. */
  readonly sha256: string | null;
}

/** The part of a page of DataTurks that is needed: the address or path of its image. */
const pageSchema = z.object({ content: z.string().min(1) });

const metadataSchema = z.strictObject({ url: z.string(), filename: z.string().min(1), sha256: sha256Schema });

/**
 * The downloads that a list names. `metadata.toml` names one file by `url`, `filename` and `sha256`; an export of
 * DataTurks (`.json`, `.jsonl`) the images of its pages; any other file has one address per line, optionally followed
 * by the SHA-256 and the file's name.
 *
 * @throws InkdexError `data-invalid` with file and line, `file-missing`, `permission-denied`
 */
export async function readUrlList(path: string, signal: AbortSignal): Promise<Download[]> {
  const extension = extname(path).toLowerCase();
  if (extension === '.toml') return [await readMetadata(path)];
  const isPages = extension === '.json' || extension === '.jsonl';
  const found: Download[] = [];
  const names = new Set<string>();
  for await (const line of readLines(path, signal)) {
    const text = withoutReturn(line.text).trim();
    if (text === '' || text.startsWith('#')) continue;
    const download = downloadOf(line, text, lineOf(path, line.number), isPages);
    if (download === null) continue;
    found.push({ ...download, file: freeName(download.file, names) });
  }
  return found;
}

/** A metadata.toml has three lines. */
const mostBytes = 64 * 1024;

async function readMetadata(path: string): Promise<Download> {
  try {
    const { size } = await stat(path);
    if (size > mostBytes)
      throw invalidAt(path, `the file has ${formatCount(size)} bytes; expected three lines.`);
    const parsed = metadataSchema.safeParse(parseToml(await readFile(path, 'utf8')));
    if (!parsed.success) {
      throw invalidAt(path, `${describeIssues(parsed.error)}; expected exactly url, filename and sha256.`);
    }
    const { url, filename, sha256 } = parsed.data;
    return { url: requireHttp(url, path), file: requireName(filename, path), sha256 };
  } catch (error) {
    if (error instanceof TomlError) {
      const [problem = ''] = error.message.split('\n');
      throw new InkdexError('data-invalid', `${lineOf(path, error.line)}: not valid TOML (${problem}).`, {
        cause: error,
      });
    }
    throw fileProblem(path, error);
  }
}

/** Null for a page whose image is beside the list. */
function downloadOf(line: Line, text: string, place: Place, isPages: boolean): Download | null {
  if (line.problem !== null) throw invalidAt(place, line.problem);
  if (isPages) {
    const page = pageSchema.safeParse(parseJson(text));
    if (!page.success) throw invalidAt(place, 'not a page of DataTurks; expected JSON with content.');
    const { content } = page.data;
    if (!isAddress(content)) return null;
    return {
      url: requireHttp(content, place),
      file: `images/${requireName(pageName(content), place)}`,
      sha256: null,
    };
  }
  const [url = '', ...rest] = text.split(/\s+/u);
  const hash =
    rest[0] !== undefined && sha256Schema.safeParse(rest[0].toLowerCase()).success ? rest.shift() : null;
  const name = rest.length === 0 ? pageName(url) : rest.join(' ');
  return {
    url: requireHttp(url, place),
    file: requireName(name, place),
    sha256: hash?.toLowerCase() ?? null,
  };
}

/** The last part of an address or path: the page's name. */
export function pageName(content: string): string {
  const path = isAddress(content) ? (URL.parse(content)?.pathname ?? content) : content;
  const last = path.split(/[/\\]/u).at(-1) ?? path;
  try {
    return isAddress(content) ? decodeURIComponent(last) : last;
  } catch {
    return last;
  }
}

export function isAddress(content: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//iu.test(content);
}

/** @throws InkdexError `data-invalid` for anything but a web address */
function requireHttp(text: string, place: Place): string {
  const url = URL.parse(text);
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return url.href;
  throw invalidAt(
    place,
    `${JSON.stringify(text.slice(0, 200))} is not an address that starts with http:// or https://.`,
  );
}

function requireName(name: string, place: Place): string {
  const isClimbing = name.split(/[/\\]/u).includes('..') || /^(?:[/\\]|[a-z]:)/iu.test(name);
  if (!isClimbing && name !== '') return placeFor(name);
  throw invalidAt(
    place,
    `the file name is ${JSON.stringify(name.slice(0, 200))}; expected a name inside the folder. ` +
      'Add a name after the address.',
  );
}

/** Makes a name unique: a second `a.jpg` becomes `a~2.jpg`. */
function freeName(wanted: string, names: Set<string>): string {
  const extension = extname(wanted);
  const stem = wanted.slice(0, wanted.length - extension.length);
  let name = wanted;
  for (let copy = 2; names.has(name.toLowerCase()); copy += 1) name = `${stem}~${copy}${extension}`;
  names.add(name.toLowerCase());
  return name;
}
