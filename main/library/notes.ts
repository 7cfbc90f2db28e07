import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Serves } from '../../shared/contract/contract.ts';
import type { followerCalls } from '../../shared/contract/library.ts';
import { createFreeNames } from '../../shared/fileNames.ts';
import { InkdexError } from '../../shared/result.ts';
import { writeWhole } from '../files/writeWhole.ts';
import { findPhoto, listReadRevisions } from '../store/photos/photos.ts';
import { createFollower, requireFolder, type FollowerParts } from './follower.ts';
import { lookAtFile, noteSchema, removeNote, writeNote, type Note, type NoteParts } from './noteFile.ts';
import { createFolderEvents } from './watch/folderEvents.ts';

export interface NotesParts extends FollowerParts, NoteParts {
  /** Folder of the library. */
  readonly folder: string;
}

/** The file in the folder of notes that says what Inkdex has written. */
const stateFile = '.inkdex-notes.json';
/** A note is left alone for so long after a person has written it, in milliseconds. */
const usualQuietMs = 2_000;

const stateSchema = z.object({
  /** Folder of the library whose notes these are. */
  library: z.string(),
  notes: z.array(noteSchema),
});

/**
 * Keeps a Markdown note and a picture of every read photo in a folder, for Obsidian, Joplin and others. A word that a person
 * corrects in a note is corrected in the library; what else they write there stays, also when the words of the photo change.
 * A deleted note stays deleted.
 */
export function createNotes(parts: NotesParts, quietMs = usualQuietMs) {
  let conflicts: readonly string[] = [];
  const { follower, look, current, choose } = createFollower(parts, {
    setting: 'notesFolder',
    async write(path, isStopped) {
      events.listen(path);
      const written = await writeNotes(path, { ...parts, quietMs, isStopped });
      conflicts = written.conflicts;
      if (written.isEarly) look();
      return { count: written.count, problem: null };
    },
    quietMs,
  });
  const events = createFolderEvents(look, false);
  const answer = () => {
    const { chosen, count, problem } = current();
    return { path: chosen, notes: count, conflicts: [...conflicts], problem };
  };
  const calls = {
    notesFolder: answer,
    async setNotesFolder({ path }) {
      parts.lock.require();
      if (path !== null) await readNotes(resolve(path), parts.folder);
      events.close();
      conflicts = [];
      choose(path === null ? null : resolve(path));
      return answer();
    },
  } satisfies Serves<Pick<typeof followerCalls, 'notesFolder' | 'setNotesFolder'>>;
  return {
    calls,
    ...follower,
    async close(): Promise<void> {
      events.close();
      await follower.close();
    },
  };
}

interface WriteParts extends NoteParts {
  /** Folder of the library. */
  readonly folder: string;
  readonly quietMs: number;
  readonly isStopped: () => boolean;
}

interface WrittenNotes {
  readonly count: number;
  /** Names of the notes with conflicts. */
  readonly conflicts: readonly string[];
  /** Whether a note was left alone because a person was writing it. */
  readonly isEarly: boolean;
}

/** Notes written between two writes of the state file: a killed process repeats at most so many. */
const notesAtOnce = 50;

/** Brings a folder up to date, and takes corrections out of it. */
async function writeNotes(folder: string, parts: WriteParts): Promise<WrittenNotes> {
  const { db, folder: library, isStopped } = parts;
  const notes = new Map((await readNotes(folder, library)).map((note) => [note.photo, note]));
  const photos = listReadRevisions(db);
  const names = (await readdir(folder)).map((file) => basename(file, '.md'));
  const freeName = createFreeNames([...names, ...[...notes.values()].map(({ name }) => name)]);
  let unsaved = 0;
  let isEarly = false;
  const save = async (): Promise<void> => {
    const state = { library, notes: [...notes.values()] };
    if (unsaved > 0)
      await writeWhole(join(folder, stateFile), [JSON.stringify(state)], { makesFolders: false });
    unsaved = 0;
  };
  try {
    for (const note of [...notes.values()].filter(({ photo }) => !photos.has(photo))) {
      await removeNote(folder, note);
      notes.delete(note.photo);
      unsaved += 1;
    }
    for (const [id, revision] of photos) {
      if (isStopped()) break;
      const before = notes.get(id);
      const look = await lookAtFile(folder, before, parts.quietMs);
      isEarly ||= look === 'being written';
      if (look === 'being written' || (before?.revision === revision && look === 'as known')) continue;
      const photo = findPhoto(db, id);
      const note =
        photo === undefined ? undefined : await writeNote(folder, { ...parts, photo, freeName }, before);
      if (note === undefined) continue;
      notes.set(id, note);
      unsaved += 1;
      // What a person has changed is stored at once: after a crash it could not be told from what Inkdex wrote.
      if (unsaved >= notesAtOnce || look === 'changed' || note.conflicts > 0) await save();
    }
  } finally {
    await save();
  }
  const conflicts = [...notes.values()].filter((note) => note.conflicts > 0).map(({ name }) => name);
  return { count: notes.size, conflicts, isEarly };
}

/**
 * The notes that a library has written into a folder.
 *
 * @throws InkdexError `file-missing`, `bad-arguments` for a file, `conflict` for the notes of another library,
 * `data-invalid`
 */
async function readNotes(folder: string, library: string): Promise<Note[]> {
  await requireFolder(folder);
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
