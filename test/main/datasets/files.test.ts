import { setImmediate, setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { eachOf } from '../../../main/datasets/files.ts';

const items = Array.from({ length: 20 }, (_, index) => index);

describe('work on many items in parallel', () => {
  it('processes each item once', async () => {
    const done: number[] = [];
    await eachOf(items, 4, async (item) => {
      await setImmediate();
      done.push(item);
    });
    expect(done.toSorted((a, b) => a - b)).toEqual(items);
  });

  it('starts no item after an error', async () => {
    const begun: number[] = [];
    const working = eachOf(items, 4, async (item) => {
      begun.push(item);
      await setImmediate();
      if (item === 5) throw new Error('The sixth cannot be done.');
    });
    await expect(working).rejects.toThrow('The sixth cannot be done.');
    await setTimeout(50);
    expect(begun.length).toBeLessThan(12);
  });
});
