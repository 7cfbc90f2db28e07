import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Shares, Split, SplitRule } from '../../shared/contract/dataset.ts';
import type { DatasetId } from '../../shared/contract/datasetContents.ts';
import { InkdexError } from '../../shared/result.ts';
import { normalizeText } from '../../shared/text.ts';
import { transaction, type WritableDatabase } from '../store/database.ts';
import { findImageOf, findSamples, keepSample, sampleOf } from '../store/datasets/datasetSamples.ts';
import {
  closeSet,
  copySet,
  listAssigned,
  replaceInSet,
  type Assigned,
} from '../store/datasets/datasetSets.ts';
import { replaceDataset } from '../store/datasets/datasets.ts';
import { finish, preparing, type DatasetLocks } from './locks.ts';
import { requireState } from './resolveNames.ts';

/** The fields of a sample that a split rule uses. */
export type Assignable = Pick<Assigned, 'key' | 'split' | 'writer' | 'page'>;

/** The splits; the first one takes the remainder. */
const sides = ['train', 'validation', 'test'] as const satisfies readonly Split[];

/**
 * Assigns a split to each sample by a rule. The result is in the order of the samples.
 * @param known samples that got their split by the same rule before: their writers and pages keep it
 */
export function assignSplits(
  samples: readonly Assignable[],
  rule: SplitRule,
  known: readonly Assignable[] = [],
): (Split | null)[] {
  switch (rule.kind) {
    case 'given':
      return samples.map(({ split }) => split);
    case 'hash':
      return samples.map((sample) => hashedSide(unitOf(sample, rule.unit), rule));
    case 'lists': {
      const unitsOf = (names: readonly string[]): Set<string> =>
        new Set(names.map((name) => unitNamed(rule.unit, name)));
      const [test, validation] = [unitsOf(rule.test), unitsOf(rule.validation)];
      return samples.map((sample) => {
        const unit = unitOf(sample, rule.unit);
        if (test.has(unit)) return 'test';
        return validation.has(unit) ? 'validation' : 'train';
      });
    }
    case 'writer':
    case 'page': {
      const deal = assignUnits(samples, rule, rule.kind, known);
      return samples.map((sample) => deal.get(unitOf(sample, rule.kind)) ?? 'train');
    }
  }
}

/** A sample without a writer or page is a unit of its own. */
function unitOf(sample: Assignable, unit: 'key' | 'writer' | 'page'): string {
  const name = unit === 'key' ? null : sample[unit];
  return name === null ? unitNamed('key', sample.key) : unitNamed(unit, name);
}

/**
 * Compares names of writers and pages in a normal form: lists may be typed, and old samples may have another form.
 */
function unitNamed(unit: 'key' | 'writer' | 'page', name: string): string {
  return `${unit} ${unit === 'key' ? name : normalizeText(name)}`;
}

function hashedSide(unit: string, { shares, salt }: { shares: Shares; salt: string }): Split {
  const place = chance(salt, unit);
  if (place < shares.test) return 'test';
  return place < shares.test + shares.validation ? 'validation' : 'train';
}

/** Uniform in [0, 1), from SHA-256: the same on every machine, always. */
function chance(salt: string, unit: string): number {
  return createHash('sha256').update(`${salt}\n${unit}`).digest().readUIntBE(0, 6) / 2 ** 48;
}

