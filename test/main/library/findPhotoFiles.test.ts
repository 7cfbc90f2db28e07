import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPhotoFiles, readFolder } from '../../../main/library/findPhotoFiles.ts';
import { temporaryFolder } from '../../support/library.ts';

function folderWith(...names: string[]): string {
  const folder = temporaryFolder();
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), 'x');
  }
  return folder;
}

async function find(folder: string, paths = [folder], except: string[] = []): Promise<string[]> {
  const found = await findPhotoFiles(paths, { except, signal: new AbortController().signal });
  return found.paths.map((path) => relative(folder, path));
}

describe('looking for photos', () => {
  it('goes through folders in folders and leaves out what is hidden or no photo', async () => {
    const folder = folderWith(
      'b.JPG',
      'a2.png',
      'a10.png',
      'notes.txt',
      '.hidden.jpg',
      'deep/er/c.heic',
      '.trash/d.jpg',
    );
    expect(await find(folder)).toEqual(['a2.png', 'a10.png', 'b.JPG', 'deep/er/c.heic']);
  });

  it.each([
    ['@eaDir/a.jpg/SYNOPHOTO_THUMB_M.jpg', '#recycle/b.jpg', '#snapshot/c.jpg'],
    ['@Recycle/a.jpg', '@Recently-Snapshot/b/c.jpg', 'lost+found/d.png'],
    ['$RECYCLE.BIN/$R1.jpg', '$Recycle.Bin/$R2.jpg', 'System Volume Information/a.jpg'],
    ['__MACOSX/a.jpg', 'Catalog Previews.lrdata/1/b.jpg', '._c.jpg'],
    ['My.photoslibrary/resources/derivatives/a.jpg', 'Old.photolibrary/Thumbnails/b.jpg'],
  ])('leaves out what systems and tools keep: %s', async (...names) => {
    const folder = folderWith('resources/1.jpg', 'deep/My.photoslibrary/originals/2.jpg', ...names);
    expect(await find(folder)).toEqual(['deep/My.photoslibrary/originals/2.jpg', 'resources/1.jpg']);
  });

  it.each([
    'a.jfif',
    'a.JPE',
    'a.jif',
    'a.mpo',
    'a.HIF',
    'a.avci',
    'a.dib',
    'a.jpf',
    'a.j2c',
    'a.jpc',
    'a.jpg ',
  ])('takes %s, as if it were named', async (name) => {
    expect(await find(folderWith(name))).toEqual([name]);
  });

  it.each([
    ['a JPEG', '\xff\xd8\xff\xe0'],
    ['a PNG', '\x89PNG\r\n\x1a\n'],
    ['a WebP', 'RIFF\x10\0\0\0WEBPVP8 '],
    ['a HEIC', '\0\0\0\x18ftypheic'],
    ['a BMP', 'BM\x10\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0'],
    ['a JPEG XL', '\xff\x0a\xfa'],
    ['a BigTIFF', 'II+\0\x08\0\0\0'],
    ['a photo of a Fujifilm camera', 'FUJIFILMCCD-RAW 0201'],
    ['a photo of a Canon camera', 'II*\0\x10\0\0\0CR\x02\0'],
    ['a photo of an Olympus camera', 'IIRO\x08\0\0\0'],
    ['a PDF', '%PDF-1.7'],
    ['a PDF behind a line of its printer', '\x1b%-12345X@PJL\n%PDF-1.4'],
  ])('takes a file without an ending that begins like %s', async (_what, head) => {
    const folder = folderWith('b.jpg', 'Makefile', 'README');
    writeFileSync(join(folder, 'IMG_1'), head, 'latin1');
    writeFileSync(join(folder, 'x.dat'), head, 'latin1');
    expect(await find(folder)).toEqual(['b.jpg', 'IMG_1']);
  });

  it('gives back the marks of photos that are only in iCloud', async () => {
    const folder = folderWith('a.jpg', '.IMG_1.HEIC.icloud', '.notes.txt.icloud', 'b/.scan 2.pdf.icloud');
    expect(await find(folder)).toEqual(['a.jpg', '.IMG_1.HEIC.icloud', 'b/.scan 2.pdf.icloud']);
  });

  it('takes each file once, however often it is named', async () => {
    const folder = folderWith('a.jpg');
    expect(await find(folder, [join(folder, 'a.jpg'), folder, folder])).toEqual(['a.jpg']);
  });

  it('enters no folder that it is to leave out, by whatever link that is named', async () => {
    const folder = folderWith('data/photo.jpg', 'data/library/cache/thumbnail.jpg');
    symlinkSync(join(folder, 'data', 'library'), join(folder, 'link'));
    expect(await find(folder, [join(folder, 'data')], [join(folder, 'link', 'cache')])).toEqual([
      'data/photo.jpg',
    ]);
  });

  it('takes a file that is named, whatever its name is', async () => {
    const folder = folderWith('.hidden', 'scan');
    expect(await find(folder, [join(folder, 'scan'), join(folder, '.hidden')])).toEqual(['scan', '.hidden']);
  });

  it('comes back from a link that leads up', async () => {
    const folder = folderWith('in/a.jpg');
    symlinkSync(folder, join(folder, 'in', 'up'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'in', 'broken.jpg'));
    expect(await find(folder)).toEqual(['in/a.jpg', 'in/broken.jpg']);
  });

  it('stays out of folders that it is told to', async () => {
    const folder = folderWith('a.jpg', 'cache/b.jpg');
    expect(await find(folder, [folder], [join(folder, 'cache')])).toEqual(['a.jpg']);
  });

  it('gives a path without photos back, so that the import can say why', async () => {
    const folder = folderWith('none/notes.txt', 'a.jpg');
    const paths = ['none', 'a.jpg', 'gone'].map((name) => join(folder, name));
    expect(await find(folder, paths)).toEqual(['none', 'a.jpg', 'gone']);
  });

  it('stops when it is told to', async () => {
    const stopped = { except: [], signal: AbortSignal.abort() };
    await expect(findPhotoFiles([folderWith('a.jpg')], stopped)).rejects.toThrow('aborted');
  });

  it('says why no folder can have a path', async () => {
    const folder = temporaryFolder();
    symlinkSync('loop', join(folder, 'loop'));
    await expect(readFolder(join(folder, 'loop'))).rejects.toThrow(/its links lead in a circle/u);
    await expect(readFolder(join(folder, 'long'.repeat(80)))).rejects.toThrow(/its name is too long/u);
  });
});
