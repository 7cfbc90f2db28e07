import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance } from '../../../../shared/text.ts';
import { alignLetters, breakdownOf, chooseShown, metricsOf } from '../../../../main/ml/evaluation/metrics.ts';

const comparisons = [
  { truth: 'over', reading: 'over' },
  // One letter too many at the start: nothing stands in place.
  { truth: 'lazy', reading: 'xlazy' },
  { truth: 'I', reading: 'ink' },
  { truth: 'Été!', reading: 'ete' },
];

describe('the metrics', () => {
  it('are what their definitions say, worked out by hand', () => {
    const metrics = metricsOf(comparisons);
    // Distances 0, 1, 3, 3 over lengths 4, 4, 1, 4.
    expect(metrics.cer).toBeCloseTo(7 / 13);
    expect(metrics.wer).toBeCloseTo(3 / 4);
    expect(metrics.meanEditDistance).toBeCloseTo(7 / 4);
    expect(metrics.normalisedEditDistance).toBeCloseTo((0 + 1 / 4 + 3 + 3 / 4) / 4);
    expect(metrics.clippedAccuracy).toBeCloseTo((1 + 3 / 4 + 0 + 1 / 4) / 4);
    expect(metrics.unclippedAccuracy).toBeCloseTo((1 + 3 / 4 - 2 + 1 / 4) / 4);
    expect(metrics.positionalPrecision).toBeCloseTo((1 + 0 + 0 + 1 / 4) / 4);
    expect(metrics.fullSequencePrecision).toBeCloseTo(1 / 4);
    // Folded: over, lazy, i and ete against over, xlazy, ink and ete.
    expect(metrics.cerFolded).toBeCloseTo(3 / 12);
    expect(metrics.werFolded).toBeCloseTo(2 / 4);
  });

  it('are 0 or 1 for words that are all right', () => {
    const right = metricsOf([{ truth: 'ink', reading: 'ink' }]);
    expect(right).toMatchObject({ cer: 0, wer: 0, clippedAccuracy: 1, positionalPrecision: 1 });
  });

  it('are numbers where there is nothing to judge', () => {
    expect(Object.values(metricsOf([])).every(Number.isFinite)).toBe(true);
    expect(Object.values(metricsOf([{ truth: '!', reading: '?' }])).every(Number.isFinite)).toBe(true);
  });
});

describe('letters side by side', () => {
  it('take as many edits as the edit distance, and spell both texts', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '😀'), maxLength: 8 });
    fc.assert(
      fc.property(text, text, (truth, reading) => {
        const pairs = alignLetters({ truth, reading });
        expect(pairs.map((pair) => pair.truth).join('')).toBe(truth);
        expect(pairs.map((pair) => pair.reading).join('')).toBe(reading);
        expect(pairs.filter((pair) => pair.truth !== pair.reading)).toHaveLength(
          editDistance(truth, reading),
        );
      }),
    );
  });

  it('replace as late as they can where several alignments take as many edits', () => {
    expect(alignLetters({ truth: 'ab', reading: 'c' })).toEqual([
      { truth: 'a', reading: '' },
      { truth: 'b', reading: 'c' },
    ]);
  });

  it('say which letters are taken for which', () => {
    const { confusions, byLetter, byLength } = breakdownOf([
      { truth: 'aab', reading: 'oab' },
      { truth: 'ab', reading: 'a' },
    ]);
    expect(confusions).toContainEqual({ truth: 'a', reading: 'o', count: 1 });
    expect(confusions).toContainEqual({ truth: 'b', reading: '', count: 1 });
    expect(byLetter).toEqual([
      { letter: 'a', count: 3, right: 2 },
      { letter: 'b', count: 2, right: 1 },
    ]);
    expect(byLength).toEqual([
      { length: 2, words: 1, cer: 0.5, wer: 1 },
      { length: 3, words: 1, cer: 1 / 3, wer: 1 },
    ]);
  });
});

describe('words to look at', () => {
  const judged = (truth: string, decoder: string, confidence: number) => ({
    key: truth,
    truth,
    greedy: decoder,
    decoder,
    confidence,
    distance: editDistance(truth, decoder),
  });
  const words = [
    judged('over', 'over', 0.9),
    judged('I', 'x', 0.2),
    judged('lazy', 'lazx', 0.9),
    judged('O', '0', 0.8),
    judged('beginning', 'beginning', 0.5),
  ];

  it('are the worst, surest mistakes first, and the longest that are right', () => {
    const { worst, best, random } = chooseShown(words);
    expect(worst.map(({ truth }) => truth)).toEqual(['O', 'I', 'lazy']);
    expect(best.map(({ truth }) => truth)).toEqual(['beginning', 'over']);
    expect(random.map(({ truth }) => truth).sort()).toEqual(words.map(({ truth }) => truth).sort());
  });

  it('are 24 at random, or as many as were asked for', () => {
    const many = Array.from({ length: 60 }, (_, at) => judged(`word ${at}`, 'word', 0.5));
    expect(new Set(chooseShown(many).random).size).toBe(24);
    expect(new Set(chooseShown(many, 60).random)).toEqual(new Set(many));
  });
});
