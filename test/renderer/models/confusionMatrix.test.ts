import { describe, expect, it } from 'vitest';
import { confusionMatrix, describeConfusion } from '../../../renderer/models/evaluation/metrics.ts';

const confusions = [
  { truth: 'e', reading: 'e', count: 290 },
  { truth: 'e', reading: 'c', count: 12 },
  { truth: 'l', reading: '', count: 8 },
  { truth: 'c', reading: 'c', count: 90 },
  { truth: '', reading: '.', count: 5 },
  { truth: 'x', reading: 'y', count: 1 },
];

describe('the confusion matrix', () => {
  it('shows the most confused characters in order, and ∅ last', () => {
    const { letters, counts, totals, mostMistaken } = confusionMatrix(confusions, 3);
    expect(letters).toEqual(['c', 'e', 'l', '']);
    expect(counts[1]).toEqual([12, 290, 0, 0]);
    expect(counts[2]?.[3]).toBe(8);
    expect(totals[1]).toBe(302);
    expect(mostMistaken).toBe(12);
  });

  it('contains only ∅ if there are no mistakes', () => {
    expect(confusionMatrix([{ truth: 'a', reading: 'a', count: 3 }], 10).letters).toEqual(['']);
  });

  it('is described in words', () => {
    expect(describeConfusion('e', 'c', 12, 302)).toBe('“e” was read as “c” 12 times, 4.0 % of all.');
    expect(describeConfusion('l', '', 1, 8)).toBe('“l” was missed once, 12.5 % of all.');
    expect(describeConfusion('', '.', 5, 5)).toBe('“.” was added 5 times.');
    expect(describeConfusion('e', 'e', 290, 302)).toContain('read correctly 290 times');
  });
});
