import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDecoding, type Decoding } from './decoding.ts';
import { describeFinds, retryFinds, tryMutant, trySeed, type Trial } from './fuzz.ts';
import type { Seed } from './seeds.ts';
import { createTargets, type Target } from './targets.ts';
import { folderForAll } from '../support/folders.ts';

/** Mutants of each target; `npm run fuzz` tries as many as one likes. */
const mutants = 2;

const folder = folderForAll();
let decoding: Decoding;
let targets: readonly Target[];

beforeAll(async () => {
  decoding = startDecoding();
  targets = await createTargets(decoding, folder);
});
afterAll(async () => {
  await decoding.close();
});

it('every input that is not damaged is accepted', async () => {
  const outcomes: unknown[] = [];
  const known = new Set<Seed>();
  for (const target of targets) {
    for (const seed of target.seeds.filter((each) => !known.has(each))) {
      known.add(seed);
      const { outcome } = await trySeed(target, seed, folder);
      if (outcome.kind !== 'accepted') outcomes.push([target.name, seed.opened, outcome]);
    }
  }
  expect(outcomes).toEqual([]);
});

it('inputs that once failed are accepted, or refused with a clear error', async () => {
  const trials: Trial[] = [];
  for (const target of targets) trials.push(...(await retryFinds(target, folder)));
  expect(trials.length).toBeGreaterThan(0);
  expect(describeFinds(trials)).toEqual([]);
});

it('damaged inputs of every kind are accepted, or refused with a clear error', async () => {
  const trials: Trial[] = [];
  for (const target of targets) {
    for (let number = 1; number <= mutants; number += 1) trials.push(await tryMutant(target, number, folder));
  }
  expect(describeFinds(trials)).toEqual([]);
  // Neither is all damage noticed, nor is none: the mutants reach the decoders.
  const kinds = new Set(trials.map(({ outcome }) => outcome.kind));
  expect([...kinds].sort()).toEqual(['accepted', 'refused']);
});
