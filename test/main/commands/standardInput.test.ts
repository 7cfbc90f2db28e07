import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listedImages } from '../../../main/commands/standardInput.ts';
import { inkdex } from '../../support/commandLine.ts';
import { blankPng } from '../../support/images.ts';
import { temporaryFolder } from '../../support/library.ts';

const root = join(import.meta.dirname, '../../..');
const hasModels = existsSync(join(root, 'resources/models/starter-detector.onnx'));

describe('The images of a command', () => {
  it('are its arguments, and the lines of a list', async () => {
    const list = join(temporaryFolder(), 'list.txt');
    writeFileSync(list, 'a b.jpg\r\n\n c.png\n');
    expect(await listedImages(['x.jpg'], list)).toEqual(['x.jpg', 'a b.jpg', ' c.png']);
    expect(await listedImages(['x.jpg'], undefined)).toEqual(['x.jpg']);
  });

  it('are refused when the list is empty or missing, or standard input is named twice', async () => {
    const list = join(temporaryFolder(), 'list.txt');
    await expect(listedImages([], list)).rejects.toMatchObject({ code: 'file-missing' });
    writeFileSync(list, '\n');
    await expect(listedImages([], list)).rejects.toThrow('expected one path per line');
    await expect(listedImages(['-'], '-')).rejects.toThrow('Only one of the arguments can be "-"');
    await expect(listedImages(['-', '-'], undefined)).rejects.toMatchObject({ code: 'bad-arguments' });
    expect((await inkdex(['read'])).status).toBe(2);
  });

  it.skipIf(!hasModels)('can be a picture on standard input', () => {
    const args = [join(root, 'main/cli.ts'), 'read', '-', '--json', '--library', temporaryFolder()];
    const { stdout } = spawnSync(process.execPath, args, { input: blankPng(320, 200) });
    expect(JSON.parse(stdout.toString())).toMatchObject({ image: '-', width: 320, height: 200 });
  });
});
