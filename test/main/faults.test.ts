import { expect, it } from 'vitest';
import { faultCases, sweep } from '../support/faultCases.ts';

/** Of each kind: errors of the disk, a full disk, limits on the size of files. `npm run torture faults` tries all. */
const most = new Map([
  ['edit', 4],
  ['repair', 4],
]);

it.each(faultCases.map((faulty) => [faulty.name, faulty] as const))(
  'a failing disk during the %s gives a clear error, and nothing is lost or half-written',
  async (name, faulty) => {
    const { operations, faults, findings } = await sweep(faulty, most.get(name) ?? 1);
    expect(operations).toBeGreaterThan(5);
    expect(faults).toBeGreaterThan(2);
    expect(findings).toEqual([]);
  },
  180_000,
);
