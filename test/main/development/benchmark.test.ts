import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Box } from '../../../shared/geometry.ts';
import { createRandom } from '../../../shared/random.ts';
import { columns, figuresOf } from '../../bench/benchmark/figures.ts';
import { writeBenchmark, type BenchmarkSet } from '../../bench/benchmark/writeBenchmark.ts';
import type { FoundText } from '../../bench/measure/otherPrograms.ts';

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
let folder: string;

/** Boxes on a small grid, so that many overlap by just what counts, or by just less. */
function madeBox(): Box {
  return [random.integer(0, 11) * 5, random.integer(0, 4) * 10, 10 + random.integer(0, 4) * 5, 10];
}

function madeTexts(count: number): FoundText[] {
  return Array.from({ length: count }, () => ({ box: madeBox(), text: random.pick(texts) }));
}

let sets: BenchmarkSet[];
const words = new Map<string, readonly FoundText[]>();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkdex-benchmark-'));
  // Each made page is a set, so that each has its own figures.
  sets = Array.from({ length: 40 }, (_, number) => {
    const name = `set-${number}`;
    const path = join(folder, `${name}.jpg`);
    writeFileSync(path, name);
    const truths = madeTexts(random.integer(0, 10));
    const moved = truths.map(({ box: [x, y, w, h], text }): FoundText => {
      return {
        box: [x + random.integer(0, 5), y + random.integer(0, 4), w, h],
        text: random.pick([text, ...texts]),
      };
    });
    words.set(path, [...moved, ...madeTexts(random.integer(0, 4))]);
    const page = { path, page: `${name}.jpg`, words: truths, ignore: [madeBox(), madeBox()] };
    const source = {
      page: page.page,
      repository: 'a/b',
      file: 'c.jpg',
      commit: '0'.repeat(40),
      licence: 'MIT',
    };
    return { name, pages: [page], sources: [new Map(Object.entries(source))] };
  });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('a licence that does not let a photo be given on is refused', async () => {
  const [first] = sets;
  const sources = first?.sources.map((row) => new Map([...row, ['licence', 'CC-BY-NC-4.0']])) ?? [];
  const pages: BenchmarkSet['pages'] = first?.pages ?? [];
  await expect(writeBenchmark(join(folder, 'refused'), [{ name: 'a', pages, sources }], [])).rejects.toThrow(
    'set-0.jpg has the licence "CC-BY-NC-4.0"',
  );
});

it.skipIf(spawnSync('python3', ['--version']).error)(
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
