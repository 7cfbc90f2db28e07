import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Serves } from '../../shared/contract/contract.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { PhotoRevision } from '../../shared/contract/label.ts';
import type { followerCalls } from '../../shared/contract/library.ts';
import { createFreeNames } from '../../shared/fileNames.ts';
import { parseJson } from '../../shared/json.ts';
import { InkdexError } from '../../shared/result.ts';
import { readOutside, replaceOutside } from '../files/outside.ts';
import { namesOutside } from '../files/partialFiles.ts';
import { libraryId } from '../store/library/settings.ts';
import { findPhoto, findPhotoBySha256, listReadRevisions } from '../store/photos/photos.ts';
import { createAttempts } from './attempts.ts';
import { createFollower, requireFolder, type FollowerParts } from './follower.ts';
import { findMovedNotes, placeIn, readNotesBelow, type KnownFiles } from './movedNotes.ts';
import {
  fileState,
  hashOf,
  noteIn,
  noteSchema,
  photoOfNote,
  picturesFolder,
  readCopy,
  removeNote,
  writeNote,
  writtenFolder,
  type Note,
  type NoteParts,
} from './noteFile.ts';
import { createFolderEvents } from './watch/folderEvents.ts';

export interface NotesParts extends FollowerParts, Omit<NoteParts, 'onTaken'> {
  /** Folder of the library. */
  readonly folder: string;
}

/** The file in the folder of notes that says what Inkdex has written. */
const stateFile = '.inkdex-notes.json';
const mostStateBytes = 64 * 2 ** 20;
/** A note is left alone for so long after a person has written it, in milliseconds. */
const usualQuietMs = 2_000;
/** More words that are corrected at once are told: a replacement over all notes may be a mistake. */
const mostUntold = 10;

const stateSchema = z.object({
  /** Id of the library whose notes these are; earlier versions wrote its folder. */
  library: z.string(),
  notes: z.array(z.unknown()),
});

/**
 * Keeps a Markdown note and a picture of every read photo in a folder, for Obsidian, Joplin and others. A word that a person
 * corrects in a note is corrected in the library; what else they write there stays, also when the words of the photo change.
 * A note may be renamed or moved within the folder. A deleted note stays deleted.
 */
