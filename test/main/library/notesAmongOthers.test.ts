import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPhotoFiles } from '../../../main/library/findPhotoFiles.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { storeReading } from '../../../main/reading/storeReading.ts';
import { removePhotos } from '../../../main/store/photos/removedPhotos.ts';
import { listWords } from '../../../main/store/words/words.ts';
import type { EventPayload } from '../../../shared/contract/contract.ts';
import { labelsOf } from '../../support/labels.ts';
import { addPhoto, pageOf, temporaryFolder, temporaryLibrary } from '../../support/library.ts';
import { notesOf } from '../../support/notes.ts';

const noStop = new AbortController().signal;

function lost(): never {
  throw new RangeError('There is no such photo.');
}

/** Every file below a folder that is not of Inkdex, with its bytes. */
function othersIn(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(
    paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'latin1')]),
  );
}

async function vaultWith(fill: (vault: string) => void, names = ['cloud', 'leaf', 'tree']) {
  const { db, folder } = temporaryLibrary();
  const photos = names.map((name) => addPhoto(db, `${name}.jpg`, pageOf(`a red ${name}`, 'the second line')));
  const vault = join(temporaryFolder(), 'vault');
  mkdirSync(vault);
  fill(vault);
  const told: EventPayload<'notesTaken'>[] = [];
  const notes = notesOf(
    {
      ...{ db, folder },
      announce: (name, payload) => {
        if (name === 'notesTaken') told.push(payload as EventPayload<'notesTaken'>);
      },
    },
    0,
  );
  await notes.calls.setNotesFolder({ path: vault });
  const write = () => notes.writeNow(noStop);
  const words = (photo = 0) =>
    listWords(db, photos[photo] ?? lost()).map(({ text, source }) => `${text} ${source}`);
  return { db, folder, vault, notes, photos, write, words, told, first: await write() };
}

