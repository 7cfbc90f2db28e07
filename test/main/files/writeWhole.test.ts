import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { besides } from '../../../main/files/partialFiles.ts';
import { createWholeFile, createWholeFolder, writeWhole } from '../../../main/files/writeWhole.ts';
import { textOf } from '../../support/exchange.ts';
import { temporaryFolder } from '../../support/library.ts';

/** The id of a process that has ended. */
function endedProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

describe('a folder that is written atomically', () => {
  it('appears only at the end', async () => {
    const parent = temporaryFolder();
    const target = join(parent, 'deep', 'out');
    await createWholeFolder(target, async (folder) => {
      await writeFile(join(folder, 'a.txt'), 'a');
      expect(existsSync(target)).toBe(false);
    });
    expect(textOf(target, 'a.txt')).toBe('a');
    expect(readdirSync(join(parent, 'deep'))).toEqual(['out']);
  });

  it('leaves nothing behind when writing it fails', async () => {
    const parent = temporaryFolder();
    const failing = createWholeFolder(join(parent, 'out'), async (folder) => {
      await writeFile(join(folder, 'a.txt'), 'a');
      throw new Error('in the middle');
    });
    await expect(failing).rejects.toThrow('in the middle');
    expect(readdirSync(parent)).toEqual([]);
  });

  it('never overwrites: neither an existing path, nor one that appears while it is written', async () => {
    const parent = temporaryFolder();
    mkdirSync(join(parent, 'out'));
    await expect(createWholeFolder(join(parent, 'out'), () => Promise.resolve())).rejects.toMatchObject({
      code: 'conflict',
    });
    const target = join(parent, 'file');
    const late = createWholeFile(target, async (file) => {
      await writeFile(file, 'new');
      writeFileSync(target, 'another');
    });
    await expect(late).rejects.toMatchObject({ code: 'conflict' });
    expect(textOf(target)).toBe('another');
    expect(readdirSync(parent).sort()).toEqual(['file', 'out']);
  });

  it('removes what a killed process left of it', async () => {
    const parent = temporaryFolder();
    const left = basename(besides('x')).replace(/-\d+-/u, `-${String(endedProcess())}-`);
    mkdirSync(join(parent, left, 'deep'), { recursive: true });
    const hourAgo = new Date(Date.now() - 3_600_000);
    utimesSync(join(parent, left), hourAgo, hourAgo);
    const theirs = ['.out.partial', '.inkdex-1-0123456789abcdef.partial', '.inkdex-notes.partial'];
    for (const name of theirs) mkdirSync(join(parent, name));
    await createWholeFolder(join(parent, 'out'), () => Promise.resolve());
    expect(readdirSync(parent).sort()).toEqual([...theirs, 'out'].sort());
  });

  it('leaves alone what the same process writes beside it at the same time', async () => {
    const parent = temporaryFolder();
    const both = ['one', 'two'].map((name) =>
      createWholeFolder(join(parent, name), async (folder) => {
        await writeFile(join(folder, 'a.txt'), name);
        await createWholeFile(join(parent, `beside ${name}`), (file) => writeFile(file, name));
        await writeFile(join(folder, 'b.txt'), name);
      }),
    );
    await Promise.all(both);
    expect(readdirSync(parent).sort()).toEqual(['beside one', 'beside two', 'one', 'two']);
    expect([textOf(parent, 'one/b.txt'), textOf(parent, 'two/a.txt')]).toEqual(['one', 'two']);
  });

  it('writes through no link that lies where it would be written', async () => {
    const parent = temporaryFolder();
    writeFileSync(join(parent, 'diary'), 'mine');
    for (const name of ['.out.partial', 'out.partial'])
      symlinkSync(join(parent, 'diary'), join(parent, name));
    await createWholeFile(join(parent, 'out'), (file) => writeFile(file, 'new'));
    expect([textOf(parent, 'diary'), textOf(parent, 'out')]).toEqual(['mine', 'new']);
  });

  it('leaves nothing when the disk has no room for it, and reports that', async () => {
    const folder = temporaryFolder();
    const written = createWholeFolder(join(folder, 'report'), async (partial) => {
      await writeFile(join(partial, 'first'), 'half');
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    });
    await expect(written).rejects.toMatchObject({ code: 'disk-full' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('reports it when its parent path is a file', async () => {
    const parent = temporaryFolder();
    writeFileSync(join(parent, 'file'), '');
    const below = createWholeFolder(join(parent, 'file', 'out'), () => Promise.resolve());
    await expect(below).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a file that is written atomically', () => {
  it('reports it when its name is too long for the disk', async () => {
    const path = join(temporaryFolder(), 'long'.repeat(64));
    const found = {
      code: 'bad-arguments',
      message: expect.stringContaining('too long for a name') as string,
    };
    await expect(writeWhole(path, ['a'])).rejects.toMatchObject(found);
    await expect(createWholeFile(path, () => Promise.resolve())).rejects.toMatchObject(found);
  });

  it('keeps what was there when its parts end with an error', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'deep', 'file');
    await writeWhole(path, ['before']);
    async function* parts() {
      yield 'half';
      await Promise.reject(new Error('in the middle'));
    }
    await expect(writeWhole(path, parts())).rejects.toThrow('in the middle');
    expect(readFileSync(path, 'utf8')).toBe('before');
    expect(readdirSync(join(folder, 'deep'))).toEqual(['file']);
  });

  it('is refused among the files of people, and follows no link in a library', async () => {
    const vault = mkdtempSync(join(tmpdir(), 'vault-'));
    onTestFinished(() => {
      rmSync(vault, { recursive: true });
    });
    await expect(writeWhole(join(vault, 'deep/metadata.toml'), ['x'])).rejects.toThrow('files of people');
    expect(readdirSync(vault)).toEqual([]);
    writeFileSync(join(vault, 'library.sqlite'), '');
    writeFileSync(join(vault, 'diary'), 'mine');
    symlinkSync(join(vault, 'diary'), join(vault, 'file.partial'));
    await writeWhole(join(vault, 'file'), ['ours']);
    expect(readFileSync(join(vault, 'diary'), 'utf8')).toBe('mine');
    expect(readdirSync(vault).sort()).toEqual(['diary', 'file', 'library.sqlite']);
  });

  it('is one of two that are written at the same time', async () => {
    const path = join(temporaryFolder(), 'file');
    const texts = ['a', 'b'].map((letter) => letter.repeat(100_000));
    await Promise.all(texts.map((text) => writeWhole(path, [text], { isShared: true })));
    expect(texts).toContain(readFileSync(path, 'utf8'));
  });
});