export function createNotes(parts: NotesParts, quietMs = usualQuietMs) {
  let conflicts: readonly string[] = [];
  const known: KnownFiles = new Map();
  const { follower, check, current, choose } = createFollower(parts, {
    setting: 'notesFolder',
    async write(path, isStopped) {
      events.listen(path);
      const written = await writeNotes(path, { ...parts, quietMs, isStopped, known });
      conflicts = written.conflicts;
      if (written.taken.words > mostUntold) parts.announce('notesTaken', written.taken);
      if (written.isEarly) check();
      return written;
    },
    quietMs,
  });
  const events = createFolderEvents(check, false);
  const answer = () => {
    const { chosen, count, problem } = current();
    return { path: chosen, notes: count, conflicts: [...conflicts], problem };
  };
  const calls = {
    notesFolder: answer,
    async setNotesFolder({ path }) {
      parts.lock.require();
      if (path !== null) await readState(resolve(path), parts);
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

interface WriteParts extends Omit<NoteParts, 'onTaken'> {
  /** Folder of the library. */
  readonly folder: string;
  readonly quietMs: number;
  readonly isStopped: () => boolean;
  readonly known: KnownFiles;
}

export interface WrittenNotes {
  readonly count: number;
  readonly problem: string | null;
  /** Names of the notes with conflicts. */
  readonly conflicts: readonly string[];
  /** Whether a note was left alone because a person was writing it. */
  readonly isEarly: boolean;
  /** Words that a person has corrected in notes, and the edits of photos that stored them. */
  readonly taken: { words: number; edits: PhotoRevision[] };
}

/** Notes written between two writes of the state file: a killed process repeats at most so many. */
const notesAtOnce = 50;

/** Brings a folder up to date, and takes corrections out of it. */
async function writeNotes(folder: string, parts: WriteParts): Promise<WrittenNotes> {
  const { db, isStopped } = parts;
  const state = await readState(folder, parts);
  const notes = new Map(state.notes.map((note) => [note.photo, note]));
  for (const note of await findMovedNotes(folder, notes.values(), parts.known)) notes.set(note.photo, note);
  const photos = listReadRevisions(db);
  const freeName = createFreeNames(await takenNames(folder, notes.values()));
  const { attempt, describe } = createAttempts('note');
  const taken: WrittenNotes['taken'] = { words: 0, edits: [] };
  const onTaken: NoteParts['onTaken'] = (words, { photo, revision }) => {
    taken.words += words;
    taken.edits.push({ photo, revision });
  };
  let unsaved = 0;
  let isEarly = false;
  const save = async (): Promise<void> => {
    if (unsaved > 0) await state.write([...notes.values()]);
    unsaved = 0;
  };
  try {
    for (const note of [...notes.values()].filter(({ photo }) => !photos.has(photo))) {
      const isRemoved = await attempt(noteIn(folder, note), () => removeNote(folder, note));
      if (isRemoved) notes.delete(note.photo);
      unsaved += 1;
    }
    for (const [id, revision] of photos) {
      if (isStopped()) break;
      const before = notes.get(id);
      const file = await fileState(folder, before, parts.quietMs);
      isEarly ||= file === 'being written';
      if (file === 'being written' || (before?.revision === revision && file === 'as known')) continue;
      const photo = findPhoto(db, id);
      if (photo === undefined) continue;
      await attempt(before === undefined ? photo.name : noteIn(folder, before), async () => {
        const note = await writeNote(folder, { ...parts, onTaken, photo, freeName }, before);
        isEarly ||= note === before;
        if (note === undefined) return;
        notes.set(id, note);
        unsaved += 1;
        // What a person has changed is stored at once: after a crash it could not be told from what Inkdex wrote.
        if (unsaved >= notesAtOnce || file === 'changed' || note.conflicts > 0) await save();
      });
    }
  } finally {
    await save();
  }
  const conflicts = [...notes.values()].filter((note) => note.conflicts > 0).map(({ name }) => name);
  // A deleted one stays known, so that it is not written again.
  const count = [...notes.values()].filter(({ changedMs }) => changedMs > 0).length;
  return { count, problem: describe(), conflicts, isEarly, taken };
}

/** Names of files that are there or were written, without their extensions: a new note takes none of them. */
async function takenNames(folder: string, notes: Iterable<Note>): Promise<string[]> {
  const files = await Promise.all(
    [folder, join(folder, picturesFolder), join(folder, writtenFolder)].map(namesOutside),
  );
  return [
    ...files.flat().map((name) => name.replace(/\.(?:md|jpg)$/iu, '')),
    ...[...notes].map(({ name }) => name),
  ];
}

interface State {
  readonly notes: readonly Note[];
  readonly write: (notes: readonly Note[]) => Promise<void>;
}

/**
 * The notes that a library has written into a folder.
 *
 * @throws InkdexError `file-missing`, `bad-arguments` for a file, `conflict` for the notes of another library,
 * `data-invalid`, and as `readOutside` does
 */
async function readState(
  folder: string,
  { db, folder: own }: Pick<NotesParts, 'db' | 'folder'>,
): Promise<State> {
  await requireFolder(folder);
  const path = join(folder, stateFile);
  const library = libraryId(db);
  let before = await readOutside(folder, stateFile, mostStateBytes);
  const write = async (notes: readonly Note[]): Promise<void> => {
    const text = Buffer.from(JSON.stringify({ library, notes }));
    if (!(await replaceOutside(folder, stateFile, before, text))) {
      throw new InkdexError('conflict', `${path} was changed by another program. Inkdex begins anew.`);
    }
    before = text;
  };
  if (before === null) {
    const copies = await notesOfCopies(folder, db);
    return { notes: copies.length > 0 ? copies : await notesOfFiles(folder, db), write };
  }
  const state = stateSchema.safeParse(parseJson(before.toString('utf8')));
  if (!state.success) {
    throw new InkdexError(
      'data-invalid',
      `${path} is damaged. Delete it to let Inkdex find its notes again.`,
    );
  }
  const isOurs =
    [library, own].includes(state.data.library) || (await isMoved(folder, state.data.library, db));
  if (!isOurs) {
    throw new InkdexError('conflict', `${folder} has the notes of another library. Choose another folder.`);
  }
  // One that is damaged costs the others nothing.
  const notes = state.data.notes.map((note) => noteSchema.safeParse(note).data);
  return { notes: notes.filter((note) => note !== undefined), write };
}

/** Whether the notes are of this library, which an earlier version knew by a folder in which it is no more. */
async function isMoved(folder: string, library: string, db: NotesParts['db']): Promise<boolean> {
  const isElsewhere = isAbsolute(library) && !existsSync(join(library, 'library.sqlite'));
  return isElsewhere && (await notesOfCopies(folder, db)).length > 0;
}

/**
 * The notes in a folder of which neither the state nor the copies are left, by the photos that they name. What a person has
 * written there is not known: they stay as they are.
 */
async function notesOfFiles(folder: string, db: NotesParts['db']): Promise<Note[]> {
  const root = await realpath(folder);
  const notes = new Map<PhotoId, Note>();
  for (const { path, photo: sha256 } of await readNotesBelow(root, new Map())) {
    const photo = sha256 === null ? undefined : findPhotoBySha256(db, sha256);
    const name = basename(path, '.md');
    if (photo === undefined || notes.has(photo.id)) continue;
    const place = placeIn(root, path);
    notes.set(photo.id, noteSchema.parse({ photo: photo.id, name, place, revision: -1, sha256: '' }));
  }
  return [...notes.values()];
}

/** The notes in a folder whose state was deleted, by the copies of them. */
async function notesOfCopies(folder: string, db: NotesParts['db']): Promise<Note[]> {
  const notes: Note[] = [];
  for (const file of (await namesOutside(join(folder, writtenFolder))).filter((each) =>
    each.endsWith('.md'),
  )) {
    const name = file.slice(0, -'.md'.length);
    const copy = await readCopy(folder, name);
    const sha256 = copy === null ? null : photoOfNote(copy);
    const photo = sha256 === null ? undefined : findPhotoBySha256(db, sha256);
    if (copy === null || photo === undefined) continue;
    notes.push(noteSchema.parse({ photo: photo.id, name, revision: -1, sha256: hashOf(copy) }));
  }
  return notes;
}