describe('a vault with files of a person', () => {
  it('keeps every file that is there, whatever its name, in either case', async () => {
    let before: Record<string, string> = {};
    const theirs = [
      'pictures/cloud.jpg',
      'inkdex-pictures/leaf.jpg',
      'CLOUD.MD',
      '.inkdex-notes/tree.md',
      'leaf.md.partial',
      'a/b.md',
    ];
    const { vault, write, first } = await vaultWith((place) => {
      for (const path of theirs) {
        mkdirSync(dirname(join(place, path)), { recursive: true });
        writeFileSync(join(place, path), `mine: ${path}`);
      }
      before = othersIn(place);
    });
    expect(first).toMatchObject({ count: 3, problem: null });
    await write();
    expect(othersIn(vault)).toMatchObject(before);
    expect(
      readdirSync(vault)
        .filter((name) => /\.md$/iu.test(name))
        .sort(),
    ).toEqual(['CLOUD.MD', 'cloud (2).md', 'leaf (2).md', 'tree (2).md']);
  });

  it('neither deletes nor writes outside, whatever its list says and whatever folders are links', async () => {
    const outside = temporaryFolder();
    const { db, vault, photos, write } = await vaultWith(() => undefined);
    const list = join(vault, '.inkdex-notes.json');
    for (const name of ['cloud.md', 'leaf.md']) cpSync(join(vault, name), join(outside, name));
    const before = othersIn(outside);
    symlinkSync(outside, join(vault, 'elsewhere'));
    const state = JSON.parse(readFileSync(list, 'utf8')) as {
      notes: { name: string; place: string | null }[];
    };
    for (const note of state.notes) if (note.name !== 'tree') note.place = `elsewhere/${note.name}`;
    writeFileSync(list, JSON.stringify(state));
    rmSync(join(vault, 'inkdex-pictures'), { recursive: true });
    symlinkSync(outside, join(vault, 'inkdex-pictures'));
    removePhotos(db, [photos[0] ?? lost()], '2026-02-02T00:00:00.000Z');
    storeReading(db, photos[1] ?? lost(), pageOf('another text'), '2026-02-02T00:00:00.000Z');
    await write();
    expect(othersIn(outside)).toEqual(before);
  });

  it('finds its notes by their photos where both the list and the copies are gone, and leaves them as they are', async () => {
    const { db, vault, photos, write } = await vaultWith(() => undefined);
    renameSync(join(vault, 'leaf.md'), join(vault, 'my leaf.md'));
    writeFileSync(join(vault, 'tree.md'), `${readFileSync(join(vault, 'tree.md'), 'utf8')}\nmine\n`);
    for (const name of ['.inkdex-notes.json', '.inkdex-notes'])
      rmSync(join(vault, name), { recursive: true });
    const before = othersIn(vault);
    storeReading(db, photos[2] ?? lost(), pageOf('another text'), '2026-02-02T00:00:00.000Z');
    await write();
    const after = Object.entries(othersIn(vault)).filter(
      ([path]) => path.endsWith('.md') && !path.startsWith('.'),
    );
    expect(Object.fromEntries(after)).toEqual(
      Object.fromEntries(Object.entries(before).filter(([path]) => path.endsWith('.md'))),
    );
  });

  it('goes on where its library was moved before an earlier version had given it an id', async () => {
    const { vault, write } = await vaultWith(() => undefined);
    const list = join(vault, '.inkdex-notes.json');
    const state = JSON.parse(readFileSync(list, 'utf8')) as { library: string };
    writeFileSync(list, JSON.stringify({ ...state, library: '/where/it/was' }));
    expect((await write())?.problem).toBeNull();
    writeFileSync(list, JSON.stringify({ ...state, library: temporaryLibrary().folder }));
    await expect(write()).rejects.toMatchObject({ code: 'conflict' });
  });

  it('writes through no link, and says which is in its way', async () => {
    const outside = temporaryFolder();
    writeFileSync(join(outside, 'diary.md'), 'mine');
    const { vault, first, write } = await vaultWith((place) => {
      symlinkSync(join(outside, 'diary.md'), join(place, 'cloud.md'));
      symlinkSync(join(outside, 'diary.md'), join(place, 'leaf.md.partial'));
      symlinkSync(outside, join(place, 'inkdex-pictures'));
    });
    expect(first?.problem).toContain('inkdex-pictures');
    rmSync(join(vault, 'inkdex-pictures'));
    expect(await write()).toMatchObject({ count: 3, problem: null });
    expect(othersIn(outside)).toEqual({ 'diary.md': 'mine' });

    rmSync(join(vault, 'tree.md'));
    symlinkSync(join(outside, 'diary.md'), join(vault, 'tree.md'));
    expect((await write())?.problem).toContain('tree.md');
    rmSync(join(vault, '.inkdex-notes'), { recursive: true });
    symlinkSync(outside, join(vault, '.inkdex-notes'));
    await expect(write()).rejects.toMatchObject({ code: 'conflict' });
    expect(othersIn(outside)).toEqual({ 'diary.md': 'mine' });
  });

  it('does not wait for a pipe in the place of a note, and leaves what is not UTF-8', async () => {
    const { db, vault, photos, write } = await vaultWith(() => undefined);
    rmSync(join(vault, 'leaf.md'));
    execFileSync('mkfifo', [join(vault, 'leaf.md')]);
    const latin = Buffer.from('J\xfcrgen, not in UTF-8', 'latin1');
    writeFileSync(join(vault, 'tree.md'), latin);
    for (const photo of photos) storeReading(db, photo, pageOf('a blue bush'), '2026-02-01T00:00:00.000Z');
    const { problem } = (await write()) ?? {};
    expect(problem).toMatch(/leaf\.md.* 1 more note has problems\./u);
    expect(readFileSync(join(vault, 'cloud.md'), 'utf8')).toContain('a blue bush');
    expect(readFileSync(join(vault, 'tree.md'))).toEqual(latin);
  });

  it('keeps a picture that a person has drawn on, also when the photo is removed', async () => {
    const { db, vault, photos, write } = await vaultWith(() => undefined);
    writeFileSync(join(vault, 'inkdex-pictures/leaf.jpg'), 'drawn on');
    storeReading(db, photos[1] ?? lost(), pageOf('a blue bush'), '2026-02-01T00:00:00.000Z');
    await write();
    removePhotos(db, photos, '2026-03-01T00:00:00.000Z');
    await write();
    expect(readdirSync(join(vault, 'inkdex-pictures'))).toEqual(['leaf.jpg']);
    expect(readFileSync(join(vault, 'inkdex-pictures/leaf.jpg'), 'utf8')).toBe('drawn on');
  });
});

