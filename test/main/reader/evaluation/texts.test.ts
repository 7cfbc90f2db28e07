import { describe, expect, it } from 'vitest';
import { inBatches, textsOf } from '../../../../main/reader/evaluation/judgeWords.ts';

const word = (name: string, page: string | null, line: number | null, position: number | null) => ({
  name,
  page,
  line,
  position,
});
const namesOf = (texts: readonly (readonly { readonly name: string }[])[]): string[][] =>
  texts.map((text) => text.map(({ name }) => name));

describe('textsOf', () => {
  it('puts the words of a page into their reading order, however they come', () => {
    const samples = [
      word('world', 'a', 0, 1),
      word('other', 'b', 0, 0),
      word('line', 'a', 1, 10),
      word('second', 'a', 1, 2),
      word('hello', 'a', 0, 0),
    ];
    expect(namesOf(textsOf(samples))).toEqual([['hello', 'world', 'second', 'line'], ['other']]);
  });

  it('leaves words alone that have no page, or a page of which one word has no place', () => {
    const samples = [
      word('loose', null, 0, 0),
      word('crop', null, 0, 1),
      word('placed', 'a', 0, 0),
      word('unplaced', 'a', 0, null),
    ];
    expect(namesOf(textsOf(samples))).toEqual([['loose'], ['crop'], ['placed'], ['unplaced']]);
  });

  it('reads a page longer than a thousand words as several texts', () => {
    const samples = Array.from({ length: 2001 }, (_, index) => word(String(index), 'a', 0, index));
    expect(textsOf(samples).map(({ length }) => length)).toEqual([1000, 1000, 1]);
  });
});

describe('inBatches', () => {
  it('keeps texts whole and the order, with at least so many words in all but the last', () => {
    const texts = [['a', 'b'], ['c'], ['d', 'e', 'f', 'g'], ['h']];
    expect(inBatches(texts, 3)).toEqual([[['a', 'b'], ['c']], [['d', 'e', 'f', 'g']], [['h']]]);
    expect(inBatches([], 3)).toEqual([]);
  });
});
