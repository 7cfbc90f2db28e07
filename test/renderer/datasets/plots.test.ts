import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alphabetOf,
  binLengths,
  layOutPlot,
  nameOfLetter,
  type Scale,
} from '../../../renderer/datasets/contents/plots.ts';

describe('columns of text lengths', () => {
  it('hold one length each if there are few', () => {
    const bins = binLengths([
      { length: 2, samples: 5 },
      { length: 4, samples: 1 },
    ]);
    expect(bins).toEqual([
      { from: 2, to: 2, samples: 5 },
      { from: 3, to: 3, samples: 0 },
      { from: 4, to: 4, samples: 1 },
    ]);
    expect(binLengths([])).toEqual([]);
  });

  it('lose no sample, and are never too many', () => {
    const lengths = fc
      .uniqueArray(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 60 })
      .map((values) => values.sort((a, b) => a - b).map((length) => ({ length, samples: 3 })));
    fc.assert(
      fc.property(lengths, (given) => {
        const bins = binLengths(given);
        expect(bins.length).toBeLessThanOrEqual(42);
        for (const { from, to, samples } of bins) {
          const held = given.filter(({ length }) => length >= from && length <= to);
          expect(samples).toBe(held.length * 3);
        }
        expect(bins.reduce((sum, { samples }) => sum + samples, 0)).toBe(given.length * 3);
      }),
    );
  });
});

describe('a plot of columns', () => {
  const names = (count: number) => Array.from({ length: count }, () => 'x');
  const plot = (values: readonly number[], scale: Scale = 'linear', width = 600) =>
    layOutPlot({ values, names: names(values.length), width, height: 180, scale });

  it.each(['linear', 'logarithmic'] as const)(
    'draws larger values higher, within the drawing (%s)',
    (scale) => {
      const values = [0, 1, 5, 40, 3999];
      const { places, bottom, ticks } = plot(values, scale);
      expect(places[0]?.y).toBe(bottom);
      for (const [index, place] of places.entries()) {
        expect(place.y).toBeGreaterThanOrEqual(0);
        if (index > 0) expect(place.y).toBeLessThanOrEqual(places[index - 1]?.y ?? 0);
      }
      expect(ticks.at(-1)?.value).toBeGreaterThanOrEqual(3999);
      expect(ticks.length).toBeLessThanOrEqual(6);
    },
  );

  it('has ticks at round numbers', () => {
    expect(plot([730]).ticks.map(({ value }) => value)).toEqual([0, 200, 400, 600, 800]);
    expect(plot([3]).ticks.map(({ value }) => value)).toEqual([0, 1, 2, 3]);
    expect(plot([20_000], 'logarithmic').ticks.map(({ value }) => value)).toEqual([
      1, 10, 100, 1000, 10_000, 100_000,
    ]);
  });

  it('grows wider than the window before its columns get too narrow', () => {
    expect(plot(Array.from({ length: 200 }, () => 1)).width).toBeGreaterThan(2000);
    expect(plot([1, 2]).width).toBe(600);
  });

  it('leaves out labels that would touch', () => {
    const values = Array.from({ length: 40 }, () => 1);
    const long = values.map((_, index) => `${index * 100}–${index * 100 + 99}`);
    const { isNamed, step } = layOutPlot({ values, names: long, width: 600, height: 180, scale: 'linear' });
    const shown = values.flatMap((_, index) => (isNamed(index) ? [index] : []));
    expect(shown.length).toBeLessThan(40);
    for (const [place, index] of shown.entries()) {
      const before = shown[place - 1];
      if (before === undefined) continue;
      const room = (index - before) * step;
      const needed = ((long[index]?.length ?? 0) + (long[before]?.length ?? 0)) * 4;
      expect(room).toBeGreaterThanOrEqual(needed);
    }
  });
});

describe('characters', () => {
  it('are always visible', () => {
    expect(nameOfLetter('é')).toBe('é');
    expect(nameOfLetter('\u0301')).toBe('◌\u0301');
    expect(nameOfLetter('\u200b')).toBe('U+200B');
    expect(nameOfLetter('\u00a0')).toBe('U+00A0');
  });

  it('make an alphabet ordered by code point', () => {
    expect(alphabetOf(['b', 'é', 'A', '!'])).toBe('!Abé');
  });
});
