import type { LineCheck, LineChecks } from '../seedCheck.ts';
import type { SeedLine } from '../seeds.ts';
import { dataChecks } from './data.ts';
import { networkChecks } from './networks.ts';
import { readingChecks } from './reading.ts';
import { scoreChecks } from './scores.ts';
import { servingChecks } from './serving.ts';
import { trainingChecks } from './training.ts';

/** What each line of SEEDS.md asserts, by its name. */
export const lineChecks: LineChecks = {
  ...dataChecks,
  ...networkChecks,
  ...trainingChecks,
  ...scoreChecks,
  ...readingChecks,
  ...servingChecks,
};

/** @throws Error for a line without one */
export function checkOf(name: string): LineCheck {
  const check = lineChecks[name];
  if (check !== undefined) return check;
  throw new Error(`Line ${name} of SEEDS.md has no check in test/interop/seedChecks.`);
}

/** The lines with these names, and all that they need, from the top down. @throws Error for an unknown name */
export function linesToRun(all: readonly SeedLine[], wanted: readonly string[]): SeedLine[] {
  const known = all.flatMap(({ names }) => names);
  for (const name of wanted) if (!known.includes(name)) throw new Error(`SEEDS.md has no line ${name}.`);
  const needed = new Set([...wanted, ...neededBy(wanted)]);
  return all.filter(({ names }) => names.some((name) => needed.has(name)));
}

/** What lines need to have run before, directly or not. */
export function neededBy(names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (name: string): void => {
    for (const before of checkOf(name).needs ?? []) {
      if (found.has(before)) continue;
      found.add(before);
      add(before);
    }
  };
  for (const name of names) add(name);
  return found;
}
