import { EventEmitter } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { App } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { importOpenedFiles, pathsIn, type FileOpener } from '../../../main/app/openedFiles.ts';
import { InkdexError } from '../../../shared/result.ts';
import { temporaryFolder } from '../../support/library.ts';

/** A folder with a photo, a PDF, a text and a folder. */
function folderOfFiles(): string {
  const folder = temporaryFolder();
  for (const name of ['board one.jpg', 'notes.PDF', 'list.txt']) writeFileSync(join(folder, name), '');
  mkdirSync(join(folder, 'scans'));
  return folder;
}

function listen(args: readonly string[] = []) {
  const app = new EventEmitter();
  const opened = Promise.withResolvers<FileOpener>();
  const imported: string[][] = [];
  const opener = {
    importPaths: vi.fn((paths: string[]) => Promise.resolve(imported.push(paths))),
    show: vi.fn(),
    complain: vi.fn(),
  };
  importOpenedFiles(app as unknown as App, args, opened.promise);
  const open = (): void => {
    opened.resolve(opener);
  };
  return { app, opener, imported, open };
}

describe('The paths in the arguments of a start', () => {
  it('are photos, PDFs and folders that exist, also as addresses, without switches', () => {
    const folder = folderOfFiles();
    const photo = join(folder, 'board one.jpg');
    const args = ['--allow-file-access', 'board one.jpg', pathToFileURL(photo).href, 'list.txt', 'gone.jpg'];
    expect(pathsIn([...args, 'scans', 'file://[', '.'], folder)).toEqual([
      photo,
      photo,
      join(folder, 'scans'),
      folder,
    ]);
    expect(pathsIn([join(folder, 'notes.PDF')], '/')).toEqual([join(folder, 'notes.PDF')]);
  });
});

describe('Files that are opened with Inkdex', () => {
  it('are imported together once the library is open', async () => {
    const folder = folderOfFiles();
    const { app, imported, open, opener } = listen([join(folder, 'notes.PDF')]);
    const preventDefault = vi.fn();
    app.emit('open-file', { preventDefault }, '/photos/a.jpg');
    app.emit('open-file', { preventDefault }, '/photos/b.jpg');
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(imported).toEqual([]);
    open();
    await vi.waitFor(() => {
      expect(imported).toEqual([[join(folder, 'notes.PDF'), '/photos/a.jpg', '/photos/b.jpg']]);
    });
    expect(preventDefault).toHaveBeenCalledTimes(2);
    expect(opener.show).toHaveBeenCalledTimes(1);
  });

  it('are imported from a second start, which brings the window to the front with or without files', async () => {
    const folder = folderOfFiles();
    const { app, imported, open, opener } = listen();
    open();
    app.emit('second-instance', {}, ['/opt/Inkdex/inkdex', 'board one.jpg'], folder);
    await vi.waitFor(() => {
      expect(imported).toEqual([[join(folder, 'board one.jpg')]]);
    });
    app.emit('second-instance', {}, ['/opt/Inkdex/inkdex'], folder);
    await vi.waitFor(() => {
      expect(opener.show).toHaveBeenCalledTimes(2);
    });
    expect(imported).toHaveLength(1);
  });

  it('bring a message when they cannot be added', async () => {
    const { app, open, opener } = listen();
    opener.importPaths.mockRejectedValueOnce(
      new InkdexError('library-read-only', 'The library is read-only.'),
    );
    open();
    app.emit('open-file', { preventDefault: () => undefined }, '/photos/a.jpg');
    await vi.waitFor(() => {
      expect(opener.complain).toHaveBeenCalledWith('The library is read-only.');
    });
  });
});
