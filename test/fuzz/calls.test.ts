import { afterAll, beforeAll, expect, it } from 'vitest';
import { isFind } from './attempt.ts';
import { openCaller, type Caller } from './calls.ts';
import { folderForAll } from '../support/folders.ts';

/** `npm run fuzz` makes as many as one likes. */
const callCount = 150;

const folder = folderForAll();
let caller: Caller;

beforeAll(async () => {
  caller = await openCaller(folder);
});
afterAll(async () => {
  await caller.close();
});

it('random calls of the contract are answered, or refused with a clear error', async () => {
  const finds: unknown[] = [];
  for (let number = 1; number <= callCount; number += 1) {
    const made = await caller.call(number);
    if (isFind(made.outcome)) finds.push(made);
  }
  expect(finds).toEqual([]);
  expect(caller.problems()).toEqual([]);
});
