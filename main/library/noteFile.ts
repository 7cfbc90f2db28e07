import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { z } from 'zod';
import type { CallArgs } from '../../shared/contract/contract.ts';
import type { LabelsChanged } from '../../shared/contract/label.ts';
import { photoIdSchema, type Photo } from '../../shared/contract/photo.ts';
import { linkableName } from '../../shared/fileNames.ts';
import { InkdexError } from '../../shared/result.ts';
import { markdown } from '../exchange/photos/markdown.ts';
import { correctionsIn, mergeNote } from '../exchange/photos/noteEdits.ts';
import { pageOf } from '../exchange/photos/photoPage.ts';
import { fileProblem } from '../files/fileProblem.ts';
import { writeWhole } from '../files/writeWhole.ts';
import type { WritableDatabase } from '../store/database.ts';
import { findPhoto, requirePhoto } from '../store/photos/photos.ts';
import { listWords } from '../store/words/words.ts';
import type { Pictures } from './pictures.ts';

const picturesFolder = 'pictures';
/** The notes as Inkdex wrote them, so that changes of a person can be told from its own. */
const writtenFolder = '.inkdex-notes';

/** What is known of a note. */
export const noteSchema = z.object({
  photo: photoIdSchema,
  /** Without an extension. */
  name: z.string().min(1),
  /** Of the photo's words. */
  revision: z.number().int(),
  /** Of the note as Inkdex wrote it. */
  sha256: z.string(),
  /** When the file was last changed, as far as Inkdex knows; milliseconds since 1970. */
  changedMs: z.number().default(0),
  /** How many places both Inkdex and a person have changed, where the person's lines stayed. */
  conflicts: z.number().int().default(0),
});
export type Note = z.infer<typeof noteSchema>;

export interface NoteParts {
  readonly db: WritableDatabase;
  readonly pictures: Pick<Pictures, 'find'>;
  /** Stores what a person has corrected in a note. */
  readonly editLabels: (args: CallArgs<'editLabels'>) => LabelsChanged;
}

/**
 * Whether a person has changed the file of a note.
 *
 * @param quietMs one that was changed a shorter time ago is still being written
 */
export async function lookAtFile(
  folder: string,
  note: Note | undefined,
  quietMs: number,
): Promise<'as known' | 'being written' | 'changed'> {
  if (note === undefined) return 'as known';
  const changedMs = await changedAt(noteIn(folder, note));
  if (changedMs === note.changedMs) return 'as known';
  return Math.abs(Date.now() - changedMs) < quietMs ? 'being written' : 'changed';
}

/**
 * Writes a note with the words of its photo, after the words that a person has corrected in it are stored.
 *
 * @param before undefined for a new note
 * @returns the note as it is now; as it was where a person changes it meanwhile, or its photo is gone
 */
export async function writeNote(
  folder: string,
  {
    photo,
    freeName,
    ...parts
  }: NoteParts & { readonly photo: Photo; readonly freeName: (name: string) => string },
  before: Note | undefined,
): Promise<Note | undefined> {
  const name = before?.name ?? freeName(linkableName(basename(photo.name, extname(photo.name))));
  const path = noteIn(folder, { name });
  const found =
    before === undefined ? ({ kind: 'ours', text: null } as const) : await findEdits(folder, before);
  if (before !== undefined && found.kind === 'left') {
    return { ...before, revision: photo.revision, changedMs: await changedAt(path) };
  }
  const corrected = found.kind === 'theirs' ? correctWords(parts, photo, found) : '';
  const picture = await copyPicture(folder, parts.pictures, { photo, name });
  const now = findPhoto(parts.db, photo.id);
  // The next look sees that the photo is gone, or what a person has written meanwhile.
  if (now === undefined || (before !== undefined && (await readText(path)) !== found.text)) return before;
  const ours = markdown(pageOf(now, listWords(parts.db, now.id), false), picture);
  const { text, base, conflicts } =
    found.kind === 'theirs'
      ? mergeNote(corrected, found.text, ours)
      : { text: ours, base: ours, conflicts: 0 };
  await makeFolder(join(folder, writtenFolder));
  await writeWhole(writtenIn(folder, { name }), [base], { makesFolders: false });
  if (text !== found.text) await writeWhole(path, [text], { makesFolders: false });
  return {
    ...{ photo: now.id, name, revision: now.revision, sha256: hashOf(base), conflicts },
    changedMs: await changedAt(path),
  };
}

