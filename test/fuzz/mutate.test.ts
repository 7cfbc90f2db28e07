import { expect, it } from 'vitest';
import { createRandom } from '../../shared/random.ts';
import { attempt, isFind, isUseful } from './attempt.ts';
import { mutate } from './mutate.ts';
import { InkdexError } from '../../shared/result.ts';

const seed = Buffer.from('{"format":1,"texts":["a"],"sizes":[3,2]}');

it('the same number gives the same mutant, another number another one', () => {
  const mutants = Array.from({ length: 50 }, (_, number) => mutate(seed, seed, createRandom(number)));
  const again = Array.from({ length: 50 }, (_, number) => mutate(seed, seed, createRandom(number)));
  expect(mutants).toEqual(again);
  expect(new Set(mutants.map((mutant) => mutant.toString('latin1'))).size).toBeGreaterThan(40);
});

it('mutants are not larger than two megabytes', () => {
  for (let number = 0; number < 200; number += 1) {
    expect(mutate(seed, seed, createRandom(number)).length).toBeLessThanOrEqual(2_000_000);
  }
});

it('an error without a code, a useless message, a crash and a hang are finds', async () => {
  const outcomes = await Promise.all([
    attempt(() => Promise.reject(new TypeError('Cannot read properties of undefined')), 5),
    attempt(() => Promise.reject(new InkdexError('internal', 'Something went wrong somewhere.')), 5),
    attempt(() => Promise.reject(new InkdexError('data-invalid', 'No.')), 5),
    attempt(() => Promise.reject(new InkdexError('engine-crashed', 'The reader process ended.')), 5),
    attempt(() => Promise.resolve(['x is not a function']), 5),
    attempt(() => new Promise(() => undefined), 0.01),
  ]);
  expect(outcomes.map(({ kind }) => kind)).toEqual([
    ...['internal error', 'internal error', 'useless message', 'crash', 'useless message', 'hang'],
  ]);
  expect(outcomes.every(isFind)).toBe(true);
});

it('an accepted input and a clear refusal are no finds', async () => {
  const refusal = new InkdexError('data-invalid', 'Line 3 has no text; expected a text after the comma.');
  expect(isFind(await attempt(() => Promise.resolve([]), 5))).toBe(false);
  expect(isFind(await attempt(() => Promise.reject(refusal), 5))).toBe(false);
  expect(isUseful(refusal.message)).toBe(true);
});
