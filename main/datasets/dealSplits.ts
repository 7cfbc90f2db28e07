import { createHash } from 'node:crypto';
import type { Split } from '../../shared/contract/dataset.ts';
import type { Shares, SplitRule } from '../../shared/contract/splitRule.ts';
import { normalizeText } from '../../shared/text.ts';
import type { Dealt } from '../store/datasetSets.ts';

/** What a rule looks at. */
export type Dealable = Pick<Dealt, 'key' | 'split' | 'writer' | 'page'>;

/** The sides, the one that takes what is left first. */
const sides = ['train', 'validation', 'test'] as const satisfies readonly Split[];

/**
 * The split of each sample by a rule, in turn.
 *
 * @param known samples dealt by the same rule before: their writers and pages stay where they are
 */
export function dealSplits(
  samples: readonly Dealable[],
  rule: SplitRule,
  known: readonly Dealable[] = [],
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
      const deal = dealUnits(samples, rule, rule.kind, known);
      return samples.map((sample) => deal.get(unitOf(sample, rule.kind)) ?? 'train');
    }
  }
}

/** Samples without a writer or page stand for themselves. */
function unitOf(sample: Dealable, unit: 'key' | 'writer' | 'page'): string {
  const name = unit === 'key' ? null : sample[unit];
  return name === null ? unitNamed('key', sample.key) : unitNamed(unit, name);
}

/** Names of writers and pages in one form, as lists may be typed and old samples be in another. */
function unitNamed(unit: 'key' | 'writer' | 'page', name: string): string {
  return `${unit} ${unit === 'key' ? name : normalizeText(name)}`;
}

function hashedSide(unit: string, { shares, salt }: { shares: Shares; salt: string }): Split {
  const place = chance(salt, unit);
  if (place < shares.test) return 'test';
  return place < shares.test + shares.validation ? 'validation' : 'train';
}

/** Uniform in [0, 1), by SHA-256: the same on every machine and for ever. */
function chance(salt: string, unit: string): number {
  return createHash('sha256').update(`${salt}\n${unit}`).digest().readUIntBE(0, 6) / 2 ** 48;
}

/** Units one after the other in an order of chance, each to the side that lacks most samples. */
function dealUnits(
  samples: readonly Dealable[],
  { shares, salt }: { readonly shares: Shares; readonly salt: string },
  unit: 'writer' | 'page',
  known: readonly Dealable[],
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

/** Units that stand on one side alone. */
function settledUnits(known: readonly Dealable[], unit: 'writer' | 'page'): Map<string, Split> {
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

/** With a handful of writers a small share may get none: it then gets the smallest new one that trains. */
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
