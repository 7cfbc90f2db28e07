import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { letterDiff } from '../../../renderer/ui/WordReading.tsx';
import { characters, editDistance } from '../../../shared/text.ts';

describe('the alignment of truth and reading', () => {
  it.each([
    ['giant', 'qiant', 'g>q iant=iant'],
    ['algorithm', 'algonthm', 'algo=algo ri>n thm=thm'],
    ['tree', 'tre', 'tre=tre e>'],
    ['ink', 'inks', 'ink=ink >s'],
    ['', 'a', '>a'],
    ['École', 'Ecole', 'É>E cole=cole'],
  ])('marks where %s was read as %s', (truth, reading, expected) => {
    const shown = letterDiff(truth, reading)
      .map((each) => `${each.truth}${each.isSame ? '=' : '>'}${each.reading}`)
      .join(' ');
    expect(shown.replaceAll(' ', '')).toBe(expected.replaceAll(' ', ''));
  });

  it('keeps both texts whole and has the fewest edits', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '😀'), maxLength: 12 });
    fc.assert(
      fc.property(text, text, (truth, reading) => {
        const stretches = letterDiff(truth, reading);
        expect(stretches.map((each) => each.truth).join('')).toBe(truth);
        expect(stretches.map((each) => each.reading).join('')).toBe(reading);
        const edits = stretches
          .filter(({ isSame }) => !isSame)
          .reduce(
            (sum, each) => sum + Math.max(characters(each.truth).length, characters(each.reading).length),
            0,
          );
        expect(edits).toBeLessThanOrEqual(editDistance(truth, reading));
      }),
    );
  });
});
