import { expect, it } from 'vitest';
import { tortureStates } from '../../torture/states.ts';

it('in ten thousand steps of models and people in any order, no state is lost', async () => {
  expect(await tortureStates(10_000, 1, new AbortController().signal)).toBe(0);
});
