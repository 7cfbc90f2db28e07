import { describe, expect, it } from 'vitest';
import { parseQuery, type Clause } from '../../../main/search/parseQuery.ts';

function shown(clause: Clause): string {
  return `${clause.kind} ${clause.term} ${clause.match}`;
}

function required(query: string): string[][] {
  return parseQuery(query).map((group) => group.required.map(shown));
}

describe('a query is understood as', () => {
  it.each([
    ['cat dog ', [['word cat exact', 'word dog exact']]],
    ['cat do', [['word cat exact', 'word do typing']]],
    ['d', [['word d exact']]],
    ['do* cat ', [['word do prefix', 'word cat exact']]],
    ['"Black Cat" ', [['phrase black cat exact']]],
    ['"black ca', [['phrase black ca typing']]],
    ['a1 OR b2 c3 ', [['word a1 exact'], ['word b2 exact', 'word c3 exact']]],
    ['OR cat OR ', [['word cat exact']]],
    ['cat or ', [['word cat exact', 'word or exact']]],
    ["l'Été ", [['word lete exact']]],
    ['- * " ', []],
    ['-cat ', []],
  ])('%j', (query, expected) => {
    expect(required(query)).toEqual(expected);
  });

  it('leaves out what has a minus in front, words and phrases', () => {
    const [group] = parseQuery('cat -dog -"big mouse" well-known ');
    expect(group?.excluded.map(shown)).toEqual(['word dog exact', 'phrase big mouse exact']);
    expect(group?.required.map(shown)).toEqual(['word cat exact', 'word wellknown exact']);
  });

  it('takes only so many words', () => {
    expect(parseQuery('word '.repeat(200))[0]?.required).toHaveLength(32);
  });
});
