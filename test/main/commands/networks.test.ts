import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { inkdex, jsonLines, type Ended } from '../../support/commandLine.ts';
import { writeIamFolder } from '../../support/iamFolder.ts';
import { tinyNetworks } from '../../support/tinyNetworks.ts';
import { drawnSamples } from '../../support/wordVersion.ts';

/** Long, for a busy machine. */
const patience = 300_000;
const texts = ['ink', 'over', 'FIG', '42'];
/** A few steps at a high rate. */
const settings = ['batch=16', 'learningRate=0.01', 'optimizer=adamw', 'augmentation=0', 'dropout=0'].concat([
  'averageDecay=0.8',
  'evaluations=1',
  'warmup=0.06',
  'decay=0.3',
]);
const hitSchema = z.object({ box: z.array(z.number()).length(4), probability: z.number() });

/** Where a word is on the page, in pixels. */
function placeOf(index: number): { left: number; top: number } {
  return { left: 120 + 400 * (index % 2), top: 150 + 200 * Math.floor(index / 2) };
}

let folder: string;
let page: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inkdex-networks-'));
  await writeIamFolder(join(folder, 'iam'), texts, 16);
  page = join(folder, 'page.png');
  const words = await drawnSamples(texts, 1);
  const paper = sharp({ create: { width: 900, height: 600, channels: 3, background: '#fff' } });
  const placed = words.map(({ picture }, index) => ({
    input: picture,
    ...placeOf(index),
  }));
  await paper.composite(placed).png().toFile(page);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it(
  'a new CRNN learns words, is taken into use, reads a page, and each word is found at its place',
  { timeout: patience },
  async () => {
    const [crnn] = tinyNetworks;
    const environment = { INKDEX_LIBRARY: join(folder, 'library') };
    const run = (...args: string[]): Promise<Ended> => inkdex(args, environment);
    const options = Object.entries(crnn?.options ?? {}).map(([name, value]) => `${name}=${String(value)}`);
    const trained = await run(
      ...['finetune', 'iam', join(folder, 'iam'), '--engine', 'wasm', '--epochs', '36', '--network', 'crnn'],
      ...options.flatMap((option) => ['--network-option', option]),
      ...settings.flatMap((setting) => ['--set', setting]),
      '--json',
    );
    expect(trained.status, trained.stderr).toBe(0);
    expect((await run('model', 'promote', 'iam-1')).status).toBe(0);
    expect((await run('import', page)).status).toBe(0);
    for (const [index, text] of texts.entries()) {
      const [photo] = jsonLines(await run('search', text, '--json'));
      const hits = z.array(hitSchema).parse(photo?.hits);
      const [best] = hits.sort((a, b) => b.probability - a.probability);
      const { left, top } = placeOf(index);
      expect(Math.abs((best?.box[0] ?? 0) - left), text).toBeLessThan(30);
      expect(Math.abs((best?.box[1] ?? 0) - top), text).toBeLessThan(30);
    }
  },
);
