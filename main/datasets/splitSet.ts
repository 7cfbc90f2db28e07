import { setImmediate } from 'node:timers/promises';
import type { SplitRule } from '../../shared/contract/dataset.ts';
import { transaction, type Database } from '../store/database.ts';
import { findImageOf, findSamples, keepSample, sampleOf } from '../store/datasetSamples.ts';
import { listDealt, replaceInSet } from '../store/datasetSets.ts';
import { dealSplits, type Dealable } from './dealSplits.ts';

/** Samples to rewrite before other calls are answered. */
const batchSize = 1000;

/**
 * Assigns the samples of a draft to splits by a rule.
 * @param known samples that got their split by the same rule before
 */
export async function splitSet(
  db: Database,
  set: number,
  rule: SplitRule,
  known: readonly Dealable[],
  signal: AbortSignal,
): Promise<void> {
  if (rule.kind === 'given') return;
  const samples = listDealt(db, set);
  const splits = dealSplits(samples, rule, known);
  const changes = samples.flatMap(({ sample, split }, index) => {
    const dealt = splits[index] ?? null;
    return dealt === split ? [] : [{ sample, split: dealt }];
  });
  for (let start = 0; start < changes.length; start += batchSize) {
    signal.throwIfAborted();
    const batch = new Map(
      changes.slice(start, start + batchSize).map(({ sample, split }) => [sample, split]),
    );
    transaction(db, () => {
      for (const held of findSamples(db, [...batch.keys()])) {
        const sample = { ...sampleOf(held), split: batch.get(held.id) ?? null };
        replaceInSet(db, set, held.key, keepSample(db, sample, findImageOf(db, held.id)));
      }
    });
    await setImmediate();
  }
}
