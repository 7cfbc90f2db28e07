import { describe, expect, it } from 'vitest';
import { extendTo } from '../../../renderer/annotate/model/order.ts';
import { wordIdSchema } from '../../../shared/contract/word.ts';

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

type Id = ReturnType<typeof wordIdSchema.parse>;
