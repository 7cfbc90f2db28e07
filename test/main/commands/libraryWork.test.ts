import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { inkdex, jsonLines, runScript, type Ended } from '../../support/commandLine.ts';
import { blankPng } from '../../support/images.ts';
import { openServices } from '../../../main/services.ts';
import { folderForAll } from '../../support/folders.ts';

const folder = folderForAll();
let board: string;
const run = (...args: readonly string[]): Promise<Ended> =>
  inkdex(args, { INKDEX_LIBRARY: join(folder, 'library') });
const json = async (...args: readonly string[]): Promise<Record<string, unknown>[]> =>
  jsonLines(await run(...args, '--json'));
const names = (lines: readonly Record<string, unknown>[]): string[] =>
  lines.map(({ path }) => basename(String(path)));

beforeAll(async () => {
  mkdirSync(join(folder, 'photos/deep'), { recursive: true });
  board = join(folder, 'photos/board.png');
  writeFileSync(board, blankPng(320, 200));
  writeFileSync(join(folder, 'photos/deep/wall.png'), blankPng(300, 240));
  writeFileSync(join(folder, 'photos/letter.jpg'), 'this is no picture');
  await run('import', join(folder, 'photos'), '--no-read');
});

describe('The photos of a library by commands', () => {
  it('are listed by status, folder, collection and in an order', async () => {
    await run('tag', 'add', 'lecture', board);
    expect(names(await json('photos', '--tag', 'lecture'))).toEqual(['board.png']);
    expect(names(await json('photos', '--folder', join(folder, 'photos/deep')))).toEqual(['wall.png']);
    expect(names(await json('photos', '--status', 'waiting', '--sort', 'name'))).toEqual([
      'board.png',
      'wall.png',
    ]);
    expect(await json('photos', '--status', 'read')).toEqual([]);
    expect(await run('photos', '--tag', 'nothing')).toMatchObject({ status: 1, stdout: '' });
    expect(await run('photos', '--status', 'nothing')).toMatchObject({ status: 2 });
  });

  it('are removed, restored and deleted permanently', async () => {
    expect(await json('photos', 'remove', board)).toMatchObject([{ removed: 1 }]);
    expect(names(await json('photos', 'removed'))).toEqual(['board.png']);
    expect(names(await json('photos', '--status', 'waiting'))).toEqual(['wall.png']);
    expect(await json('photos', 'restore', board)).toEqual([{ restored: 1, left: 0 }]);
    expect(names(await json('photos', '--tag', 'lecture'))).toEqual(['board.png']);
    expect(await run('photos', 'restore', board)).toMatchObject({ status: 1, stdout: '' });
    expect(await run('photos', 'restore')).toMatchObject({ status: 2, stdout: '' });
    const wall = join(folder, 'photos/deep/wall.png');
    await run('photos', 'remove', wall);
    expect(await json('photos', 'delete', '--all')).toEqual([{ deleted: 1 }]);
    expect(existsSync(wall)).toBe(true);
    expect(await json('photos', 'removed')).toEqual([]);
  });

  it('are rotated with their words', async () => {
    await run('label', 'add', board, '10,20,60,30', 'tree');
    expect(await run('photos', 'rotate', board, '--by', '90')).toMatchObject({ status: 0 });
    expect(await json('photos', 'show', board)).toMatchObject([
      { turn: 90, width: 200, height: 320, words: [{ text: 'tree', box: [150, 10, 30, 60] }] },
    ]);
    expect(await run('photos', 'rotate', board, '--by', '45')).toMatchObject({ status: 2 });
  });

  it('are told apart from files that failed, which are imported again or dismissed', async () => {
    const [failure] = await json('photos', 'failures');
    expect(failure).toMatchObject({ path: join(folder, 'photos/letter.jpg') });
    const again = await run('photos', 'failures', 'retry', '--json');
    expect(again.status).toBe(1);
    expect(jsonLines(again)).toMatchObject([{ kind: 'import', failed: 1 }]);
    expect(await json('photos', 'failures', 'dismiss')).toEqual([{ dismissed: 1 }]);
    expect(await json('photos', 'failures')).toEqual([]);
  });
});

