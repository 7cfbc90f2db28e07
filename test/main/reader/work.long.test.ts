import { expect, it } from 'vitest';
import { listSamples } from '../../../main/installation.ts';
import { readPage } from '../../../main/reader/reader.ts';
import { readingModels } from '../../support/readingModels.ts';
import { countWork } from '../../bench/bench/readingParts.ts';

/** Measured with the shipped models on 29 November 2026. Another model may need other numbers; a change of code has to say why. */
const measured = { detected: 20, pixels: 18_313_216, recognised: 859, asked: 78, words: 495 };

/** The time itself depends on the machine and on what else it does; nearly all of it is in proportion to this. */
it('the sample photos give the networks at most a tenth more work than was measured', async () => {
  const work = countWork();
  const models = await readingModels();
  let words = 0;
  for (const sample of listSamples())
    words += (await readPage(sample, models, { alternatives: 10 })).words.length;
  expect(words).toBeGreaterThan(0.95 * measured.words);
  expect(work.recognised).toBeGreaterThan(words);
  for (const part of ['detected', 'pixels', 'recognised', 'asked'] as const)
    expect(work[part], part).toBeLessThanOrEqual(1.1 * measured[part]);
});