/** Assigns whole units in random order, each to the split that lacks the most samples. */
function assignUnits(
  samples: readonly Assignable[],
  { shares, salt }: { readonly shares: Shares; readonly salt: string },
  unit: 'writer' | 'page',
  known: readonly Assignable[],
): Map<string, Split> {
  const sizes = new Map<string, number>();
  for (const sample of samples) {
    const name = unitOf(sample, unit);
    sizes.set(name, (sizes.get(name) ?? 0) + 1);
  }
  const wanted = { ...shares, train: 1 - shares.validation - shares.test };
  const held: Record<Split, number> = { train: 0, validation: 0, test: 0 };
  const deal = new Map<string, Split>();
  const place = (name: string, side: Split): void => {
    deal.set(name, side);
    held[side] += sizes.get(name) ?? 0;
  };
  for (const [name, side] of settledUnits(known, unit)) if (sizes.has(name)) place(name, side);

  const fresh = [...sizes.keys()].filter((name) => !deal.has(name));
  const order = new Map(fresh.map((name) => [name, chance(salt, name)]));
  fresh.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0) || (a < b ? -1 : 1));
  const lack = (side: Split): number => wanted[side] * samples.length - held[side];
  for (const name of fresh) {
    place(
      name,
      sides.reduce((best, side) => (lack(side) > lack(best) + 1e-9 ? side : best)),
    );
  }
  fillEmptySides({ deal, fresh, sizes, held, wanted });
  return deal;
}

/** The split of each unit that is in one split only. */
function settledUnits(known: readonly Assignable[], unit: 'writer' | 'page'): Map<string, Split> {
  const sidesOf = Map.groupBy(known, (sample) => unitOf(sample, unit));
  const settled = new Map<string, Split>();
  for (const [name, samples] of sidesOf) {
    const [side = null, ...others] = new Set(samples.map(({ split }) => split));
    if (side !== null && others.length === 0) settled.set(name, side);
  }
  return settled;
}

interface Deal {
  readonly deal: Map<string, Split>;
  readonly fresh: readonly string[];
  readonly sizes: ReadonlyMap<string, number>;
  readonly held: Record<Split, number>;
  readonly wanted: Readonly<Record<Split, number>>;
}

/**
 * With a handful of writers a small split may stay empty: then it gets the smallest new unit of the training split.
 */
function fillEmptySides({ deal, fresh, sizes, held, wanted }: Deal): void {
  for (const side of ['test', 'validation'] as const) {
    if (wanted[side] === 0 || held[side] > 0) continue;
    const training = fresh.filter((name) => deal.get(name) === 'train');
    if (training.length < 2) continue;
    const smallest = training.reduce((best, name) =>
      (sizes.get(name) ?? 0) < (sizes.get(best) ?? 0) ? name : best,
    );
    const size = sizes.get(smallest) ?? 0;
    deal.set(smallest, side);
    held.train -= size;
    held[side] += size;
  }
}

/** Samples to rewrite before other calls are answered. */
const batchSize = 1000;

/**
 * Assigns the samples of a draft to splits by a rule.
 * @param known samples that got their split by the same rule before
 */
export async function assignSplitsOfSet(
  db: WritableDatabase,
  set: number,
  rule: SplitRule,
  known: readonly Assignable[],
  signal: AbortSignal,
): Promise<void> {
  if (rule.kind === 'given') return;
  const samples = listAssigned(db, set);
  const splits = assignSplits(samples, rule, known);
  const changes = samples.flatMap(({ sample, split }, index) => {
    const assigned = splits[index] ?? null;
    return assigned === split ? [] : [{ sample, split: assigned }];
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

/**
 * Assigns the samples of a dataset to new splits. Samples added later get their split by the same rule.
 * @throws InkdexError `not-found`; `conflict` when the dataset is changed meanwhile
 */
export async function splitDataset(
  db: WritableDatabase,
  locks: DatasetLocks,
  dataset: DatasetId,
  rule: SplitRule,
  signal: AbortSignal,
): Promise<void> {
  const prepared = preparing(locks, async (pin) => {
    const before = requireState(db, dataset).contents;
    pin(before);
    const set = transaction(db, () => copySet(db, before));
    await assignSplitsOfSet(db, set, rule, [], signal);
    return () => {
      if (requireState(db, dataset).contents !== before) {
        throw new InkdexError(
          'conflict',
          'The dataset changed while its splits were assigned. Assign them again.',
        );
      }
      closeSet(db, set);
      const change = { contents: set, splitRule: rule, isEdited: true };
      replaceDataset(db, dataset, change, new Date().toISOString());
      return { outcome: undefined, isTidy: false };
    };
  });
  await finish(db, prepared);
}
