import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { readOutside } from '../files/outside.ts';
import { isIn } from '../store/photos/paths.ts';
import { noteIn, photoOfNote, readCopy, type Note } from './noteFile.ts';

/** More files are not looked through for moved notes. */
const mostFiles = 20_000;
/** A longer file is no note that was moved. */
const mostBytes = 2 ** 20;

/** Photos of Markdown files by path and time of change, so that a file is read once. */
export type KnownFiles = Map<string, { readonly changedMs: number; readonly photo: string | null }>;

/**
 * Finds notes that a person has renamed or moved within their folder, by the SHA-256 of the photo in their front matter. A
 * note is moved only if it is not at its place any more: a copy is not a move.
 *
 * @param notes the notes in the folder
 * @returns the notes that were found, with their new places
 */
export async function findMovedNotes(
  folder: string,
  notes: Iterable<Note>,
  known: KnownFiles,
): Promise<Note[]> {
  const root = await realpath(folder);
  const missing: Note[] = [];
  const taken = new Set<string>();
  for (const note of notes) {
    const path = await realpath(noteIn(folder, note)).catch(() => null);
    if (path === null || !isIn(path, root)) missing.push(note);
    else taken.add(path);
  }
  if (missing.length === 0) return [];
  const files = await readNotesBelow(root, known);
  const moved: Note[] = [];
  for (const note of missing) {
    const photo = photoOfNote((await readCopy(folder, note.name)) ?? '');
    const found = files.find((file) => file.photo === photo && photo !== null && !taken.has(file.path));
    if (found === undefined) continue;
    taken.add(found.path);
    const place = placeIn(root, found.path);
    moved.push({ ...note, place: place === note.name ? null : place, changedMs: 0 });
  }
  return moved;
}

/** Where a note is in a folder, as its list says it. */
export function placeIn(root: string, path: string): string {
  return relative(root, path).slice(0, -'.md'.length).split(sep).join('/');
}

interface FoundNote {
  readonly path: string;
  readonly photo: string | null;
}

/** All Markdown files below a folder. Hidden folders and links are not entered. */
export async function readNotesBelow(root: string, known: KnownFiles): Promise<FoundNote[]> {
  const found: FoundNote[] = [];
  const folders = [root];
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !entry.name.startsWith('.')) folders.push(path);
      if (!entry.isFile() || !entry.name.endsWith('.md')) continue;
      if (found.length >= mostFiles) return found;
      found.push({ path, photo: await photoOfFile(path, known) });
    }
  }
  return found;
}

async function photoOfFile(path: string, known: KnownFiles): Promise<string | null> {
  const file = await stat(path).catch(() => null);
  const before = known.get(path);
  if (file === null || before?.changedMs === file.mtimeMs) return before?.photo ?? null;
  const bytes = await readOutside(dirname(path), basename(path), mostBytes).catch(() => null);
  const photo = bytes === null ? null : photoOfNote(bytes.toString('utf8'));
  known.set(path, { changedMs: file.mtimeMs, photo });
  return photo;
}
