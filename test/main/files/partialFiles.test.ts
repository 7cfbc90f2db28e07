import { spawnSync } from 'node:child_process';
import fs, { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { besides, machineOf, namesOutside, putNew } from '../../../main/files/partialFiles.ts';
import { temporaryFolder } from '../../support/library.ts';

const { linkSync: realLink } = fs;
afterEach(() => {
  fs.linkSync = realLink;
  syncBuiltinESMExports();
});

describe('what was not finished', () => {
  const ended = String(spawnSync(process.execPath, ['-e', '']).pid);
  const ours = basename(besides('x')).split('-')[1] ?? '';
  const partial = (machine: string, pid: string): string =>
    `.inkdex-${machine}-${pid}-0123456789abcdef.partial`;
  const other = machineOf('another machine');

  it('is removed only where its process is known to have ended, or after a week, and no folder of others', async () => {
    const folder = temporaryFolder();
    const old = new Date(Date.now() - 8 * 24 * 3_600_000);
    const hourOld = new Date(Date.now() - 3_600_000);
    const made = (name: string, at: Date): string => {
      writeFileSync(join(folder, name), 'x');
      utimesSync(join(folder, name), at, at);
      return name;
    };
    const left = [
      made(partial(ours, ended), hourOld),
      made(partial(other, ended), old),
      made(`.inkdex-${ended}-0123456789abcdef.partial`, old),
    ];
    const stay = [
      made(partial(ours, String(process.ppid)), old),
      made(partial('0'.repeat(12), ended), hourOld),
      made(partial('1'.repeat(12), ended), new Date()),
      ...['a.xmp.partial', 'note.md'].map((name) => made(name, old)),
    ];
    mkdirSync(join(folder, partial('2'.repeat(12), ended)));
    utimesSync(join(folder, partial('2'.repeat(12), ended)), old, old);
    const all = [...stay, partial('2'.repeat(12), ended)].sort();
    expect((await namesOutside(folder)).sort()).toEqual(all);
    expect(readdirSync(folder).sort()).toEqual(all);
    expect(left).toHaveLength(3);
  });

  it('says which machine made it: neither another one nor another container', () => {
    expect(machineOf('another machine')).not.toBe(ours);
    expect(machineOf(hostname())).toBe(ours);
  });

  it('leaves nothing empty in the place of a file whose partial file is gone', () => {
    const folder = temporaryFolder();
    expect(() => putNew(join(folder, 'gone'), join(folder, 'new.md'))).toThrow('ENOENT');
    fs.linkSync = () => {
      throw Object.assign(new Error('not supported'), { code: 'EPERM' });
    };
    syncBuiltinESMExports();
    expect(() => putNew(join(folder, 'gone'), join(folder, 'new.md'))).toThrow('ENOENT');
    expect(readdirSync(folder)).toEqual([]);
  });
});
