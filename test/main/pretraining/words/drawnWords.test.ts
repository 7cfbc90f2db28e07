import { expect, it } from 'vitest';
import { drawShare, drawWordBank } from '../../../../main/pretraining/words/drawnWords.ts';
import { wordAt } from '../../../../main/ml/training/wordBank.ts';

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
