import { expect, it, vi } from 'vitest';
import { createQueueStore } from '../../../renderer/annotate/model/suggestedWords.ts';
import { id, word } from './words.ts';

it('counts the remaining words again when the next one is taken', async () => {
  const words = [1, 2, 3].map((number) => word(number, 'ink', [0, 0, 9, 9]));
  const today = { confirmed: 0, corrected: 0 };
  let total = 3;
  const queue = createQueueStore({ labelQueue: () => Promise.resolve({ total, words, today }) });
  await queue.getState().refresh();

  total = 2;
  const next = await queue.getState().next(id(1));
  expect(next?.id).toBe(2);
  await vi.waitFor(() => {
    expect(queue.getState().total).toBe(2);
  });
});
