import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeIamFolder } from '../support/iamFolder.ts';

const root = join(import.meta.dirname, '../..');
const annexes = join('main', 'annexes');

describe('Inkdex without its annexes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'inkdex-core-'));
  const checkout = join(folder, 'inkdex');
  const library = join(folder, 'library');
  beforeAll(() => {
    for (const name of ['main', 'shared', 'package.json'])
      cpSync(join(root, name), join(checkout, name), {
        recursive: true,
        filter: (path) => path !== join(root, annexes),
      });
    for (const name of ['node_modules', 'resources']) symlinkSync(join(root, name), join(checkout, name));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function inkdex(...args: string[]) {
    return promisify(execFile)(process.execPath, [join(checkout, 'main/cli.ts'), ...args], {
      env: { ...process.env, INKDEX_LIBRARY: library, NODE_COMPILE_CACHE: join(folder, 'compiled') },
    });
  }

  it('lists its commands', async () => {
    const { stdout } = await inkdex('--help');
    expect(stdout).toMatch(/^ {2}import /mu);
    expect(stdout).not.toMatch(/^ {2}worker /mu);
  });

  it('says so to who asks what is wrong', async () => {
    const { stdout } = await inkdex('doctor');
    expect(stdout).toMatch(/^missing\tmain\/annexes\tWithout it, there are no .*readers on other machines/mu);
  });

  it('imports and reads photos, finds and corrects words, and exports them', async () => {
    await inkdex('import', '--samples');
    const { stdout: found } = await inkdex('search', 'tree', '--json');
    expect(found.trim().split('\n').length).toBeGreaterThan(0);
    const { stdout: table } = await inkdex('label', 'list', '--limit', '1');
    const [word = ''] = /^\d+(?=\t)/mu.exec(table) ?? [];
    await inkdex('label', 'set', word, 'quokka');
    expect((await inkdex('search', 'quokka', '--json')).stdout).toContain('quokka');
    await inkdex('export', 'text', join(folder, 'all.txt'));
    expect(readFileSync(join(folder, 'all.txt'), 'utf8')).toContain('quokka');
  });

  it('trains', async () => {
    await writeIamFolder(join(folder, 'iam'), ['ink', 'over', 'FIG', '42'], 7);
    const iam = join(folder, 'iam');
    const settings = ['--epochs', '0.2', '--set', 'batch=8', '--set', 'rehearsal=0'];
    const { stdout } = await inkdex('finetune', 'iam', iam, '--json', '--engine', 'wasm', ...settings);
    expect(stdout.trim().split('\n').at(-1)).toContain('"event":"report"');
  });

  it.each([
    ['the command of readers elsewhere', ['worker'], "unknown command 'worker'"],
    ['a broker', ['import', '--samples', '--broker', 'nats://127.0.0.1:1'], 'has no readers on other mach'],
    ['gRPC', ['serve', '--no-open', '--api', '--api-port', '0', '--api-grpc-port', '0'], 'has no gRPC'],
    [
      'a SavedModel',
      ['model', 'export', 'starter-recogniser', join(folder, 'saved'), '--format', 'savedmodel'],
      'has no models in the format savedmodel',
    ],
    [
      'a network of the older systems',
      ['train', '--dataset', 'IAM strict', '--network', 'crnn'],
      'has no network crnn: main/annexes/olderSystems is missing',
    ],
    [
      'a format of the older systems',
      ['dataset', 'import', 'emnist', folder, '--name', 'x'],
      "'emnist' is invalid for argument 'format'. Allowed choices are inkdex, jsonl, csv",
    ],
  ])('says that it lacks %s', async (_what, args, message) => {
    await expect(inkdex(...args)).rejects.toMatchObject({
      stderr: expect.stringContaining(message) as string,
    });
  });
});
