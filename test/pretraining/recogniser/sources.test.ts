import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { paintedImage, type Rectangle } from '../../support/images.ts';
import { writePackages } from '../../support/wordLists.ts';

const folder = mkdtempSync(join(tmpdir(), 'inkdex-data-'));
// The module that knows where the data lies reads the environment once, when loaded.
vi.stubEnv('INKDEX_DATA', folder);
vi.stubEnv('INKDEX_BANKS', join(folder, 'banks'));
vi.stubEnv('INKDEX_PRETRAINING', folder);
writePackages(folder);
const { starterSources } = await import('../../../pretraining/recogniser/sources.ts');

const stroke: Rectangle = { left: 60, top: 50, width: 6, height: 40 };

beforeAll(async () => {
  const table = (file: string, rows: readonly (readonly string[])[]) => {
    writeFileSync(join(folder, file), rows.map((row) => row.join('\t')).join('\n'));
  };
  table('labelCorrections.tsv', [
    ['file', 'x', 'y', 'w', 'h', 'label', 'action', 'text', 'reason'],
    ['words/peraire_fr/page_000_00.png', '', '', '', '', 'motp', 'relabel', 'mets', 'it says so'],
    ['boards/learned.png', '50', '45', '30', '50', 'learned', 'relabel', 'taught', 'it says so'],
  ]);
  for (const name of ['copiste_fr', 'peraire_fr', 'cremma_mss20', 'poilus_fr']) {
    mkdirSync(join(folder, 'words', name), { recursive: true });
    await writeImage(`words/${name}/page_000_00.png`);
    table(`words/${name}/labels.tsv`, [
      ['file', 'text'],
      ['page_000_00.png', `mot${name.charAt(0)}`],
      ['page_000_00.png', 'Ω'],
    ]);
  }
  mkdirSync(join(folder, 'boards/images'), { recursive: true });
  for (const page of ['learned.png', 'measured.png']) await writeImage(`boards/images/${page}`);
  table('boards/sources.tsv', [
    ['page', 'split'],
    ['learned.png', 'train'],
    ['measured.png', 'dev'],
  ]);
  table('boards/words.tsv', [
    ['page', 'x', 'y', 'w', 'h', 'text'],
    ['learned.png', '50', '45', '30', '50', 'learned'],
    ['measured.png', '50', '45', '30', '50', 'measured'],
  ]);
  table('boards/ignore.tsv', [['page', 'x', 'y', 'w', 'h']]);
  mkdirSync(join(folder, 'boards2'));
  table('boards2/sources.tsv', [['page', 'split']]);
  table('boards2/words.tsv', [['page', 'x', 'y', 'w', 'h', 'text']]);
  table('boards2/ignore.tsv', [['page', 'x', 'y', 'w', 'h']]);
});

afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** The pages here hold too little to splice anything out of it. */
const counts = { drawn: 16, spliced: 0 };

it('holds no word of a dev board and no French word of a kept page', async () => {
  const [drawn, french, board] = await starterSources(join(folder, 'cache'), 1, counts);
  expect(drawn?.bank.texts).toHaveLength(16);
  expect(board?.bank.texts).toEqual(['taught']);
  // So few copiste_fr words that all are kept; a letter outside of the alphabet is left out.
  expect(french?.bank.texts).toEqual(['mets', 'motc', 'motp']);
});

it('makes the real words anew once a label of theirs is corrected otherwise', async () => {
  const cache = join(folder, 'cache');
  const before = await starterSources(cache, 1, counts);
  const corrections = join(folder, 'labelCorrections.tsv');
  const table = readFileSync(corrections, 'utf8');
  writeFileSync(corrections, table.replace('mets', 'mots').replace('taught', 'teaches'));
  const [drawn, french, board] = await starterSources(cache, 1, counts);
  expect(drawn).toEqual(before[0]);
  expect(french?.bank.texts).toEqual(['mots', 'motc', 'motp']);
  expect(board?.bank.texts).toEqual(['teaches']);
  writeFileSync(corrections, table);
  expect(await starterSources(cache, 1, counts)).toEqual(before);
});

it('keeps the words once they are made: the same seed and count need no second drawing', async () => {
  const first = await starterSources(join(folder, 'cache'), 1, counts);
  rmSync(join(folder, 'boards/images/learned.png'));
  expect(await starterSources(join(folder, 'cache'), 1, counts)).toEqual(first);
});

async function writeImage(path: string): Promise<void> {
  const { width, height, data } = paintedImage(
    { width: 160, height: 140 },
    [240, 240, 235],
    [{ ...stroke, colour: [20, 20, 30] }],
  );
  await sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(join(folder, path));
}
