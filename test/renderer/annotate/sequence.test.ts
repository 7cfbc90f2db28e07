import { describe, expect, it } from 'vitest';
import { extendTo } from '../../../renderer/annotate/model/sequence.ts';
import { wordIdSchema } from '../../../shared/contract/word.ts';

describe('selecting a range of words', () => {
  const [a, b, c, d, e] = [11, 12, 13, 14, 15].map((id) => wordIdSchema.parse(id)) as [Id, Id, Id, Id, Id];
  const ids = [a, b, c, d, e];

  it('takes everything between, whichever way it goes, and ends at the word that was clicked', () => {
    expect(extendTo(ids, [b], d)).toEqual([b, c, d]);
    expect(extendTo(ids, [d], b)).toEqual([d, c, b]);
  });

  it('goes on from what was selected last and keeps the rest', () => {
    expect(extendTo(ids, [a, c], e)).toEqual([a, c, d, e]);
  });

  it('is the word alone where nothing was selected', () => {
    expect(extendTo(ids, [], c)).toEqual([c]);
  });
});

type Id = ReturnType<typeof wordIdSchema.parse>;
