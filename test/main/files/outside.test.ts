import { execFileSync, spawnSync } from 'node:child_process';
import fs, {
  chmodSync,
  chownSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { syncBuiltinESMExports } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  ownFolder,
  readOutside as readIn,
  removeOutside as removeIn,
  replaceOutside as replaceIn,
} from '../../../main/files/outside.ts';
import { isFileName } from '../../../shared/fileNames.ts';
import { temporaryFolder } from '../../support/library.ts';

const most = 1000;

// In the folder of the file itself.
const readOutside = (path: string, bytes: number) => readIn(dirname(path), basename(path), bytes);
const removeOutside = (path: string, before: Buffer) => removeIn(dirname(path), basename(path), before);
const replaceOutside = (path: string, before: Buffer | null, contents: string) =>
  replaceIn(dirname(path), basename(path), before, contents);

function fileWith(text: string) {
  const folder = temporaryFolder();
  const path = join(folder, 'note.md');
  writeFileSync(path, text);
  return { folder, path, before: Buffer.from(text), text: () => readFileSync(path, 'utf8') };
}

describe('reading a file outside the library', () => {
  it('gives its bytes, and nothing for a name that is free', async () => {
    const { folder, path } = fileWith('tree');
    expect((await readOutside(path, most))?.toString()).toBe('tree');
    expect(await readOutside(join(folder, 'other.md'), most)).toBeNull();
    expect(await readOutside(join(folder, 'no folder', 'other.md'), most)).toBeNull();
  });

  it('refuses links, also broken ones, folders and pipes at once', async () => {
    const { folder, path } = fileWith('tree');
    symlinkSync(path, join(folder, 'link'));
    symlinkSync(join(folder, 'nothing'), join(folder, 'broken'));
    symlinkSync('/dev/zero', join(folder, 'endless'));
    mkdirSync(join(folder, 'folder'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    for (const name of ['link', 'broken', 'endless', 'folder', 'pipe']) {
      await expect(readOutside(join(folder, name), most)).rejects.toMatchObject({ code: 'conflict' });
    }
  });

  it('refuses a file with more bytes than allowed, and takes one with as many', async () => {
    expect(await readOutside(fileWith('x'.repeat(most)).path, most)).toHaveLength(most);
    await expect(readOutside(fileWith('x'.repeat(most + 1)).path, most)).rejects.toMatchObject({
      code: 'data-invalid',
    });
  });
});

describe('writing a file outside the library', () => {
  it('creates it, replaces it with its permissions, and leaves nothing beside it', async () => {
    const { folder, path, before, text } = fileWith('tree');
    chmodSync(path, 0o640);
    expect(await replaceOutside(path, before, 'bush')).toBe(true);
    expect([text(), statSync(path).mode & 0o777]).toEqual(['bush', 0o640]);
    expect(await replaceOutside(join(folder, 'new.md'), null, 'wood')).toBe(true);
    expect(readFileSync(join(folder, 'new.md'), 'utf8')).toBe('wood');
    expect(readdirSync(folder).sort()).toEqual(['new.md', 'note.md']);
  });

  it('gives new files and folders the permissions that other programs give them', async () => {
    const { folder, path, before } = fileWith('tree');
    chmodSync(path, 0o600);
    process.env.INKDEX_UMASK = '022';
    const umask = process.umask(0o077);
    onTestFinished(() => {
      process.umask(umask);
      delete process.env.INKDEX_UMASK;
    });
    expect(await replaceOutside(join(folder, 'new.xmp'), null, 'wood')).toBe(true);
    expect(await replaceOutside(path, before, 'bush')).toBe(true);
    const own = await ownFolder(folder, 'pictures');
    const modes = [join(folder, 'new.xmp'), path, own].map((each) => statSync(each).mode & 0o777);
    expect(modes).toEqual([0o644, 0o600, 0o755]);
  });

  it('takes no name that is taken: by a file, a link or a broken link', async () => {
    const { folder, path, text } = fileWith('tree');
    symlinkSync(path, join(folder, 'link.md'));
    symlinkSync(join(folder, 'nothing'), join(folder, 'broken.md'));
    for (const name of ['note.md', 'link.md', 'broken.md']) {
      expect(await replaceOutside(join(folder, name), null, 'bush')).toBe(false);
    }
    expect(text()).toBe('tree');
    expect(readdirSync(folder).sort()).toEqual(['broken.md', 'link.md', 'note.md']);
  });

  it('leaves what another program has changed, replaced by a link, or removed since it was read', async () => {
    const changed = fileWith('tree');
    writeFileSync(changed.path, 'their');
    expect(await replaceOutside(changed.path, changed.before, 'bush')).toBe(false);
    expect(await removeOutside(changed.path, changed.before)).toBe(false);
    expect(changed.text()).toBe('their');

    const linked = fileWith('tree');
    renameSync(linked.path, join(linked.folder, 'diary'));
    symlinkSync(join(linked.folder, 'diary'), linked.path);
    expect(await replaceOutside(linked.path, linked.before, 'bush')).toBe(false);
    expect(await removeOutside(linked.path, linked.before)).toBe(false);
    expect(readFileSync(join(linked.folder, 'diary'), 'utf8')).toBe('tree');

    const removed = fileWith('tree');
    renameSync(removed.path, join(removed.folder, 'elsewhere'));
    expect(await replaceOutside(removed.path, removed.before, 'bush')).toBe(false);
    expect(readdirSync(removed.folder)).toEqual(['elsewhere']);
  });

  it('removes a file with the bytes that it had', async () => {
    const { folder, path, before } = fileWith('tree');
    expect(await removeOutside(path, before)).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('never fills a file that another program has put where a partial one might be', async () => {
    const { folder, path, before } = fileWith('tree');
    writeFileSync(join(folder, 'diary'), 'mine');
    symlinkSync(join(folder, 'diary'), `${path}.partial`);
    expect(await replaceOutside(path, before, 'bush')).toBe(true);
    expect(readFileSync(`${path}.partial`, 'utf8')).toBe('mine');
  });

  it.each(['before', 'after'])(
    'leaves what a program puts in its place in the moment %s the second look begins',
    async (when) => {
      const { folder, path, before, text } = fileWith('tree');
      const put = (): void => {
        writeFileSync(join(folder, 'theirs'), 'their');
        renameSync(join(folder, 'theirs'), path);
      };
      const { link } = fs.promises;
      fs.promises.link = async (from, to) => {
        if (when === 'before') put();
        await link(from, to);
        if (when === 'after') put();
      };
      syncBuiltinESMExports();
      const isDone = await replaceOutside(path, before, 'bush').finally(() => {
        fs.promises.link = link;
      });
      expect([isDone, text(), readdirSync(folder)]).toEqual([false, 'their', ['note.md']]);
    },
  );

  it('puts back what a program writes into the file in the moment in which it is replaced', async () => {
    const { path, before, text } = fileWith('tree');
    const theirs = openSync(path, 'a');
    const rename = fs.renameSync;
    afterRename(() => writeSync(theirs, ' and theirs'));
    expect(await replaceOutside(path, before, 'bush')).toBe(false);
    fs.renameSync = rename;
    closeSync(theirs);
    expect(text()).toBe('tree and theirs');
  });
});

const { renameSync: realRename, linkSync: realLink } = fs;
afterEach(() => {
  fs.renameSync = realRename;
  fs.linkSync = realLink;
  syncBuiltinESMExports();
});

function afterRename(act: () => void): void {
  fs.renameSync = (from, to) => {
    fs.renameSync = realRename;
    syncBuiltinESMExports();
    realRename(from, to);
    act();
  };
  syncBuiltinESMExports();
}

it('writes a new file on a disk without hard links', async () => {
  const { folder, path } = fileWith('tree');
  fs.linkSync = () => {
    throw Object.assign(new Error('not supported'), { code: 'EPERM' });
  };
  syncBuiltinESMExports();
  expect(await replaceOutside(join(folder, 'new.md'), null, 'wood')).toBe(true);
  expect(await replaceOutside(path, null, 'wood')).toBe(false);
  expect(readdirSync(folder).sort()).toEqual(['new.md', 'note.md']);
});

describe('a folder on the way that is a link', () => {
  it('leads nowhere: nothing is read, written, replaced or removed behind it', async () => {
    const [vault, elsewhere] = [temporaryFolder(), temporaryFolder()];
    mkdirSync(join(vault, 'inside'));
    for (const folder of [elsewhere, join(vault, 'inside')]) writeFileSync(join(folder, 'diary.md'), 'mine');
    symlinkSync(elsewhere, join(vault, 'out'));
    symlinkSync('..', join(vault, 'up'));
    symlinkSync(join(vault, 'inside'), join(vault, 'in'));
    const diary = Buffer.from('mine');
    for (const name of [
      'out/diary.md',
      `up/${basename(elsewhere)}/diary.md`,
      `../${basename(elsewhere)}/diary.md`,
    ]) {
      const refused: unknown = expect.objectContaining({ code: 'conflict' });
      await expect(readIn(vault, name, most)).rejects.toEqual(refused);
      await expect(replaceIn(vault, name, diary, 'x')).rejects.toEqual(refused);
      await expect(replaceIn(vault, `${name}.new`, null, 'x')).rejects.toEqual(refused);
      await expect(removeIn(vault, name, diary)).rejects.toEqual(refused);
    }
    expect(readdirSync(elsewhere)).toEqual(['diary.md']);
    expect(readFileSync(join(elsewhere, 'diary.md'), 'utf8')).toBe('mine');
    // One that leads to another folder of the same vault, and a vault that is a link itself.
    expect((await readIn(vault, 'in/diary.md', most))?.toString()).toBe('mine');
    symlinkSync(vault, join(elsewhere, 'vault'));
    expect(await replaceIn(join(elsewhere, 'vault'), 'inside/diary.md', diary, 'ours')).toBe(true);
  });

  it('leads nowhere either if it is put there in the last moment', async () => {
    const [vault, elsewhere] = [temporaryFolder(), temporaryFolder()];
    for (const folder of [elsewhere, join(vault, 'inside')]) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'diary.md'), 'mine');
    }
    const { link } = fs.promises;
    fs.promises.link = async (from, to) => {
      await link(from, to);
      renameSync(join(vault, 'inside'), join(vault, 'moved'));
      symlinkSync(elsewhere, join(vault, 'inside'));
    };
    syncBuiltinESMExports();
    await replaceIn(vault, 'inside/diary.md', Buffer.from('mine'), 'x').catch(() => undefined);
    fs.promises.link = link;
    syncBuiltinESMExports();
    expect(readFileSync(join(elsewhere, 'diary.md'), 'utf8')).toBe('mine');
    expect(readFileSync(join(vault, 'moved/diary.md'), 'utf8')).toBe('mine');
  });
});

describe('a file that is replaced', () => {
  it('may only be read: it is left', async () => {
    const { folder, path, before, text } = fileWith('tree');
    chmodSync(path, 0o444);
    await expect(replaceOutside(path, before, 'bush')).rejects.toMatchObject({ code: 'permission-denied' });
    expect([text(), readdirSync(folder)]).toEqual(['tree', ['note.md']]);
  });

  it.runIf(process.platform === 'linux' && hasAttributes())('keeps its extended attributes', async () => {
    const { path, before, text } = fileWith('tree');
    python(`os.setxattr(path, 'user.xdg.tags', b'mine')`, path);
    expect(await replaceOutside(path, before, 'bush')).toBe(true);
    expect([text(), python(`print(os.getxattr(path, 'user.xdg.tags').decode())`, path)]).toEqual([
      'bush',
      'mine',
    ]);
  });

  it.runIf(process.geteuid?.() === 0)('keeps its owner', async () => {
    const { path, before } = fileWith('tree');
    chownSync(path, 1234, 2345);
    expect(await replaceOutside(path, before, 'bush')).toBe(true);
    expect([statSync(path).uid, statSync(path).gid]).toEqual([1234, 2345]);
  });
});

function python(script: string, path: string): string {
  const run = spawnSync('python3', ['-c', `import os, sys\npath = sys.argv[1]\n${script}`, path], {
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return run.stdout.trim();
}

/** Whether this machine has Python, which can set attributes, and a disk that has them. */
function hasAttributes(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'inkdex-attributes-'));
  try {
    python(`os.setxattr(path, 'user.test', b'x')`, folder);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('makes a folder of our own, but not in the place of a link', async () => {
  const folder = temporaryFolder();
  expect(await ownFolder(folder, 'pictures')).toBe(await ownFolder(folder, 'pictures'));
  symlinkSync(temporaryFolder(), join(folder, 'linked'));
  await expect(ownFolder(folder, 'linked')).rejects.toMatchObject({ code: 'conflict' });
  await expect(ownFolder(join(folder, 'gone'), 'pictures')).rejects.toMatchObject({ code: 'file-missing' });
});

it('takes names from files as names, never as paths', () => {
  const paths = ['', '.', '..', '../a', 'a/b', '/a', 'a\\b', 'C:a', 'a\0', '..\\a'];
  expect(paths.filter(isFileName)).toEqual([]);
  expect(['a', '...', 'a.b', '.a', 'a (2)', 'café ☕'].filter((name) => !isFileName(name))).toEqual([]);
});
