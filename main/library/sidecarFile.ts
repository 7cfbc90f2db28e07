import { lstat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { InkdexError } from '../../shared/result.ts';
import { largestSidecar } from '../page/xmpTree.ts';
import { readOutside, removeOutside, replaceOutside } from '../files/outside.ts';
import { namesOutside } from '../files/partialFiles.ts';

/** Other programs seldom write twice while a sidecar is written once. */
const mostAttempts = 5;
/** A file that another program has written a shorter time ago may be written again at once, in milliseconds. */
const quietMs = 200;

/** The names in folders, each listed once. */
export type FolderNames = Map<string, Promise<readonly string[]>>;

/**
 * The path of a photo's sidecar: `photo.jpg.xmp`, or the `photo.xmp` of Lightroom and others where it alone exists and no other
 * file has its name.
 */
export async function sidecarOf(photo: string, folders: FolderNames): Promise<string> {
  const folder = dirname(photo);
  const listed = folders.get(folder) ?? namesOutside(folder);
  folders.set(folder, listed);
  const names = await listed;
  const [name, stem] = [basename(photo), basename(photo, extname(photo))];
  const named = (wanted: string): string | undefined =>
    names.find((each) => each === wanted) ??
    names.find((each) => each.toLowerCase() === wanted.toLowerCase());
  // Whatever else has this stem may own it: a raw photo that Inkdex does not read, a film, a layered picture.
  const isAlone = !names.some((each) => {
    const ending = extname(each).toLowerCase();
    return (
      each !== name && ending !== '.xmp' && basename(each, extname(each)).toLowerCase() === stem.toLowerCase()
    );
  });
  const other = isAlone ? named(`${stem}.xmp`) : undefined;
  return join(folder, named(`${name}.xmp`) ?? other ?? `${name}.xmp`);
}

/**
 * Changes a sidecar, again if another program changes it meanwhile.
 *
 * @param chosen the folder that a person chose, out of which no link leads; null for beside all photos, wherever they are
 * @param change gets the text, null if there is no file; returns the new one, null for no file
 * @throws InkdexError `data-invalid` for what is not a text that can be written back; `conflict` if others keep changing it;
 * as `readOutside` and `replaceOutside` do
 */
export async function changeSidecar(
  path: string,
  chosen: string | null,
  change: (before: string | null) => Promise<string | null>,
): Promise<void> {
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const changed = await lstat(path).catch(() => null);
    const age = changed === null ? quietMs : Math.abs(Date.now() - changed.mtimeMs);
    if (age < quietMs) await wait(quietMs - age);
    const folder = chosen ?? dirname(path);
    const name = relative(folder, path);
    const bytes = await readOutside(folder, name, largestSidecar);
    // Nobody has written into an empty file.
    const { text, encode } = bytes === null || bytes.length === 0 ? empty : decoded(bytes);
    const after = await change(text);
    if (after === text) return;
    const written = after === null ? null : encode(after);
    if (written !== null && written.length > largestSidecar) {
      throw new InkdexError(
        'data-invalid',
        `With its words it would be too large for a sidecar. It is left as it is.`,
      );
    }
    const isDone =
      written !== null
        ? await replaceOutside(folder, name, bytes, written)
        : await removeOutside(folder, name, bytes ?? noBytes);
    if (isDone) return;
  }
  throw new InkdexError(
    'conflict',
    'Another program keeps changing it. It is written with the next change of the words.',
  );
}

const noBytes = Buffer.alloc(0);

interface Decoded {
  /** Without a byte order mark. */
  readonly text: string | null;
  /** In the same encoding, with the same mark. */
  readonly encode: (text: string) => Buffer;
}

const empty: Decoded = { text: null, encode: (text) => Buffer.from(text) };

const encodings = [
  { name: 'utf-8', mark: [0xef, 0xbb, 0xbf], start: [], isSwapped: false },
  { name: 'utf-16le', mark: [0xff, 0xfe], start: [0x3c, 0], isSwapped: false },
  { name: 'utf-16be', mark: [0xfe, 0xff], start: [0, 0x3c], isSwapped: true },
] as const;

/**
 * The text of an XML file by its byte order mark, its first bytes and the encoding that it declares (XML 1.0, appendix F).
 *
 * @throws InkdexError `data-invalid` for other encodings, and for bytes that are not in their encoding
 */
function decoded(bytes: Buffer): Decoded {
  const startsWith = (start: readonly number[]): boolean =>
    start.length > 0 && start.every((byte, at) => bytes[at] === byte);
  const marked = encodings.find(({ mark }) => startsWith(mark));
  const { name, mark, isSwapped } =
    marked ?? encodings.find(({ start }) => startsWith(start)) ?? encodings[0];
  const before = Buffer.from(marked === undefined ? [] : mark);
  // The declaration has only signs that are the same in each of these encodings.
  const head = (name === 'utf-8' ? bytes : bytes.filter((byte) => byte !== 0))
    .subarray(0, 300)
    .toString('latin1');
  const declared = /<\?xml\s[^>]*?encoding\s*=\s*["']([\w.-]+)["']/u.exec(head)?.[1]?.toLowerCase();
  const fits =
    declared === undefined || name.startsWith(declared) || (declared === 'us-ascii' && name === 'utf-8');
  if (!fits) throw notIn(declared);
  let text: string;
  try {
    text = new TextDecoder(name, { fatal: true, ignoreBOM: true }).decode(bytes.subarray(before.length));
  } catch {
    throw notIn(name);
  }
  return {
    text,
    encode: (after) => {
      const encoded = name === 'utf-8' ? Buffer.from(after) : Buffer.from(after, 'utf16le');
      return Buffer.concat([before, isSwapped ? encoded.swap16() : encoded]);
    },
  };
}

function notIn(encoding: string): InkdexError {
  const why = encodings.some(({ name }) => name === encoding)
    ? `It has bytes that are not ${encoding.toUpperCase()}`
    : `It is in ${encoding.toUpperCase()}; expected UTF-8 or UTF-16`;
  return new InkdexError('data-invalid', `${why}. It is left as it is.`);
}