describe('a list of notes that came from elsewhere', () => {
  it.each(['../outside/diary', '..', '/etc/passwd', 'a/../../outside/diary', '..\\outside\\diary'])(
    'deletes nothing outside by the name %s, and costs the other notes nothing',
    async (name) => {
      const { db, vault, photos, write } = await vaultWith(() => undefined);
      const outside = join(dirname(vault), 'outside');
      mkdirSync(outside);
      writeFileSync(join(outside, 'diary.md'), 'mine');
      const path = join(vault, '.inkdex-notes.json');
      const state = JSON.parse(readFileSync(path, 'utf8')) as { notes: object[] };
      const [first] = state.notes;
      state.notes.push({ ...first, photo: 900, name }, { ...first, photo: 901, name: 'x', place: name });
      writeFileSync(path, JSON.stringify(state));
      storeReading(db, photos[0] ?? lost(), pageOf('a blue bush'), '2026-02-01T00:00:00.000Z');
      expect(await write()).toMatchObject({ count: 3, problem: null });
      expect(readFileSync(join(vault, 'cloud.md'), 'utf8')).toContain('a blue bush');
      expect(othersIn(outside)).toEqual({ 'diary.md': 'mine' });
    },
  );

  it('finds no note through a folder that is a link', async () => {
    const { db, vault, photos, write } = await vaultWith(() => undefined);
    const outside = temporaryFolder();
    renameSync(join(vault, 'leaf.md'), join(outside, 'leaf.md'));
    symlinkSync(outside, join(vault, 'linked'));
    const before = othersIn(outside);
    storeReading(db, photos[1] ?? lost(), pageOf('a blue bush'), '2026-02-01T00:00:00.000Z');
    await write();
    expect(othersIn(outside)).toEqual(before);
  });

  it('is not needed: the notes are found by their copies, and a person’s text stays', async () => {
    const { vault, write, words } = await vaultWith(() => undefined);
    rmSync(join(vault, '.inkdex-notes.json'));
    rmSync(join(vault, 'tree.md'));
    const note = join(vault, 'leaf.md');
    writeFileSync(note, `${readFileSync(note, 'utf8').replace('red', 'rod')}\nMine.\n`);
    await write();
    expect(readdirSync(vault).filter((name) => name.endsWith('.md'))).toEqual(['cloud.md', 'leaf.md']);
    expect(readFileSync(note, 'utf8')).toContain('Mine.');
    expect(words(1)).toContain('rod human');
  });
});

