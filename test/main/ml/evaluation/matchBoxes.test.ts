import { describe, expect, it } from 'vitest';
import { detectionScores, matchBoxes } from '../../../../main/ml/evaluation/matchBoxes.ts';

describe('matchBoxes', () => {
  it('gives each true box one found box, the better one', () => {
    const truths = [[0, 0, 10, 10]] as const;
    const found = [
      [0, 0, 10, 8],
      [0, 0, 10, 9],
    ] as const;
    expect([...matchBoxes(found, truths)]).toEqual([[1, 0]]);
  });

  it('does not match boxes that overlap by less than half of their union', () => {
    expect(matchBoxes([[0, 0, 10, 4.9]], [[0, 0, 10, 10]]).size).toBe(0);
    expect(matchBoxes([[0, 0, 10, 5]], [[0, 0, 10, 10]]).size).toBe(1);
  });
});

describe('detectionScores', () => {
  it('counts over all pages', () => {
    const scores = detectionScores([
      // A hit, a miss.
      {
        truths: [
          [0, 0, 10, 10],
          [100, 0, 10, 10],
        ],
        ignored: [],
        found: [[0, 0, 10, 10]],
      },
      // A hit and two false alarms: one elsewhere, one the second box on a word.
      {
        truths: [[0, 0, 10, 10]],
        ignored: [],
        found: [
          [0, 0, 10, 10],
          [1, 0, 10, 10],
          [50, 50, 5, 5],
        ],
      },
    ]);
    expect(scores).toMatchObject({ hits: 2, misses: 1, falseAlarms: 2 });
    expect(scores.precision).toBeCloseTo(2 / 4);
    expect(scores.recall).toBeCloseTo(2 / 3);
    expect(scores.f1).toBeCloseTo(4 / 7);
  });

  it('neither counts nor forgives what lies half on an ignored region', () => {
    const half = detectionScores([
      { truths: [], ignored: [[0, 0, 10, 10]], found: [[5, 0, 10, 10]] },
      { truths: [[0, 0, 4, 4]], ignored: [], found: [[0, 0, 4, 4]] },
    ]);
    expect(half).toMatchObject({ hits: 1, misses: 0, falseAlarms: 0 });
    const less = detectionScores([{ truths: [], ignored: [[0, 0, 10, 10]], found: [[6, 0, 10, 10]] }]);
    expect(less.falseAlarms).toBe(1);
  });

  it('still counts a true word that lies on an ignored region', () => {
    const scores = detectionScores([
      { truths: [[2, 2, 5, 5]], ignored: [[0, 0, 10, 10]], found: [[2, 2, 5, 5]] },
    ]);
    expect(scores).toMatchObject({ hits: 1, f1: 1 });
  });
});
