import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeWholeFile, writeWholeFolder } from '../../../main/exchange/wholeOutput.ts';
import { textOf } from '../../support/exchange.ts';
import { temporaryFolder } from '../../support/library.ts';

describe('a folder that is written atomically', () => {
  it('appears only at the end', async () => {
    const parent = temporaryFolder();
    const target = join(parent, 'deep', 'out');
    await writeWholeFolder(target, async (folder) => {
      await writeFile(join(folder, 'a.txt'), 'a');
      expect(existsSync(target)).toBe(false);
    });
    expect(textOf(target, 'a.txt')).toBe('a');
    expect(readdirSync(join(parent, 'deep'))).toEqual(['out']);
  });

  it('leaves nothing behind when writing it fails', async () => {
    const parent = temporaryFolder();
    const failing = writeWholeFolder(join(parent, 'out'), async (folder) => {
      await writeFile(join(folder, 'a.txt'), 'a');
      throw new Error('in the middle');
    });
    await expect(failing).rejects.toThrow('in the middle');
    expect(readdirSync(parent)).toEqual([]);
  });

  it('never overwrites: neither an existing path, nor one that appears while it is written', async () => {
    const parent = temporaryFolder();
    mkdirSync(join(parent, 'out'));
    await expect(writeWholeFolder(join(parent, 'out'), () => Promise.resolve())).rejects.toMatchObject({
      code: 'conflict',
    });
    const target = join(parent, 'file');
    const late = writeWholeFile(target, async (file) => {
      await writeFile(file, 'new');
      writeFileSync(target, 'another');
    });
    await expect(late).rejects.toMatchObject({ code: 'conflict' });
    expect(textOf(target)).toBe('another');
    expect(readdirSync(parent).sort()).toEqual(['file', 'out']);
  });

  it('reports it when its parent path is a file', async () => {
    const parent = temporaryFolder();
    writeFileSync(join(parent, 'file'), '');
    const below = writeWholeFolder(join(parent, 'file', 'out'), () => Promise.resolve());
    await expect(below).rejects.toMatchObject({ code: 'conflict' });
  });
});