describe('a note that a person renames or moves', () => {
  it('is found again by its front matter: its corrections are taken, new words are written to it', async () => {
    const { db, vault, photos, write, words, folder } = await vaultWith(() => undefined);
    mkdirSync(join(vault, 'Boards/2026'), { recursive: true });
    renameSync(join(vault, 'cloud.md'), join(vault, 'My plan.md'));
    const moved = join(vault, 'Boards/2026/leaf.md');
    renameSync(join(vault, 'leaf.md'), moved);
    // Obsidian changes the link, and takes the quotes off.
    const text = readFileSync(moved, 'utf8')
      .replace('(<inkdex-pictures', '(<../../inkdex-pictures')
      .replace(/sha256: "(.*)"/u, 'sha256: $1');
    writeFileSync(moved, text.replace('a red leaf', 'a rad leaf'));
    writeFileSync(
      join(vault, 'My plan.md'),
      readFileSync(join(vault, 'My plan.md'), 'utf8').replace('a red cloud', 'a reed cloud'),
    );
    expect(await write()).toMatchObject({ count: 3, problem: null });
    expect([...words(0), ...words(1)]).toEqual(expect.arrayContaining(['reed human', 'rad human']));
    for (const photo of photos) {
      storeReading(db, photo, pageOf('a blue bush', 'the second lime'), '2026-02-01T00:00:00.000Z');
    }
    // Also in a new process.
    await notesOf({ db, folder }, 0).writeNow(noStop);
    expect(readFileSync(moved, 'utf8')).toContain('lime');
    expect(readFileSync(moved, 'utf8')).toContain('(<../../inkdex-pictures/leaf.jpg>)');
    expect(readFileSync(join(vault, 'My plan.md'), 'utf8')).toContain('lime');
    expect(existsSync(join(vault, 'cloud.md'))).toBe(false);
    removePhotos(db, photos, '2026-03-01T00:00:00.000Z');
    expect(await write()).toMatchObject({ problem: null });
    expect(existsSync(join(vault, 'My plan.md'))).toBe(false);
  });

  it('is not a copy of one that is still there, and a deleted one stays deleted', async () => {
    const { db, vault, photos, write, words } = await vaultWith(() => undefined);
    const copy = join(vault, 'cloud copy.md');
    writeFileSync(copy, readFileSync(join(vault, 'cloud.md'), 'utf8').replace('red', 'rod'));
    rmSync(join(vault, 'leaf.md'));
    for (const photo of photos) storeReading(db, photo, pageOf('a blue bush'), '2026-02-01T00:00:00.000Z');
    await write();
    expect(words(0).every((word) => word.endsWith('model'))).toBe(true);
    expect(readFileSync(copy, 'utf8')).toContain('a rod cloud');
    expect(readFileSync(join(vault, 'cloud.md'), 'utf8')).toContain('a blue bush');
    expect(existsSync(join(vault, 'leaf.md'))).toBe(false);
  });
});

describe('a library that is moved', () => {
  it('keeps its notes; a copy of it does not get them', async () => {
    const { db, folder, vault } = await vaultWith(() => undefined);
    db.close();
    const [moved, copied] = ['moved', 'copied'].map((name) => join(temporaryFolder(), name));
    if (moved === undefined || copied === undefined) throw new RangeError('There are two folders.');
    renameSync(folder, moved);
    const opened = openLibrary(moved);
    const own = notesOf({ db: opened, folder: moved }, 0);
    expect(await own.writeNow(noStop)).toMatchObject({ count: 3, problem: null });
    opened.close();
    cpSync(moved, copied, { recursive: true });
    const copy = notesOf({ db: openLibrary(copied), folder: copied }, 0);
    await expect(copy.writeNow(noStop)).rejects.toMatchObject({ code: 'conflict' });
    expect(readdirSync(vault).filter((name) => name.endsWith('.md'))).toHaveLength(3);
  });
});

it('tells of many words that were corrected at once, with edits to undo, and not of a few', async () => {
  const names = ['alder', 'birch', 'cedar', 'elm', 'fir', 'hazel'];
  const { db, vault, photos, write, told, words } = await vaultWith(() => undefined, names);
  const replaceAll = (from: RegExp, to: string, files: readonly string[]): void => {
    for (const name of files) {
      const path = join(vault, `${name}.md`);
      const [front = '', body = ''] = readFileSync(path, 'utf8').split(/(?<=\.jpg>\))/u);
      writeFileSync(path, front + body.replaceAll(from, to));
    }
  };
  replaceAll(/second/gu, 'third', names);
  await write();
  expect(told).toEqual([]);
  replaceAll(/red|line/gu, 'gone', names);
  await write();
  expect(told).toMatchObject([{ words: 12 }]);
  expect(told[0]?.edits.map(({ photo }) => photo).sort()).toEqual([...photos].sort());
  for (const edit of told[0]?.edits ?? []) labelsOf(db).calls.undoLabels(edit);
  expect(words(2)).toEqual(['a model', 'red model', 'cedar model', 'the model', 'third human', 'line model']);
});

it('has pictures that no import takes for photos', async () => {
  const { vault } = await vaultWith((place) => {
    mkdirSync(join(place, 'photos'));
    for (const name of ['photos/mine.jpg', 'another.jpg']) writeFileSync(join(place, name), 'jpg');
  });
  const { paths } = await findPhotoFiles([dirname(vault)], { except: [], signal: noStop });
  expect(paths.map((path) => basename(path)).sort()).toEqual(['another.jpg', 'mine.jpg']);
});
