import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { wordAt } from '../../../main/ml/training/wordBank.ts';
import { writePackages } from '../../support/wordLists.ts';

const packages = mkdtempSync(join(tmpdir(), 'inkdex-packages-'));
writePackages(packages);
// The module that reads packages, here and in the processes that draw, takes their folder from the environment.
vi.stubEnv('INKDEX_PRETRAINING', packages);
const { drawShare, drawWordBank } = await import('../../../pretraining/words/drawnWords.ts');

afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(packages, { recursive: true });
});

it('draws the same bank for the same seed, in processes as in this one', async () => {
  const bank = await drawWordBank(3, 20);
  expect(bank.texts).toHaveLength(20);
  expect(bank).toEqual(await drawShare({ seed: 3, share: 0, count: 20 }));
  expect((await drawWordBank(4, 20)).texts).not.toEqual(bank.texts);
});

it('keeps words whole: each has its text, its size and ink', async () => {
  const bank = await drawShare({ seed: 7, share: 2, count: 40 });
  for (let index = 0; index < 40; index += 1) {
    const { ink, text } = wordAt(bank, index);
    expect(text.length).toBeGreaterThan(0);
    expect(ink.height).toBeLessThanOrEqual(56);
    expect(Math.max(...ink.data), text).toBeGreaterThan(60);
  }
});
