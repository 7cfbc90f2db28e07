import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lineChecks, linesToRun } from './interop/seedChecks/all.ts';
import { mutated, mutations } from './interop/seedMutations.ts';
import { lineNames, seedLines } from './interop/seeds.ts';

describe('the lines of SEEDS.md', () => {
  it('have a check each, and no check is of a line that is not there', () => {
    expect(Object.keys(lineChecks).sort()).toEqual(lineNames().present.sort());
  });

  it('assert a known value, what another writer wrote, or a change, in at least 70 cases', () => {
    const weak = Object.values(lineChecks).filter(({ by }) => by === 'printed');
    expect(lineNames().present.length - weak.length).toBeGreaterThanOrEqual(70);
  });

  it('need only lines above them', () => {
    const order = seedLines().flatMap(({ names }) => names);
    for (const [name, { needs = [] }] of Object.entries(lineChecks)) {
      for (const needed of needs)
        expect(order.indexOf(needed), `${name} needs ${needed}`).toBeGreaterThan(-1);
      const before = linesToRun(seedLines(), [name]).flatMap(({ names }) => names);
      for (const needed of needs) expect(before.indexOf(needed)).toBeLessThan(before.indexOf(name));
    }
  });

  it.each(mutations)(
    'the mutation $feature changes one place of the code, and its lines are there',
    (mutation) => {
      const source = readFileSync(join(import.meta.dirname, '..', mutation.file), 'utf8');
      expect(mutated(source, mutation)).not.toBe(source);
      for (const name of mutation.lines) expect(lineChecks).toHaveProperty(name);
    },
  );
});
