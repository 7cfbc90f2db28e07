import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Serves } from '../../shared/contract/contract.ts';
import type { followerCalls } from '../../shared/contract/library.ts';
import { photoIdSchema, type PhotoId } from '../../shared/contract/photo.ts';
import { InkdexError } from '../../shared/result.ts';
import { createFreeNames, linkableName } from '../../shared/fileNames.ts';
import { markdown } from '../exchange/photos/markdown.ts';
import { pageOf } from '../exchange/photos/photoPage.ts';
import { writeWhole } from '../files/writeWhole.ts';
import { findPhoto, listReadRevisions } from '../store/photos/photos.ts';
import { listWords } from '../store/words/words.ts';
import { createFollower, type FollowerParts } from './follower.ts';
import type { Pictures } from './pictures.ts';

export interface NotesParts extends FollowerParts {
  readonly pictures: Pick<Pictures, 'find'>;
  /** Folder of the library. */
  readonly folder: string;
}

/** The file in the folder of notes that says what Inkdex has written. */
const stateFile = '.inkdex-notes.json';
const picturesFolder = 'pictures';

const noteSchema = z.object({
  photo: photoIdSchema,
  /** Without an extension. */
  name: z.string().min(1),
  /** Of the photo's words. */
  revision: z.number().int(),
  /** Of the note as Inkdex wrote it. */
  sha256: z.string(),
});
type Note = z.infer<typeof noteSchema>;
const stateSchema = z.object({
  /** Folder of the library whose notes these are. */
  library: z.string(),
  notes: z.array(noteSchema),
});

/**
 * Keeps a Markdown note and a picture of every read photo in a folder, for Obsidian, Joplin and others. A note that a person
 * has changed or deleted is left as it is.
 */
export function createNotes(parts: NotesParts, quietMs?: number) {
  const { follower, current, choose } = createFollower(parts, {
    setting: 'notesFolder',
    async write(path, isStopped) {
      return { count: await writeNotes(path, { ...parts, isStopped }), problem: null };
    },
    ...(quietMs === undefined ? {} : { quietMs }),
  });
  const answer = () => {
    const { chosen, count, problem } = current();
    return { path: chosen, notes: count, problem };
  };
  const calls = {
    notesFolder: answer,
    async setNotesFolder({ path }) {
      parts.lock.require();
      if (path !== null) await readNotes(resolve(path), parts.folder);
      choose(path === null ? null : resolve(path));
      return answer();
    },
  } satisfies Serves<Pick<typeof followerCalls, 'notesFolder' | 'setNotesFolder'>>;
  return { calls, ...follower };
}

interface WriteParts extends Pick<NotesParts, 'db' | 'pictures' | 'folder'> {
  readonly isStopped: () => boolean;
}

/** Notes written between two writes of the state file: a killed process repeats at most so many. */
const notesAtOnce = 50;

/** Brings a folder up to date. Returns its number of notes. */
async function writeNotes(
  folder: string,
  { db, pictures, folder: library, isStopped }: WriteParts,
): Promise<number> {
  const notes = new Map((await readNotes(folder, library)).map((note) => [note.photo, note]));
  const photos = listReadRevisions(db);
  const names = (await readdir(folder)).map((file) => basename(file, '.md'));
  const freeName = createFreeNames([...names, ...[...notes.values()].map(({ name }) => name)]);
  let unsaved = 0;
  const save = async (): Promise<void> => {
    const state = { library, notes: [...notes.values()] };
    if (unsaved > 0) await writeWhole(join(folder, stateFile), [JSON.stringify(state)]);
    unsaved = 0;
  };
  try {
    for (const note of [...notes.values()].filter(({ photo }) => !photos.has(photo))) {
      if (await isOurs(folder, note)) await removeNote(folder, note);
      notes.delete(note.photo);
      unsaved += 1;
    }
    for (const [photo, revision] of photos) {
      if (isStopped()) break;
      const before = notes.get(photo);
      if (before?.revision === revision) continue;
      notes.set(photo, await writeNote(folder, { db, pictures, freeName }, { photo, revision }, before));
      unsaved += 1;
      if (unsaved >= notesAtOnce) await save();
    }
  } finally {
    await save();
  }
  return notes.size;
}

/**
 * The notes that a library has written into a folder.
 *
 * @throws InkdexError `file-missing`, `bad-arguments` for a file, `conflict` for the notes of another library,
 * `data-invalid`
 */
async function readNotes(folder: string, library: string): Promise<Note[]> {
  const found = await stat(folder).catch(() => null);
  if (found === null) throw new InkdexError('file-missing', `${folder} does not exist.`);
  if (!found.isDirectory()) throw new InkdexError('bad-arguments', `${folder} is not a folder.`);
  const path = join(folder, stateFile);
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return [];
  const state = stateSchema.safeParse(jsonOrNull(text));
  if (!state.success) {
    throw new InkdexError('data-invalid', `${path} is damaged. Delete it to write all notes again.`);
  }
  if (state.data.library === library) return state.data.notes;
  throw new InkdexError(
    'conflict',
    `${folder} has the notes of the library ${state.data.library}. Choose another folder.`,
  );
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function writeNote(
  folder: string,
  {
    db,
    pictures,
    freeName,
  }: Pick<NotesParts, 'db' | 'pictures'> & { readonly freeName: (name: string) => string },
  { photo: id, revision }: { readonly photo: PhotoId; readonly revision: number },
  before: Note | undefined,
): Promise<Note> {
  const photo = findPhoto(db, id);
  if (photo === undefined) throw new InkdexError('not-found', 'A photo was removed meanwhile.');
  const name = before?.name ?? freeName(linkableName(basename(photo.name, extname(photo.name))));
  // What a person changed or deleted stays so.
  if (before !== undefined && !(await isOurs(folder, before))) return { ...before, revision };
  const picture = `${picturesFolder}/${name}.jpg`;
  const shown = await pictures.find('display', id).catch(() => null);
  if (shown !== null) {
    await mkdir(dirname(join(folder, picture)), { recursive: true });
    await copyFile(shown.path, join(folder, picture));
  }
  const text = markdown(pageOf(photo, listWords(db, id), false), picture);
  await writeWhole(join(folder, `${name}.md`), [text]);
  return { photo: id, name, revision, sha256: hashOf(text) };
}

/** Whether a note is there as Inkdex wrote it. */
async function isOurs(folder: string, { name, sha256 }: Note): Promise<boolean> {
  const text = await readFile(join(folder, `${name}.md`), 'utf8').catch(() => null);
  return text !== null && hashOf(text) === sha256;
}

async function removeNote(folder: string, { name }: Note): Promise<void> {
  await rm(join(folder, `${name}.md`), { force: true });
  await rm(join(folder, picturesFolder, `${name}.jpg`), { force: true });
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
