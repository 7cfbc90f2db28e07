import { createHash } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { z } from 'zod';
import type { CallArgs } from '../../shared/contract/contract.ts';
import type { LabelsChanged } from '../../shared/contract/label.ts';
import { photoIdSchema, type Photo } from '../../shared/contract/photo.ts';
import { isFileName, linkableName } from '../../shared/fileNames.ts';
import { InkdexError } from '../../shared/result.ts';
import { markdown } from '../page/note.ts';
import { correctionsIn, mergeNote } from '../page/noteEdits.ts';
import { pageOf } from '../../shared/page/page.ts';
import { ownFolder, readOutside, removeOutside, replaceOutside } from '../files/outside.ts';
import type { WritableDatabase } from '../store/database.ts';
import { findPhoto, requirePhoto } from '../store/photos/photos.ts';
import { listWords } from '../store/words/words.ts';
import type { Pictures } from './pictures.ts';

/** The pictures of the notes. Imports do not enter it (`isSystemName`). */
export const picturesFolder = 'inkdex-pictures';
/** The notes as Inkdex wrote them, so that changes of a person can be told from its own. */
export const writtenFolder = '.inkdex-notes';
/** A longer file is no note. */
const mostNoteBytes = 4 * 2 ** 20;
const mostPictureBytes = 64 * 2 ** 20;

const nameSchema = z.string().refine(isFileName);