type Edits =
  | { readonly kind: 'ours'; readonly text: string | null }
  | { readonly kind: 'theirs'; readonly text: string; readonly base: string }
  /** Deleted by a person, or changed from what is not known any more: it stays so. */
  | { readonly kind: 'left'; readonly text: string | null };

async function findEdits(folder: string, note: Note): Promise<Edits> {
  const text = await readText(noteIn(folder, note));
  const base = await readText(writtenIn(folder, note));
  if (text === null) return { kind: 'left', text };
  if (text === base || hashOf(text) === note.sha256) return { kind: 'ours', text };
  // After a crash the copy may be newer than what is known of the note.
  if (base === null || hashOf(base) !== note.sha256) return { kind: 'left', text };
  return { kind: 'theirs', text, base };
}

/**
 * Stores the words that a person has written in another way in a note as their corrections, with one edit.
 *
 * @returns the note as Inkdex would have written it with these words
 */
function correctWords(
  { db, editLabels }: NoteParts,
  photo: Photo,
  { base, text }: { readonly base: string; readonly text: string },
): string {
  const page = pageOf(photo, listWords(db, photo.id), false);
  const { corrections, corrected } = correctionsIn(page, base, text);
  if (corrections.length === 0) return base;
  const put = corrections.map(({ word: { id, quad, polygon }, text: said }) => ({
    ...{ word: id, quad, polygon, text: said },
    mark: 'text' as const,
    confirmed: true,
  }));
  const { revision } = requirePhoto(db, photo.id);
  editLabels({ photo: photo.id, revision, action: { title: 'text', put, remove: [], order: null } });
  return corrected;
}

/** Returns the picture's path in the folder. */
async function copyPicture(
  folder: string,
  pictures: NoteParts['pictures'],
  { photo, name }: { readonly photo: Photo; readonly name: string },
): Promise<string> {
  const picture = `${picturesFolder}/${name}.jpg`;
  const shown = await pictures.find('display', photo.id).catch(() => null);
  if (shown !== null) {
    await makeFolder(join(folder, picturesFolder));
    await copyFile(shown.path, join(folder, picture));
  }
  return picture;
}

/** Makes a folder in that of the notes, which is not made again where it is gone with its drive. */
async function makeFolder(path: string): Promise<void> {
  await mkdir(path).catch((thrown: unknown) => {
    const problem = fileProblem(path, thrown);
    if (!(problem instanceof InkdexError) || problem.code !== 'conflict') throw problem;
  });
}

/** Removes the files of a note, unless a person has changed it. */
export async function removeNote(folder: string, note: Note): Promise<void> {
  const { kind } = await findEdits(folder, note);
  await rm(writtenIn(folder, note), { force: true });
  if (kind !== 'ours') return;
  await rm(noteIn(folder, note), { force: true });
  await rm(join(folder, picturesFolder, `${note.name}.jpg`), { force: true });
}

function noteIn(folder: string, { name }: Pick<Note, 'name'>): string {
  return join(folder, `${name}.md`);
}

function writtenIn(folder: string, { name }: Pick<Note, 'name'>): string {
  return join(folder, writtenFolder, `${name}.md`);
}

/** In milliseconds since 1970; 0 for a file that is not there. */
async function changedAt(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  return found === null ? 0 : found.mtimeMs;
}

async function readText(path: string): Promise<string | null> {
  return await readFile(path, 'utf8').catch(() => null);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
