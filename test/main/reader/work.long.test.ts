import { expect, it } from 'vitest';
import { listSamples } from '../../../main/installation.ts';
import { readPage } from '../../../main/reader/reader.ts';
import { readingModels } from '../../support/readingModels.ts';
import { countWork } from '../../bench/bench/readingParts.ts';

/**
 * Measured with the shipped models on 1 December 2026: regions of other sizes are inputs of their own, and the second reader is
 * asked for more words in place of further views. Another model may need other numbers; a change of code has to say why.
 */
const measured = { detected: 23, pixels: 18_507_776, recognised: 620, asked: 117, words: 500 };

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