describe('Jobs, watched folders and settings by commands', () => {
  it('a job is paused, resumed to its end, and cancelled', async () => {
    const services = await openServices({ library: join(folder, 'library'), announce: () => undefined });
    const queue = async () => {
      const { id } = services.reading.calls.readPhotos({ photos: [] });
      return await services.jobs.calls.pauseJob({ job: id });
    };
    const [first, second] = [await queue(), await queue()];
    await services.close();
    const [one, two] = [String(first.id), String(second.id)];
    expect(await json('jobs', 'pause', one)).toMatchObject([{ state: 'paused' }]);
    expect(await json('jobs', 'cancel', two)).toMatchObject([{ state: 'cancelled' }]);
    const [resumed] = await json('jobs', 'resume', one);
    expect(resumed).toMatchObject({ id: first.id, state: 'done' });
    expect(await run('jobs', 'pause', '999')).toMatchObject({ status: 1, stdout: '' });
    expect(await run('jobs', 'pause', 'first')).toMatchObject({ status: 2, stdout: '' });
  });

  it('a folder is watched and no longer watched', async () => {
    const path = join(folder, 'photos');
    expect(await json('watch', 'add', path)).toMatchObject([{ path, photos: 1, onlyWriting: false }]);
    expect(await json('watch', 'add', path, '--only-writing')).toMatchObject([{ path, onlyWriting: true }]);
    expect(await json('watch', 'list')).toMatchObject([{ path }]);
    expect(await json('watch', 'remove', path)).toEqual([]);
    expect(await run('watch', 'remove', path)).toMatchObject({ status: 1, stdout: '' });
    expect(await run('watch', 'run')).toMatchObject({ status: 1, stdout: '' });
  });

  it('a watched folder says which photos it did not read, as an import does', async () => {
    const [path, library] = [join(folder, 'watched'), join(folder, 'watching')];
    mkdirSync(path);
    const environment = { INKDEX_LIBRARY: library };
    await inkdex(['watch', 'add', path, '--only-writing'], environment);
    writeFileSync(join(path, 'wall.png'), blankPng(300, 240));
    const { child, ended, firstLine } = runScript('cli.ts', ['watch', 'run'], environment);
    expect(await firstLine).toContain('1 done, 0 failed');
    child.kill('SIGINT');
    expect((await ended).stderr).toContain(
      '1 photo not read: no writing. "inkdex photos --status no-writing"',
    );
  });

  it('a setting is listed, changed and reset', async () => {
    expect(await json('settings', 'set', 'threads', '2')).toEqual([{ setting: 'threads', value: 2 }]);
    expect(await json('settings')).toContainEqual({ setting: 'threads', value: 2 });
    expect(await json('settings', 'set', 'threads', 'auto')).toEqual([{ setting: 'threads', value: null }]);
    const second = { setting: 'second-opinion', value: 'off' };
    expect(await json('settings', 'set', 'second-opinion', 'off')).toEqual([second]);
    expect(await json('settings', 'get', 'second-opinion')).toEqual([second]);
    expect(await run('settings', 'set', 'second-opinion', 'maybe')).toMatchObject({ status: 1, stdout: '' });
    expect(await run('settings', 'set', 'threads', 'many')).toMatchObject({ status: 1, stdout: '' });
    expect(await run('settings', 'set', 'colour', 'red')).toMatchObject({ status: 2, stdout: '' });
  });

  it('change nothing while another process has the library open', async () => {
    const services = await openServices({ library: join(folder, 'library'), announce: () => undefined });
    services.start();
    try {
      for (const args of [
        ['photos', 'remove', board],
        ['label', 'add', board, '1,1,9,9', 'x'],
        ['watch', 'add', join(folder, 'photos')],
        ['jobs', 'cancel', '1'],
      ]) {
        const ended = await run(...args);
        expect(ended).toMatchObject({ status: 1, stdout: '' });
        expect(ended.stderr).toContain('[library-busy]');
      }
      expect(names(await json('photos'))).toEqual(['board.png']);
    } finally {
      await services.close();
    }
  });
});

describe('Data files by commands', () => {
  it('a metadata.toml gets the SHA-256 of the file beside it, once', async () => {
    const path = join(folder, 'metadata.toml');
    const text = `# raw data\nurl = "http://example.org/a"\nfilename = "a.bin"\nsha256 = "${'0'.repeat(64)}"\n`;
    writeFileSync(path, text);
    const missing = await run('metadata', 'update', path);
    expect(missing).toMatchObject({ status: 1, stdout: '' });
    expect(missing.stderr).toContain('[file-missing]');
    writeFileSync(join(folder, 'a.bin'), 'hi\n');
    const sha256 = '98ea6e4f216f2fb4b69fff9b3a44842c38686ca685f3f55dc48c5d3fb1107be4';
    expect(await json('metadata', 'update', path)).toMatchObject([{ sha256, updated: true }]);
    expect(readFileSync(path, 'utf8')).toBe(text.replace('0'.repeat(64), sha256));
    expect((await run('metadata', 'update', path)).stdout).toBe('Nothing to update: the SHA-256 matches\n');
    expect(await run('metadata', 'update', board)).toMatchObject({ status: 1, stdout: '' });
  });
});
