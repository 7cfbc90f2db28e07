import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { pathKind, readNamedFile } from '../../../main/files/pathKind.ts';
import { temporaryFolder } from '../../support/library.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

describe('a path that a person gives', () => {
  it('leads to a file or a folder, also through a link', async () => {
    writeFileSync(join(folder, 'a.txt'), 'ink');
    mkdirSync(join(folder, 'b'));
    symlinkSync('b', join(folder, 'link'));
    const kinds = ['a.txt', 'b', 'link'].map((name) => pathKind(join(folder, name)));
    expect(await Promise.all(kinds)).toEqual(['file', 'folder', 'folder']);
    expect((await readNamedFile(join(folder, 'a.txt'))).toString()).toBe('ink');
  });

  it('is rejected if it leads to a pipe or a device, which might be read for ever', async (context) => {
    if (process.platform === 'win32') context.skip();
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    symlinkSync('/dev/zero', join(folder, 'zero'));
    for (const name of ['pipe', 'zero']) {
      const reading = readNamedFile(join(folder, name));
      await expect(reading).rejects.toMatchObject({ code: 'bad-arguments' });
      await expect(reading).rejects.toThrow(/is a (?:pipe|device); expected a file or a folder/u);
    }
  });

  it('is rejected if the file is empty, or one of the kernel, which may block', async () => {
    writeFileSync(join(folder, 'empty'), '');
    await expect(readNamedFile(join(folder, 'empty'))).rejects.toMatchObject({ code: 'file-empty' });
    if (process.platform !== 'linux') return;
    await expect(readNamedFile('/proc/kmsg')).rejects.toMatchObject({ code: 'bad-arguments' });
  });

  it('is rejected with the reason if nothing can be read there', async () => {
    symlinkSync('loop', join(folder, 'loop'));
    await expect(pathKind(join(folder, 'none'))).rejects.toMatchObject({ code: 'file-missing' });
    await expect(pathKind(join(folder, 'a\0b'))).rejects.toMatchObject({ code: 'bad-arguments' });
    await expect(pathKind(join(folder, 'loop'))).rejects.toMatchObject({ code: 'file-unreadable' });
    await expect(readNamedFile(folder)).rejects.toThrow(/is a folder; expected a file/u);
  });
});
