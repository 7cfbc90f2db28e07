import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance } from '../../../../shared/text.ts';
import { distanceToPart, readShares } from '../../../bench/measure/fourFifths.ts';

describe('the 80 % rule', () => {
  it('compares with the nearest part of a reading', () => {
    const text = fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(text, text, (one, other) => {
        const parts = Array.from({ length: other.length + 1 }, (_, from) =>
          Array.from({ length: other.length + 1 - from }, (__, length) => other.slice(from, from + length)),
        ).flat();
        expect(distanceToPart(one, other)).toBe(Math.min(...parts.map((part) => editDistance(one, part))));
      }),
    );
  });

  it('counts a word of which four fifths are right, at its place', () => {
    const word = (text: string, x: number) => ({ text, box: [x, 0, 40, 20] as const });
    const words = [word('Stack,', 0), word('queue', 100), word('tree', 200), word('...', 300)];
    const page = { path: 'a.jpg', page: 'a', words, ignore: [] };
    // One letter of "stack" is wrong, "queue" is part of what was read, and "tree" was read elsewhere.
    const found = [word('stock', 4), word('aqueuex', 100), word('tree', 240)];
    expect(readShares([page], new Map([['a.jpg', found]]))).toEqual({ words: 2 / 3, characters: 9 / 14 });
    expect(readShares([page], new Map())).toEqual({ words: 0, characters: 0 });
  });
});
