import {
  appendFileSync,
  cpSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { insertPhoto, replacePhotoStatus } from '../../../../main/store/photos/photos.ts';
import { removeNoticedFile } from '../../../../main/store/photos/watchedFolders.ts';
import { counted } from '../../../../shared/text.ts';
import { aWhile, openWatching, paths, requestSchema, started, write } from '../../../support/watching.ts';

describe('A watched folder', () => {
  it('has what is in it imported, then what comes into it and into folders made there later', async () => {
    const { photos, watching, imported, jobs } = started();
    write(join(photos, 'b.jpg'));
    write(join(photos, 'deep', 'a.png'));
    write(join(photos, 'notes.txt'));
    await watching.calls.watchFolder({ path: photos });
    // On a busy machine, files written at the same time may come in one after the other.
    const cameIn = (files: readonly string[]) =>
      expect.poll(() => imported().flat().toSorted()).toEqual(files);
    await cameIn(['b.jpg', 'deep/a.png']);
    expect(jobs.map(({ title }) => title)).toEqual(
      imported().map((files) => `Import ${counted(files.length, 'new file')} from photos`),
    );
    write(join(photos, 'deep', 'c.pdf'));
    await cameIn(['b.jpg', 'deep/a.png', 'deep/c.pdf']);
    write(join(photos, 'new', 'er', 'd.heic'));
    await cameIn(['b.jpg', 'deep/a.png', 'deep/c.pdf', 'new/er/d.heic']);
    write(join(photos, 'new', 'er', 'e.jpg'));
    await cameIn(['b.jpg', 'deep/a.png', 'deep/c.pdf', 'new/er/d.heic', 'new/er/e.jpg']);
  });

  // A machine that stands still between two writes makes it look as if nobody wrote any more.
  it('waits for a file until nobody has written to it for a while', { retry: 3 }, async () => {
    const { photos, watching, imported } = started();
    await watching.calls.watchFolder({ path: photos });
    const path = join(photos, 'big.jpg');
    for (let part = 0; part < 20; part += 1) {
      appendFileSync(path, 'part of a picture');
      // Some programs set the time of what they copy at once.
      utimesSync(path, new Date('2020-01-01'), new Date('2020-01-01'));
      await new Promise((resolve) => setTimeout(resolve, 15));
      expect(imported()).toEqual([]);
    }
    await expect.poll(imported).toEqual([['big.jpg']]);
  });

  it('waits longer for a JPEG that lacks its end, and no longer once it is there', async () => {
    const { photos, watching, imported } = started();
    await watching.calls.watchFolder({ path: photos });
    const [begun, whole] = [Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from([0xff, 0xd8, 0xff, 0xd9])];
    writeFileSync(join(photos, 'begun.jpg'), begun);
    writeFileSync(join(photos, 'whole.jpg'), whole);
    await expect.poll(() => imported().flat()).toEqual(['whole.jpg']);
    writeFileSync(join(photos, 'begun.jpg'), whole);
    await expect.poll(() => imported().flat()).toEqual(['whole.jpg', 'begun.jpg']);
  });

  it('is not imported again when it is opened the next time, but for what changed or came meanwhile', async () => {
    const first = openWatching();
    first.watching.start();
    for (const name of ['a.jpg', 'b.jpg']) write(join(first.photos, name));
    await first.watching.calls.watchFolder({ path: first.photos });
    // In one import or in two: the folder may be looked through between the two files.
    await expect.poll(() => first.imported().flat()).toEqual(['a.jpg', 'b.jpg']);
    await aWhile();
    await first.close();
    write(join(first.photos, 'b.jpg'), 'another picture');
    write(join(first.photos, 'c.jpg'));
    const { imported } = started(first.root);
    await expect.poll(() => imported().flat()).toEqual(['b.jpg', 'c.jpg']);
  });

  it('says so when it is gone, and goes on when it is back', async () => {
    const { root, photos, watching, told, imported } = started(undefined, 100);
    await watching.calls.watchFolder({ path: photos });
    await aWhile();
    told.length = 0;
    renameSync(photos, join(root, 'elsewhere'));
    await expect
      .poll(() => watching.calls.listWatchedFolders())
      .toMatchObject([{ path: photos, isThere: false }]);
    expect(told).toEqual(['watchedFoldersChanged']);
    await watching.calls.watchFolder({ path: photos });
    write(join(root, 'elsewhere', 'new.jpg'));
    renameSync(join(root, 'elsewhere'), photos);
    await expect.poll(imported).toEqual([['new.jpg']]);
    expect(watching.calls.listWatchedFolders()).toMatchObject([{ isThere: true }]);
    write(join(photos, 'later.jpg'));
    await expect.poll(() => imported()[1]).toEqual(['later.jpg']);
  });

  it('is left alone once it is watched no more, and knows what it had when it is watched again', async () => {
    const { photos, watching, imported } = started();
    write(join(photos, 'a.jpg'));
    await watching.calls.watchFolder({ path: photos });
    await expect.poll(imported).toEqual([['a.jpg']]);
    await aWhile();
    expect(watching.calls.unwatchFolder({ path: photos })).toEqual([]);
    write(join(photos, 'b.jpg'));
    await aWhile();
    expect(imported()).toHaveLength(1);
    await watching.calls.watchFolder({ path: photos });
    await expect.poll(imported).toEqual([['a.jpg'], ['b.jpg']]);
  });

  it('has only photos with writing read if that was chosen, until another choice is made', async () => {
    const { photos, watching, jobs } = started();
    const choices = () => jobs.map(({ request }) => requestSchema.parse(request).onlyWriting);
    const chosen = () => watching.calls.listWatchedFolders().map(({ onlyWriting }) => onlyWriting);
    write(join(photos, 'a.jpg'));
    await watching.calls.watchFolder({ path: photos, onlyWriting: true });
    await expect.poll(choices).toEqual([true]);
    await aWhile();
    await watching.calls.watchFolder({ path: photos });
    await watching.calls.watchFolder({ path: join(photos, '..', 'photos'), onlyWriting: true });
    expect(chosen()).toEqual([true]);
    await watching.calls.watchFolder({ path: photos, onlyWriting: false });
    expect(chosen()).toEqual([false]);
    write(join(photos, 'b.jpg'));
    await expect.poll(choices).toEqual([true, false]);
  });

  it('brings back a photo that was looked for in vain, and leaves one alone in whose place another stands', async () => {
    const { db, photos, watching, imported } = started();
    for (const name of ['back.jpg', 'other.jpg']) write(join(photos, name));
    await watching.calls.watchFolder({ path: photos });
    await expect.poll(imported).toHaveLength(1);
    await aWhile();
    for (const [name, bytes] of [
      ['back.jpg', 'a picture'.length],
      ['other.jpg', 12_345],
    ] as const) {
      const file = { sha256: name.padEnd(64, '0'), bytes, width: 8, height: 8, takenAt: null };
      const id = insertPhoto(db, { path: join(photos, name), ...file }, '2026-11-23T00:00:00Z');
      replacePhotoStatus(db, id, 'missing', { code: 'file-missing', message: 'It is not there.' });
    }
    // As the reading does that looks for the photo in vain.
    removeNoticedFile(db, join(photos, 'back.jpg'));
    expect(watching.calls.listWatchedFolders()).toMatchObject([{ photos: 2 }]);
    await watching.calls.watchFolder({ path: photos });
    await expect.poll(() => imported()[1]).toEqual(['back.jpg']);
  });

  it('has a file imported again that was moved away and back', async () => {
    const { db, photos, watching, imported } = started();
    write(join(photos, 'a.jpg'));
    await watching.calls.watchFolder({ path: photos });
    await expect.poll(imported).toEqual([['a.jpg']]);
    await aWhile();
    renameSync(join(photos, 'a.jpg'), join(photos, 'b.jpg'));
    await expect.poll(() => imported()[1]).toEqual(['b.jpg']);
    // As the import does that finds the photo there.
    removeNoticedFile(db, join(photos, 'a.jpg'));
    await aWhile();
    renameSync(join(photos, 'b.jpg'), join(photos, 'a.jpg'));
    await expect.poll(() => imported()[2]).toEqual(['a.jpg']);
  });

  it('is found in full after it was taken away and put there again', async () => {
    const { root, photos, watching, imported } = started();
    write(join(photos, 'in', 'a.jpg'));
    await watching.calls.watchFolder({ path: photos });
    await expect.poll(imported).toEqual([['in/a.jpg']]);
    cpSync(join(photos, 'in'), join(root, 'kept'), { recursive: true, preserveTimestamps: true });
    rmSync(join(photos, 'in'), { recursive: true });
    await aWhile();
    write(join(photos, 'in', 'b.jpg'));
    await expect.poll(() => imported()[1]).toEqual(['in/b.jpg']);
    write(join(photos, 'in', 'c.jpg'));
    await expect.poll(() => imported()[2]).toEqual(['in/c.jpg']);
  });

  it('is looked through to where a link in it leads, each time', async () => {
    const { root, photos, watching, imported } = started(undefined, 150);
    write(join(root, 'other', 'a.jpg'));
    symlinkSync(join(root, 'other'), join(photos, 'link'));
    await watching.calls.watchFolder({ path: photos });
    await expect.poll(imported).toEqual([['link/a.jpg']]);
    await aWhile();
    write(join(root, 'other', 'b.jpg'));
    await expect.poll(() => imported()[1]).toEqual(['link/b.jpg']);
  });

  it('is not entered twice by a link, nor is the library in it', async () => {
    const { root, photos, library, watching, imported } = started();
    write(join(photos, 'a.jpg'));
    write(join(library, 'inbox', 'dropped', 'b.jpg'));
    symlinkSync(photos, join(photos, 'again'));
    await watching.calls.watchFolder({ path: root });
    await expect.poll(imported).toEqual([['a.jpg']]);
    write(join(library, 'inbox', 'dropped', 'c.jpg'));
    await aWhile();
    expect(imported()).toHaveLength(1);
  });
});

describe('Choosing what is watched', () => {
  it('takes a folder for those in it', async () => {
    const { root, photos, watching } = started();
    mkdirSync(join(photos, 'in'));
    mkdirSync(join(root, 'photos too'));
    await watching.calls.watchFolder({ path: join(photos, 'in') });
    await watching.calls.watchFolder({ path: join(root, 'photos too') });
    expect(paths(watching)).toEqual([join(root, 'photos too'), join(photos, 'in')].sort());
    await watching.calls.watchFolder({ path: photos });
    expect(paths(watching)).toEqual([join(root, 'photos too'), photos].sort());
    await watching.calls.watchFolder({ path: join(photos, 'in') });
    expect(paths(watching)).toEqual([join(root, 'photos too'), photos].sort());
  });

  it('refuses what is no folder, and the library itself', async () => {
    const { photos, library, watching } = started();
    write(join(photos, 'a.jpg'));
    for (const [path, code, message] of [
      [join(photos, 'none'), 'file-missing', /no folder/u],
      [join(photos, 'a.jpg'), 'bad-arguments', /is a file/u],
      [join(library, 'inbox'), 'bad-arguments', /folder of the Inkdex library/u],
    ] as const) {
      await expect(watching.calls.watchFolder({ path })).rejects.toMatchObject({
        code,
        message: expect.stringMatching(message) as string,
      });
    }
    expect(paths(watching)).toEqual([]);
  });

  it('is left to the process that runs the jobs of the library', async () => {
    const { root, photos } = started();
    const second = openWatching(root);
    onTestFinished(second.close);
    second.watching.start();
    await expect(second.watching.calls.watchFolder({ path: photos })).rejects.toMatchObject({
      code: 'library-busy',
    });
    write(join(photos, 'a.jpg'));
    await aWhile();
    expect(second.imported()).toEqual([]);
  });
});
