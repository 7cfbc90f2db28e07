import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { objectFile } from '../../../shared/fileNames.ts';
import { inkdex, jsonLines, type Ended } from '../../support/commandLine.ts';
import { blankPng } from '../../support/images.ts';
import { folderForAll } from '../../support/folders.ts';

const iamLike = join(import.meta.dirname, '../../fixtures/data/iam-like');

const folder = folderForAll();
let words: string;
let environment: { INKDEX_LIBRARY: string };
beforeAll(() => {
  environment = { INKDEX_LIBRARY: join(folder, 'library') };
  words = join(folder, 'words');
  mkdirSync(words);
  for (const [index, name] of ['a.png', 'b.png', 'c.png'].entries()) {
    writeFileSync(join(words, name), blankPng(30 + index, 20));
  }
  write(['a.png\tcat\ttrain', 'b.png\tdog\ttest', 'c.png\tcow\ttrain']);
});

function write(lines: string[]): void {
  writeFileSync(join(words, 'labels.tsv'), ['file\ttext\tsplit', ...lines, ''].join('\n'));
}

function dataset(...args: string[]): Promise<Ended> {
  return inkdex(['dataset', ...args], environment);
}

/** The JSON that a command prints, and nothing else. */
async function last(...args: string[]): Promise<Record<string, unknown>> {
  const ended = await dataset(...args, '--json');
  expect(ended.stderr).not.toContain('[');
  expect(ended.status).toBe(0);
  const [line = {}, ...others] = jsonLines(ended);
  expect(others).toEqual([]);
  return line;
}

