import { describe, expect, it } from 'vitest';
import { labelsOf } from '../../../renderer/annotate/model/labels.ts';
import { countDone, extendTo, moveBlock } from '../../../renderer/annotate/model/order.ts';
import { wordIdSchema } from '../../../shared/contract/word.ts';
import { word } from './words.ts';

describe('selecting a range of words', () => {
  const [a, b, c, d, e] = [11, 12, 13, 14, 15].map((id) => wordIdSchema.parse(id)) as [Id, Id, Id, Id, Id];
  const ids = [a, b, c, d, e];

  it('selects everything between, in both directions, and ends at the clicked word', () => {
    expect(extendTo(ids, [b], d)).toEqual([b, c, d]);
    expect(extendTo(ids, [d], b)).toEqual([d, c, b]);
  });

  it('continues from the word selected last and keeps the rest', () => {
    expect(extendTo(ids, [a, c], e)).toEqual([a, c, d, e]);
  });

  it('is just the word if nothing was selected', () => {
    expect(extendTo(ids, [], c)).toEqual([c]);
  });
});

describe('moving a block of the text', () => {
  /** Three blocks of two lines, one word each; blocks stand far apart. */
  const places = [0, 40, 300, 340, 600, 640];
  const labels = labelsOf({
    words: places.map((y, line) => word(line + 1, `word${String(line)}`, [0, y, 120, 24], { line })),
  });
  const moved = (ids: readonly number[], step: 'up' | 'down', from = labels): number[] =>
    moveBlock(
      from,
      ids.map((number) => wordIdSchema.parse(number)),
      step,
    ).map(([first]) => Number(first));

  it('puts it before the block above it, or after the one below, as a whole', () => {
    expect(moved([4], 'up')).toEqual([3, 4, 1, 2, 5, 6]);
    expect(moved([3], 'down')).toEqual([1, 2, 5, 6, 3, 4]);
    expect(moved([1], 'up')).toEqual([1, 2, 3, 4, 5, 6]);
    expect(moved([6], 'down')).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('moves the lines of several words: part of a block, or several blocks', () => {
    expect(moved([2, 3, 4], 'down')).toEqual([1, 5, 6, 2, 3, 4]);
    expect(moved([2, 3], 'up')).toEqual([2, 3, 1, 4, 5, 6]);
  });
});

describe('the count of confirmed words', () => {
  it('leaves out what the model took for no text, and counts what a person marked', () => {
    const labels = labelsOf({
      words: [
        word(1, 'read', [0, 0, 10, 10]),
        word(2, 'confirmed', [20, 0, 10, 10], { source: 'human' }),
        word(3, '', [40, 0, 10, 10], { mark: 'not-text' }),
        word(4, '', [60, 0, 10, 10], { mark: 'not-text', source: 'human' }),
      ],
    });
    expect(countDone(labels)).toEqual({ done: 2, total: 3 });
  });
});

type Id = ReturnType<typeof wordIdSchema.parse>;