/** What is known of a note. */
export const noteSchema = z.object({
  photo: photoIdSchema,
  /** Without an extension: of the note, its picture and its copy, as Inkdex wrote them. */
  name: nameSchema,
  /** Where a person has moved the note: a path in the folder, without the extension; null where it was written. */
  place: z
    .string()
    .refine((place) => place.split('/').every(isFileName))
    .nullable()
    .default(null),
  /** Of the photo's words. */
  revision: z.number().int(),
  /** Of the note as Inkdex wrote it. */
  sha256: z.string(),
  /** Of the picture as Inkdex wrote it; null if it has written none. */
  picture: z.string().nullable().default(null),
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
  /** Told of words that a person has corrected in a note. */
  readonly onTaken: (words: number, edit: Pick<LabelsChanged, 'photo' | 'revision'>) => void;
}

/**
 * Whether a person has changed the file of a note.
 *
 * @param quietMs one that was changed a shorter time ago is still being written
 */
export async function fileState(
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
  const path = before === undefined ? join(folder, `${name}.md`) : noteIn(folder, before);
  const found = before === undefined ? newNote : await findEdits(folder, before);
  if (before !== undefined && found.kind === 'left') {
    return { ...before, revision: photo.revision, changedMs: await changedAt(path) };
  }
  const corrected = found.kind === 'theirs' ? correctWords(parts, photo, found) : '';
  const picture = await writePicture(folder, parts.pictures, {
    photo,
    name,
    before: before?.picture ?? null,
  });
  const now = findPhoto(parts.db, photo.id);
  // The next check sees that the photo is gone.
  if (now === undefined) return before;
  const page = pageOf(now, listWords(parts.db, now.id), false);
  const ours = markdown(page, `${picturesFolder}/${name}.jpg`);
  const { text, base, conflicts } =
    found.kind === 'theirs'
      ? mergeNote(corrected, found.text, ours)
      : { text: ours, base: ours, conflicts: 0 };
  // Before the note: without it, what Inkdex wrote would be taken for corrections of a person after a crash.
  const earlier = await writeCopy(folder, name, base);
  const file = before === undefined ? `${name}.md` : fileOf(before);
  if (text !== found.text && !(await replaceOutside(folder, file, found.bytes, text))) {
    // A person changes it meanwhile, which the next check sees.
    if (earlier !== null) await writeCopy(folder, name, earlier);
    return before;
  }
  return {
    ...{ photo: now.id, name, place: before?.place ?? null, revision: now.revision, picture, conflicts },
    ...{ sha256: hashOf(base), changedMs: await changedAt(path) },
  };
}

const newNote = { kind: 'ours', text: null, bytes: null } as const;

type Edits = { readonly bytes: Buffer | null } & (
  | { readonly kind: 'ours'; readonly text: string | null }
  | { readonly kind: 'theirs'; readonly text: string; readonly base: string }
  /** Deleted by a person, or changed from what is not known any more: it stays so. */
  | { readonly kind: 'left'; readonly text: string | null }
);

async function findEdits(folder: string, note: Note): Promise<Edits> {
  const path = noteIn(folder, note);
  const bytes = await readOutside(folder, fileOf(note), mostNoteBytes);
  const base = await readCopy(folder, note.name);
  if (bytes === null) return { kind: 'left', text: null, bytes };
  const text = decoded(path, bytes);
  if (text === base || hashOf(text) === note.sha256) return { kind: 'ours', text, bytes };
  // After a crash the copy may be newer than what is known of the note.
  if (base === null || hashOf(base) !== note.sha256) return { kind: 'left', text, bytes };
  return { kind: 'theirs', text, base, bytes };
}

/**
 * Stores the words that a person has written in another way in a note as their corrections, with one edit.
 *
 * @returns the note as Inkdex would have written it with these words
 */
function correctWords(
  { db, editLabels, onTaken }: NoteParts,
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
  const action = { title: 'text' as const, put, remove: [], order: null };
  onTaken(corrections.length, editLabels({ photo: photo.id, revision, action }));
  return corrected;
}

/**
 * Writes the picture of a note, unless another has its name or a person has changed it.
 *
 * @param before SHA-256 of the picture as Inkdex wrote it
 * @returns SHA-256 of the picture as Inkdex wrote it; null if it has written none
 */
async function writePicture(
  folder: string,
  pictures: NoteParts['pictures'],
  { photo, name, before }: { readonly photo: Photo; readonly name: string; readonly before: string | null },
): Promise<string | null> {
  const shown = await pictures.find('display', photo.id).catch(() => null);
  if (shown === null) return before;
  await ownFolder(folder, picturesFolder);
  const file = `${picturesFolder}/${name}.jpg`;
  const there = await readOutside(folder, file, mostPictureBytes);
  if (there !== null && hashOf(there) !== before) return before;
  const picture = await readFile(shown.path);
  if (there?.equals(picture) === true) return before;
  return (await replaceOutside(folder, file, there, picture)) ? hashOf(picture) : before;
}

/** Removes the files of a note, unless a person has changed them. */
export async function removeNote(folder: string, note: Note): Promise<void> {
  const { kind, bytes } = await findEdits(folder, note);
  await removeIf(folder, `${writtenFolder}/${note.name}.md`, () => true);
  if (kind !== 'ours') return;
  if (bytes !== null) await removeOutside(folder, fileOf(note), bytes);
  await removeIf(folder, `${picturesFolder}/${note.name}.jpg`, (picture) => hashOf(picture) === note.picture);
}

async function removeIf(folder: string, file: string, isOurs: (bytes: Buffer) => boolean): Promise<void> {
  const bytes = await readOutside(folder, file, mostPictureBytes);
  if (bytes !== null && isOurs(bytes)) await removeOutside(folder, file, bytes);
}

/** Where a note is. */
export function noteIn(folder: string, note: Pick<Note, 'name' | 'place'>): string {
  return join(folder, fileOf(note));
}

function fileOf({ name, place }: Pick<Note, 'name' | 'place'>): string {
  return `${place ?? name}.md`;
}

/** A note as Inkdex wrote it; null if there is no copy. */
export async function readCopy(folder: string, name: string): Promise<string | null> {
  const path = join(await ownFolder(folder, writtenFolder), `${name}.md`);
  const bytes = await readOutside(folder, `${writtenFolder}/${name}.md`, mostNoteBytes);
  return bytes === null ? null : decoded(path, bytes);
}

/** Returns the copy that was there. */
async function writeCopy(folder: string, name: string, text: string): Promise<string | null> {
  const path = join(await ownFolder(folder, writtenFolder), `${name}.md`);
  const file = `${writtenFolder}/${name}.md`;
  const before = await readOutside(folder, file, mostNoteBytes);
  if (!(await replaceOutside(folder, file, before, text))) {
    throw new InkdexError('conflict', `${path} was changed by another program. Try again.`);
  }
  return before === null ? null : decoded(path, before);
}

/** Of the photo of a note, by its front matter, which other programs write with or without quotes; null for other files. */
export function photoOfNote(text: string): string | null {
  const front = /^\u{feff}?---\r?\n(.*?)\n---/su.exec(text)?.[1] ?? '';
  return /^sha256:\s*["']?([0-9a-f]{64})["']?\s*$/mu.exec(front)?.[1] ?? null;
}

/** In milliseconds since 1970; 0 for a file that is not there. */
async function changedAt(path: string): Promise<number> {
  const found = await lstat(path).catch(() => null);
  return found === null ? 0 : found.mtimeMs;
}

/** @throws InkdexError `data-invalid` for bytes that are not UTF-8: they would be lost when the note is written */
function decoded(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new InkdexError(
      'data-invalid',
      `${JSON.stringify(path)} is not UTF-8. It is left as it is. Save it as UTF-8 to have it kept up to date.`,
    );
  }
}

export function hashOf(contents: string | Buffer): string {
  return createHash('sha256').update(contents).digest('hex');
}
