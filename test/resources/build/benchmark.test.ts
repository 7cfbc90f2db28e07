import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { Box } from '../../../shared/geometry.ts';
import { createRandom } from '../../../shared/random.ts';
import { columns, figuresOf } from '../../bench/benchmark/figures.ts';
import { writeBenchmark, type BenchmarkSet } from '../../bench/benchmark/writeBenchmark.ts';
import type { FoundText } from '../../bench/measure/otherPrograms.ts';
import { folderForAll } from '../../support/folders.ts';

const texts = [
  ...['tree', 'Tree!', "L'Été", 'Straße', 'cœur', 'smørrebrød', 'a', 'to', '=', '→', '...', 'arr[j+1]'],
  ...[
    '½',
    '1/2',
    '3⁄4',
    'x²',
    '"they"',
    'İstanbul',
    'ΣΟΦΟΣ',
    'שָׁלוֹם',
    'が',
    '機械',
    '10,000',
    'e\u0301te\u0301',
  ],
] as const;
const random = createRandom(63);
const folder = folderForAll();

/** Boxes on a small grid, so that many overlap by just what counts, or by just less. */
function madeBox(): Box {
  return [random.integer(0, 11) * 5, random.integer(0, 4) * 10, 10 + random.integer(0, 4) * 5, 10];
}

function madeTexts(count: number): FoundText[] {
  return Array.from({ length: count }, () => ({ box: madeBox(), text: random.pick(texts) }));
}

/** Pairs of a true word and a reading that count by just so much: half covered, overlap .1, four of five letters, folded. */
const limits: readonly (readonly [truth: FoundText, read: FoundText])[] = [
  [
    { box: [0, 0, 20, 10], text: 'stack' },
    { box: [10, 0, 300, 10], text: 'stock' },
  ],
  [
    { box: [0, 100, 10, 10], text: 'queue' },
    { box: [8, 100, 12, 10], text: 'quene' },
  ],
  [
    { box: [0, 200, 20, 10], text: 'a\u2044b' },
    { box: [0, 200, 20, 10], text: 'ab' },
  ],
  [
    { box: [0, 300, 20, 10], text: 'þing' },
    { box: [0, 300, 20, 10], text: 'thing' },
  ],
];

let sets: BenchmarkSet[];
const words = new Map<string, readonly FoundText[]>();
/** Each page is a set, so that each has its own figures. */
function addPage(
  name: string,
  truths: readonly FoundText[],
  read: readonly FoundText[],
  ignore: readonly Box[],
): void {
  const path = join(folder, `${name}.jpg`);
  writeFileSync(path, name);
  words.set(path, read);
  const page = { path, page: `${name}.jpg`, words: truths, ignore };
  const source = {
    page: page.page,
    repository: 'a/b',
    file: 'c.jpg',
    commit: '0'.repeat(40),
    licence: 'MIT',
  };
  sets.push({ name, pages: [page], sources: [new Map(Object.entries(source))] });
}

beforeAll(() => {
  sets = [];
  for (let number = 0; number < 40; number += 1) {
    const truths = madeTexts(random.integer(0, 10));
    const moved = truths.map(({ box: [x, y, w, h], text }): FoundText => {
      const box: Box = [x + random.integer(0, 5), y + random.integer(0, 4), w, h];
      return { box, text: random.pick([text, ...texts]) };
    });
    const read = [...moved, ...madeTexts(random.integer(0, 4))];
    addPage(`set-${number}`, truths, read, [madeBox(), madeBox()]);
  }
  const [truths, read] = [limits.map(([truth]) => truth), limits.map(([, found]) => found)];
  addPage('limits', truths, read, []);
});

it('a licence that does not let a photo be given on is refused', async () => {
  const [first] = sets;
  const sources = first?.sources.map((row) => new Map([...row, ['licence', 'CC-BY-NC-4.0']])) ?? [];
  const pages: BenchmarkSet['pages'] = first?.pages ?? [];
  await expect(writeBenchmark(join(folder, 'refused'), [{ name: 'a', pages, sources }], [])).rejects.toThrow(
    'set-0.jpg has the licence "CC-BY-NC-4.0"',
  );
});

it.skipIf(spawnSync('python3', ['--version']).status !== 0)(
  'the scorer of the benchmark gives the same figures as `npm run measure`',
  async () => {
    const out = join(folder, 'out');
    await writeBenchmark(out, sets, [{ name: 'made', words }]);
    expect(readdirSync(out).sort()).toEqual([
      'README.md',
      'ignore.tsv',
      'images',
      'readings',
      'score.py',
      'sources.tsv',
      'words.tsv',
    ]);
    const { stdout, stderr } = spawnSync('python3', ['score.py', 'readings/made.json'], {
      cwd: out,
      encoding: 'utf8',
      env: { ...process.env, PYTHONUTF8: '1' },
    });
    expect(stderr).toBe('');
    const [header, ...rows] = stdout
      .trim()
      .split(/\r?\n/u)
      .map((line) => line.split('\t'));
    expect(header).toEqual(['set', 'reader', ...columns]);
    expect(rows).toEqual(sets.map(({ name, pages }) => [name, 'made', ...figuresOf(pages, words)]));
    // The made pages are neither all right nor all wrong.
    expect(new Set(rows.map((row) => row.at(4))).size).toBeGreaterThan(10);
  },
);
