import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { NotesParts } from '../../../main/library/notes.ts';
import type { WritableDatabase } from '../../../main/store/database.ts';
import { storeReading } from '../../../main/reading/storeReading.ts';
import { removePhotos } from '../../../main/store/photos/removedPhotos.ts';
import { listWords } from '../../../main/store/words/words.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import { addPhoto, pageOf, temporaryFolder, temporaryLibrary } from '../../support/library.ts';
import { notesOf } from '../../support/notes.ts';

const noStop = new AbortController().signal;

/** Notes that were written into a folder. */
async function vaultOf(...given: Parameters<typeof notesOf>) {
  const vault = temporaryFolder();
  const notes = notesOf(...given);
  await notes.calls.setNotesFolder({ path: vault });
  await notes.writeNow(noStop);
  return { vault, notes };
}

function readAgain(db: WritableDatabase, photo: PhotoId, text: string): void {
  storeReading(db, photo, pageOf(text), '2026-02-01T00:00:00.000Z');
}

it('writes a note and a picture of each photo, later only of those that have changed', async () => {
  const { db, folder } = temporaryLibrary();
  const first = addPhoto(db, 'a.jpg', pageOf('tree'));
  addPhoto(db, 'b.jpg', pageOf('sort'));
  const vault = temporaryFolder();
  writeFileSync(join(vault, 'A.md'), 'My own note.');
  const notes = notesOf({ db, folder });
  await notes.calls.setNotesFolder({ path: vault });
  expect((await notes.writeNow(noStop))?.count).toBe(2);
  expect(readdirSync(vault).sort()).toEqual([
    '.inkdex-notes',
    '.inkdex-notes.json',
    'A.md',
    'a (2).md',
    'b.md',
    'inkdex-pictures',
  ]);
  expect(readFileSync(join(vault, 'a (2).md'), 'utf8')).toContain(
    '(<inkdex-pictures/a%20(2).jpg>)\n\ntree\n',
  );
  expect(readFileSync(join(vault, 'A.md'), 'utf8')).toBe('My own note.');

  rmSync(join(vault, 'inkdex-pictures'), { recursive: true });
  readAgain(db, first, 'trees');
  expect((await notes.writeNow(noStop))?.count).toBe(2);
  expect(readFileSync(join(vault, 'a (2).md'), 'utf8')).toContain('trees');
  expect(readdirSync(join(vault, 'inkdex-pictures'))).toEqual(['a (2).jpg']);
});

it('has names that other programs can link to', async () => {
  const { db, folder } = temporaryLibrary();
  for (const name of ['lecture #3 [draft].jpg', 'lecture _3 _draft_.jpg', 'what ^up.jpg'])
    addPhoto(db, name, pageOf('tree'));
  const { vault } = await vaultOf({ db, folder });
  expect(readdirSync(vault).sort()).toEqual([
    '.inkdex-notes',
    '.inkdex-notes.json',
    'inkdex-pictures',
    'lecture _3 _draft_ (2).md',
    'lecture _3 _draft_.md',
    'what _up.md',
  ]);
});

it('leaves alone what a person has changed or deleted, also when the photo is removed', async () => {
  const { db, folder } = temporaryLibrary();
  const photos = ['a.jpg', 'b.jpg', 'c.jpg'].map((name) => addPhoto(db, name, pageOf('tree')));
  const { vault, notes } = await vaultOf({ db, folder });
  writeFileSync(join(vault, 'a.md'), 'Corrected by hand.');
  rmSync(join(vault, 'b.md'));
  for (const photo of photos) readAgain(db, photo, 'bush');
  await notes.writeNow(noStop);
  expect(readFileSync(join(vault, 'a.md'), 'utf8')).toBe('Corrected by hand.');
  expect(existsSync(join(vault, 'b.md'))).toBe(false);
  expect(readFileSync(join(vault, 'c.md'), 'utf8')).toContain('bush');

  removePhotos(db, photos, '2026-03-01T00:00:00.000Z');
  expect((await notes.writeNow(noStop))?.count).toBe(0);
  expect(readdirSync(vault).filter((name) => name.endsWith('.md'))).toEqual(['a.md']);
});

it('follows changes by itself, and says what is in its way', async () => {
  const { db, folder } = temporaryLibrary();
  const photo = addPhoto(db, 'a.jpg', pageOf('tree'));
  const vault = join(temporaryFolder(), 'vault');
  mkdirSync(vault);
  let changed = (): void => undefined;
  const onPhotos: NotesParts['onPhotos'] = (listener) => {
    changed = listener;
  };
  const notes = notesOf({ db, folder, onPhotos });
  notes.start();
  await notes.calls.setNotesFolder({ path: vault });
  await expect
    .poll(() => notes.calls.notesFolder())
    .toEqual({
      ...{ path: vault, notes: 1, conflicts: [], problem: null },
    });
  readAgain(db, photo, 'bush');
  changed();
  await expect.poll(() => readFileSync(join(vault, 'a.md'), 'utf8')).toContain('bush');

  // While the list of notes may still be written into it.
  rmSync(vault, { recursive: true, maxRetries: 20 });
  changed();
  await expect.poll(() => notes.calls.notesFolder().problem).toBe(`${vault} does not exist.`);
  await notes.close();
});