describe('Datasets by commands', () => {
  it('are drawn from the words of a text file', async () => {
    const texts = join(folder, 'fruit.txt');
    writeFileSync(texts, 'apple pear\nplum\n');
    expect(await last('draw', '--texts', texts, '--count', '4', '--seed', '3')).toEqual({
      dataset: 'Drawn fruit',
      samples: 4,
      skipped: {},
    });
    const wrong = await dataset('draw', '--texts', texts, '--count', '0');
    expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining('from 1 to 1,000,000')]);
  });

  it('name the format that files look like, if they cannot be read in the chosen one', async () => {
    const synth = join(folder, 'synth');
    mkdirSync(synth);
    writeFileSync(join(synth, 'lexicon.txt'), 'hello\n');
    writeFileSync(join(synth, 'annotation_train.txt'), 'a/b.jpg 0\n');
    const { status, stderr } = await dataset('import', 'path-label', synth, '--name', 'synth');
    expect(status).toBe(1);
    expect(stderr).toContain('Choose the file itself. It looks like Synth90k with its lexicon: import it');
    const coco = join(folder, 'coco.json');
    writeFileSync(coco, '{"images": [], "annotations": []}');
    expect((await dataset('import', 'label-studio', coco, '--name', 'coco')).stderr).toContain(
      'in the format coco.',
    );
    const missing = await dataset('import', 'synth90k', synth, '--name', 'synth');
    expect(missing.stderr).toContain('or remove the line. Nothing was imported. Correct');
    expect(missing.stderr).not.toContain('It looks like');
  });

  it('are imported, frozen, changed, compared, restored and frozen again', async () => {
    expect(await last('import', 'tsv', words, '--name', 'animals')).toEqual({
      dataset: 'animals',
      samples: 3,
      skipped: {},
    });
    const first = await last(
      'freeze',
      'animals',
      '--note',
      'as they came',
      '--tag',
      'small',
      '--author',
      'me',
    );
    expect(first).toEqual({
      version: expect.stringMatching(/^[0-9a-f]{64}$/u) as string,
      parent: null,
      samples: 3,
      images: 3,
    });

    write(['a.png\tcat\ttest', 'b.png\thound\ttest']);
    await last('import', 'tsv', words, '--name', 'animals', '--json');
    const second = await last('freeze', 'animals', '--json');
    expect(second).toMatchObject({ parent: first.version, samples: 2, images: 2 });

    const versions = [String(first.version), String(second.version)] as const;
    const diff = await last('diff', versions[0].slice(0, 12), versions[1]);
    expect(Object.keys(diff)).toEqual(['added', 'removed', 'text', 'box', 'split']);
    expect(diff).toMatchObject({
      added: [],
      removed: [{ key: expect.stringContaining('c.png') as string, text: 'cow' }],
      text: [{ before: { text: 'dog' }, after: { text: 'hound' } }],
      box: [],
      split: [{ before: { split: 'train' }, after: { split: 'test' } }],
    });

    const [listed] = jsonLines(await dataset('list', '--json'));
    expect(listed).toEqual({
      dataset: 'animals',
      samples: 2,
      images: 2,
      version: second.version,
      changed: false,
      versions: [second.version, first.version],
    });
    const [shown] = jsonLines(await dataset('show', versions[0], '--json'));
    expect(shown).toMatchObject({
      version: first.version,
      note: 'as they came',
      tags: ['small'],
      samples: 3,
    });

    expect(await last('restore', versions[0])).toEqual({
      dataset: 'animals',
      version: versions[0],
      samples: 3,
    });
    expect(await last('freeze', 'animals')).toEqual(first);
  });

  it('are exported as a package, which has the same version id after an import', async () => {
    const path = join(folder, 'package');
    const exported = await last('export', 'inkdex', 'animals', path);
    expect(exported).toMatchObject({ format: 'inkdex', samples: 3, images: 3, losses: [] });
    expect(readdirSync(path)).toContain('metadata.toml');
    await last('import', 'inkdex', path, '--name', 'again');
    const [listed] = jsonLines(await dataset('list', '--json')).filter((line) => line.dataset === 'animals');
    expect(await last('freeze', 'again')).toMatchObject({ version: listed?.version });
  });

  it('that share a version are restored and exported by the name that is given', async () => {
    const [listed] = jsonLines(await dataset('list', '--json')).filter((line) => line.dataset === 'again');
    const version = String(listed?.version);
    expect(await last('restore', 'again')).toEqual({ dataset: 'again', version, samples: 3 });
    expect(await last('restore', version, '--dataset', 'again')).toMatchObject({ dataset: 'again' });
    const path = join(folder, 'package of again');
    for (const args of [
      ['restore', version],
      ['export', 'inkdex', version, path],
    ]) {
      const asked = await dataset(...args);
      expect(asked.status).toBe(1);
      expect(asked.stderr).toMatch(/animals, again|again, animals/u);
      expect(asked.stderr).toContain('--dataset');
    }
    await last('export', 'inkdex', 'again', path);
    expect(readFileSync(join(path, 'version.json'), 'utf8')).toContain('"dataset": "again"');
  });

  it('are not restored over unfrozen changes without --replace', async () => {
    await last('import', 'tsv', words, '--name', 'again');
    const refused = await dataset('restore', 'again');
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toContain('--replace');
    expect(await last('restore', 'again', '--replace')).toMatchObject({ dataset: 'again', samples: 3 });
  });

  it('are verified: exit status 0 if intact, 1 with the name of the object if a byte was flipped', async () => {
    const { version, objects, bad } = await last('verify', 'again', '--json');
    expect({ objects, bad }).toEqual({ objects: 3, bad: [] });
    const store = join(environment.INKDEX_LIBRARY, 'datasets/objects');
    const name = readdirSync(store).flatMap((part) => readdirSync(join(store, part)))[0] ?? '';
    const bytes = readFileSync(join(store, objectFile(name)));
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    writeFileSync(join(store, objectFile(name)), bytes);
    const ended = await dataset('verify', String(version), '--json');
    expect(ended.status).toBe(1);
    expect(jsonLines(ended)).toMatchObject([{ version, objects: 3, bad: [{ kind: 'object', name }] }]);
  });

  it('are not created from files with an invalid record, unless --keep-good skips it', async () => {
    write(['a.png\tcat\ttrain', 'gone.png\tghost\ttrain']);
    const refused = await dataset('import', 'tsv', words, '--name', 'broken');
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toContain('gone.png');
    expect(refused.stderr).toContain('--keep-good');
    expect(jsonLines(await dataset('list', '--json')).map((line) => line.dataset)).not.toContain('broken');
    expect(await last('import', 'tsv', words, '--name', 'broken', '--keep-good', '--json')).toEqual({
      dataset: 'broken',
      samples: 1,
      skipped: { invalid: 1 },
    });
  });

  it.each([
    ['no name', ['import', 'tsv', '.']],
    ['an unknown format', ['import', 'abacus', '.', '--name', 'x']],
    ['a name that is a path', ['import', 'tsv', '.', '--name', '../x']],
    ['an unknown split rule', ['import', 'tsv', '.', '--name', 'x', '--split', 'moon:1,2']],
    ['--add together with --replace', ['import', 'tsv', '.', '--name', 'x', '--add', '--replace']],
  ])('reject %s as wrong usage', async (_what, args) => {
    expect(await dataset(...args)).toMatchObject({ status: 2, stdout: '' });
  });

  it('are listed in the error when a dataset is not found', async () => {
    const gone = await dataset('freeze', 'minerals');
    expect(gone.status).toBe(1);
    expect(gone.stderr).toContain('animals');
    const version = await dataset('show', 'deadbeef');
    expect(version).toMatchObject({ status: 1, stdout: '' });
    expect(version.stderr).toContain('[not-found]');
  });

  it('print text without --json, and only that', async () => {
    write(['a.png\tcat\ttrain']);
    const printed = [
      await dataset('import', 'tsv', words, '--name', 'as text'),
      await dataset('freeze', 'as text'),
      await dataset('verify', 'as text'),
      await dataset('diff', 'as text', 'as text'),
      await dataset('restore', 'as text'),
      await dataset('export', 'csv', 'as text', join(folder, 'as text')),
    ].map(({ stdout }) => stdout);
    expect(printed.join('')).not.toContain('{');
    expect(printed[1]).toMatch(/^Froze as text\nversion\t[0-9a-f]{64}\n1 sample on 1 image\n$/u);
    expect(printed[3]).toBe('No differences\n');
  });
});

describe('The IAM layout by commands', () => {
  /** The number that a shell command prints. */
  function count(command: string): number {
    return Number(execFileSync('sh', ['-c', command], { cwd: iamLike, encoding: 'utf8' }).trim());
  }

  it('has as many words as words.txt marks ok', async () => {
    const lines = "grep -v '^#' ascii/words.txt";
    const strict = count(`${lines} | awk '$2 == "ok"' | wc -l`);
    const taken = await last('import', 'iam', iamLike, '--name', 'strict', '--recipe', 'strict', '--json');
    expect(taken.samples).toBe(strict);
  });
});
