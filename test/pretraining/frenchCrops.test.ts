import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'inkdex-french-'));
// The module that knows where the data lies reads the environment once, when loaded.
vi.stubEnv('INKDEX_DATA', folder);
const { frenchCrops } = await import('../../pretraining/data.ts');

const wordsOnPage = 30;
const folders = { copiste_fr: 40, peraire_fr: 20, cremma_mss20: 3, poilus_fr: 5 } as const;
const wordCount = wordsOnPage * (40 + 20 + 3 + 5);
const dropped = ['words/peraire_fr/peraire_fr_0001_000_00.jpg', 'words/poilus_fr/poilus_fr_0004_002_09.jpg'];

beforeAll(() => {
  for (const [name, pages] of Object.entries(folders)) {
    const rows = ['file\ttext'];
    for (let page = 0; page < pages; page += 1) {
      for (let word = 0; word < wordsOnPage; word += 1) {
        const line = String(Math.floor(word / 10)).padStart(3, '0');
        const place = `${line}_${String(word % 10).padStart(2, '0')}`;
        rows.push(`${name}_${String(page).padStart(4, '0')}_${place}.jpg\tmot`);
      }
    }
    mkdirSync(join(folder, 'words', name), { recursive: true });
    writeFileSync(join(folder, 'words', name, 'labels.tsv'), `${rows.join('\n')}\n`);
  }
  const corrections = [
    'file\tx\ty\tw\th\tlabel\taction\ttext\treason',
    ...dropped.map((file) => `${file}\t\t\t\t\tmot\tdrop\t\tthe crop holds no word`),
  ];
  writeFileSync(join(folder, 'labelCorrections.tsv'), `${corrections.join('\n')}\n`);
});

afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** `poilus_fr/will_AD78_0005-1_000_01.jpg` stands on the page `will_AD78_0005-1`. */
const pageOf = (path: string) => basename(path).split('_').slice(0, -2).join('_');

describe('the French word crops', () => {
  it('keep 500 words of whole pages from training', async () => {
    const { train, kept } = await frenchCrops();
    expect(kept).toHaveLength(500);
    expect(kept.every(({ path }) => path.includes('copiste_fr'))).toBe(true);
    const trained = new Set(train.map(({ path }) => pageOf(path)));
    const keptPages = new Set(kept.map(({ path }) => pageOf(path)));
    expect(keptPages.size).toBeGreaterThan(5);
    expect([...keptPages].filter((page) => trained.has(page))).toEqual([]);
  });

  it('are split the same way every time', async () => {
    expect(await frenchCrops()).toEqual(await frenchCrops());
  });

  it('are all there but for what the kept pages hold beyond 500 words and what was dropped', async () => {
    const { train, kept } = await frenchCrops();
    expect(new Set([...train, ...kept].map(({ path }) => path)).size).toBe(train.length + kept.length);
    const keptPages = new Set(kept.map(({ path }) => pageOf(path)));
    const beyond = keptPages.size * wordsOnPage - kept.length;
    expect(train.length + kept.length + dropped.length + beyond).toBe(wordCount);
    const paths = new Set(train.map(({ path }) => path));
    expect(dropped.filter((file) => paths.has(join(folder, file)))).toEqual([]);
  });
});