it('refuses the folder of another library, a file, and a damaged list', async () => {
  const { db, folder } = temporaryLibrary();
  addPhoto(db, 'a.jpg', pageOf('tree'));
  const { vault, notes } = await vaultOf({ db, folder });
  const other = temporaryLibrary();
  const others = notesOf({ db: other.db, folder: other.folder });
  await expect(others.calls.setNotesFolder({ path: vault })).rejects.toMatchObject({ code: 'conflict' });
  await expect(others.calls.setNotesFolder({ path: join(vault, 'a.md') })).rejects.toMatchObject({
    code: 'bad-arguments',
  });
  writeFileSync(join(vault, '.inkdex-notes.json'), '{');
  await expect(notes.writeNow(noStop)).rejects.toMatchObject({ code: 'data-invalid' });
});

/** A note of two lines that Inkdex has written. */
async function writtenNote() {
  const { db, folder } = temporaryLibrary();
  const photo = addPhoto(db, 'a.jpg', pageOf('a red tree', 'the second line'));
  const vault = temporaryFolder();
  const path = join(vault, 'a.md');
  const notes = notesOf({ db, folder }, 0);
  await notes.calls.setNotesFolder({ path: vault });
  await notes.writeNow(noStop);
  return { db, photo, path, notes };
}

it('takes a word that a person corrects in a note as a correction, and keeps what else they wrote', async () => {
  const { db, photo, path, notes } = await writtenNote();
  const edited = readFileSync(path, 'utf8')
    .replace('a red tree', 'a reed **tree**')
    .concat('\nSee [[Botany]].\n');
  writeFileSync(path, edited);
  await notes.writeNow(noStop);
  const words = () => listWords(db, photo).map(({ text, source }) => `${text} ${source}`);
  expect(words().slice(0, 3)).toEqual(['a model', 'reed human', 'tree model']);
  expect(readFileSync(path, 'utf8')).toBe(edited);

  storeReading(db, photo, pageOf('a red tree', 'the second lime'), '2026-02-01T00:00:00.000Z');
  await notes.writeNow(noStop);
  expect(words()).toContain('reed human');
  expect(readFileSync(path, 'utf8')).toBe(edited.replace('the second line', 'the second lime'));
  expect(notes.calls.notesFolder().conflicts).toEqual([]);
});

it('takes a correction from a line below which a person has added their own, which stay', async () => {
  const { db, photo, path, notes } = await writtenNote();
  const edited = `${readFileSync(path, 'utf8').replace('the second line', 'the seventh line').trimEnd()}\nremark\n`;
  writeFileSync(path, edited);
  await notes.writeNow(noStop);
  const words = listWords(db, photo).map(({ text, source }) => `${text} ${source}`);
  expect(words.slice(3)).toEqual(['the model', 'seventh human', 'line model']);
  expect(readFileSync(path, 'utf8')).toBe(edited);
  expect(notes.calls.notesFolder().conflicts).toEqual([]);
});

it('keeps the person’s line where both sides have changed it, and says in which note', async () => {
  const { db, photo, path, notes } = await writtenNote();
  writeFileSync(path, readFileSync(path, 'utf8').replace('a red tree', 'a red tree, very tall'));
  storeReading(db, photo, pageOf('a rod tree', 'the second lane'), '2026-02-01T00:00:00.000Z');
  await notes.writeNow(noStop);
  const text = readFileSync(path, 'utf8');
  expect([text.includes('a red tree, very tall'), text.includes('the second lane')]).toEqual([true, true]);
  expect(notes.calls.notesFolder().conflicts).toEqual(['a']);
  expect(listWords(db, photo).every(({ source }) => source === 'model')).toBe(true);
});

it('takes no correction from a note that a crash has left behind what is known of it', async () => {
  const { db, folder } = temporaryLibrary();
  const photo = addPhoto(db, 'a.jpg', pageOf('tree'));
  const { vault, notes } = await vaultOf({ db, folder }, 0);
  const known = readFileSync(join(vault, '.inkdex-notes.json'));
  const [note, copy] = [join(vault, 'a.md'), join(vault, '.inkdex-notes/a.md')];
  for (const late of [[copy], [copy, note]]) {
    const before = readFileSync(note);
    readAgain(db, photo, late.length === 1 ? 'bush' : 'wood');
    await notes.writeNow(noStop);
    // Killed before the other files were written.
    if (!late.includes(note)) writeFileSync(note, before);
    writeFileSync(join(vault, '.inkdex-notes.json'), known);
    await notes.writeNow(noStop);
    expect(listWords(db, photo)).toMatchObject([{ source: 'model' }]);
  }
  expect(readFileSync(note, 'utf8')).toContain('wood');
});
