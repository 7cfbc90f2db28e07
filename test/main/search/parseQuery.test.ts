import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../main/search/parseQuery.ts';
import type { QueryNode } from '../../../main/search/query.ts';
import { onWallClock } from '../../../shared/wallClock.ts';

/** A node on one line: operators in front of what they join. */
function shown(node: QueryNode | null): string {
  switch (node?.kind) {
    case undefined:
      return '';
    case 'and':
    case 'or':
      return `${node.kind}(${node.parts.map(shown).join(' ')})`;
    case 'not':
      return `not(${shown(node.part)})`;
    case 'near':
      return `near${node.within}(${node.parts.map(shown).join(' ')})`;
    case 'phrase':
      return `"${node.words.map(shown).join(' ')}"`;
    case 'word':
      return `${node.match === 'ending' ? '*' : ''}${node.term}${{ exact: '', prefix: '*', ending: '', typing: '…' }[node.match]}`;
  }
}

describe('a query is understood as', () => {
  it.each([
    ['cat dog ', 'and(cat dog)'],
    ['cat do', 'and(cat do…)'],
    ['d', 'd'],
    ['do* cat ', 'and(do* cat)'],
    ['*garten cat ', 'and(*garten cat)'],
    ['*p *ab* "*garten" ', 'and(p ab* *garten)'],
    ['"Black Cat" ', '"black cat"'],
    ['"black ca', '"black ca…"'],
    ['"cat"', 'cat'],
    ['a1 OR b2 c3 ', 'or(a1 and(b2 c3))'],
    ['a1 AND b2 OR c3 ', 'or(and(a1 b2) c3)'],
    ['(a1 OR b2) c3 ', 'and(or(a1 b2) c3)'],
    ['cat NOT dog ', 'and(cat not(dog))'],
    ['cat -dog -"big mouse" well-known ', 'and(cat not(dog) not("big mouse") wellknown)'],
    ['cat -(dog OR mouse) ', 'and(cat not(or(dog mouse)))'],
    ['("big mouse" OR dog) cat ', 'and(or("big mouse" dog) cat)'],
    ['cat -("big mouse" OR (-"old dog" AND dog)) ', 'and(cat not(or("big mouse" and(not("old dog") dog))))'],
    ['NOT NOT cat ', 'cat'],
    ['cat NEAR dog ', 'near8(cat dog)'],
    ['cat NEAR/3 "big dog" NEAR mouse ', 'near8(cat "big dog" mouse)'],
    ['cat NEAR (dog OR mouse) ', 'and(cat or(dog mouse))'],
    ['f(x) (g(x) OR h) ', 'and(fx or(gx h))'],
    ["l'Été ", 'lete'],
    ['cat or ', 'and(cat or)'],
  ])('%j', (query, expected) => {
    expect(shown(parseQuery(query).root)).toBe(expected);
  });

  it.each([
    ['OR cat OR ', 'cat'],
    ['AND cat AND AND dog NEAR ', 'and(cat dog)'],
    ['NEAR/9 cat ', 'cat'],
    ['((((cat ', 'cat'],
    ['cat) dog) ', 'and(cat dog)'],
    ['- * " ', ''],
    ['-', ''],
    ['()', ''],
    ['-cat ', 'not(cat)'],
    ['('.repeat(300) + 'cat', 'cat…'],
  ])('%j, of which something makes no sense', (query, expected) => {
    expect(shown(parseQuery(query).root)).toBe(expected);
  });

  it('takes only so many words, and says so', () => {
    for (const count of [33, 200]) {
      const { root, remarks } = parseQuery('word '.repeat(count));
      expect(root?.kind === 'and' ? root.parts.length : 0).toBe(32);
      expect(remarks).toEqual(['Only the first 32 words of the query were searched.']);
    }
    expect(parseQuery('word '.repeat(32)).remarks).toEqual([]);
    expect(parseQuery('word OR '.repeat(100)).remarks).toEqual([
      'Only the first 64 words and operators of the query were used.',
    ]);
  });

  it('knows words beside each other, which the detector may have put together', () => {
    const { root } = parseQuery('linked list OR tree* node ');
    const parts =
      root?.kind === 'or' ? root.parts.flatMap((part) => (part.kind === 'and' ? part.parts : [])) : [];
    expect(parts.map((part) => (part.kind === 'word' ? part.joined : []))).toEqual([
      ['linkedlist'],
      ['linkedlist'],
      [],
      ['treenode'],
    ]);
  });
});

describe('a filter', () => {
  it.each([
    ['folder:"my notes"', { kind: 'folder', isExcluded: false, text: 'my notes' }],
    ['-folder:old', { kind: 'folder', isExcluded: true, text: 'old' }],
    ['date:2024', { kind: 'date', isExcluded: false, from: '2024', to: '2024' }],
    ['date:2023..2024-06', { kind: 'date', isExcluded: false, from: '2023', to: '2024-06' }],
    ['date:..2024', { kind: 'date', isExcluded: false, from: null, to: '2024' }],
    ['date:>2024-12', { kind: 'date', isExcluded: false, from: '2025-01', to: null }],
    ['date:<2024-03-01', { kind: 'date', isExcluded: false, from: null, to: '2024-02-29' }],
    ['date:>=2024', { kind: 'date', isExcluded: false, from: '2024', to: null }],
    ['before:2024', { kind: 'date', isExcluded: false, from: null, to: '2023' }],
    ['after:2024-05', { kind: 'date', isExcluded: false, from: '2024-06', to: null }],
    ['name:beach', { kind: 'name', isExcluded: false, text: 'beach' }],
    ['kind:Documents', { kind: 'kind', isExcluded: false, of: 'document' }],
    ['-language:German', { kind: 'language', isExcluded: true, language: 'german' }],
    ['labelled:yes', { kind: 'labelled', isExcluded: false, progress: ['in-work', 'done'] }],
    ['confidence:80%', { kind: 'confidence', isExcluded: false, least: 0.8 }],
    ['confidence:>0.5', { kind: 'confidence', isExcluded: false, least: 0.5 }],
    ['-confidence:80%', { kind: 'confidence', isExcluded: true, least: 0.8 }],
  ])('%j is one, and no word', (query, expected) => {
    const parsed = parseQuery(`cat ${query} `);
    expect(parsed.filters).toEqual([expected]);
    expect(shown(parsed.root)).toBe('cat');
    expect(parsed.remarks).toEqual([]);
  });

  it.each([
    ['date:soon', 'date:soon was ignored. Expected date: followed by a year, month or day'],
    [
      'language:klingon',
      'language:klingon was ignored. Expected language: followed by one of english, french, german, ' +
        'dutch, italian, spanish, portuguese',
    ],
    ['labelled:maybe', 'labelled:maybe was ignored. Expected labelled: followed by yes, no'],
    ['confidence:high', 'confidence:high was ignored. Expected confidence: followed by a share'],
  ])('%j says what was expected instead', (query, remark) => {
    const parsed = parseQuery(query);
    expect(parsed.filters).toEqual([]);
    expect(parsed.remarks).toEqual([expect.stringContaining(remark)]);
  });

  it.each([
    ['tag: lecture', [{ kind: 'collection', isExcluded: false, of: 'tag', name: 'lecture' }]],
    ['-album:  "My boards"', [{ kind: 'collection', isExcluded: true, of: 'album', name: 'My boards' }]],
    ['language: french', [{ kind: 'language', isExcluded: false, language: 'french' }]],
    ['tag: date: 2024', [{ kind: 'date', isExcluded: false, from: '2024', to: '2024' }]],
  ])('%j may have a blank after its colon', (query, filters) => {
    const parsed = parseQuery(`${query} cat `);
    expect(parsed.filters).toEqual(filters);
    expect(shown(parsed.root)).toBe('cat');
  });

  it.each(['filename:page', 'since:2024', 'title:x', '-camera:"Pixel 8"'])(
    '%j has a name that is none, and says so',
    (query) => {
      const name = /\p{L}+/u.exec(query)?.[0] ?? '';
      expect(parseQuery(query).remarks).toEqual([
        expect.stringMatching(`^“${name}:” is no filter .* Filters: folder, name, date`),
      ]);
    },
  );

  it.each(['https://a.org/x', '12:30', 'x:int', 'std::vector', 'Agenda: plan', '"title:x"', 'C:\\scans'])(
    '%j has no name of a filter',
    (query) => {
      expect(parseQuery(query).remarks).toEqual([]);
    },
  );

  it('of a day may be today or yesterday, by the wall clock of this machine', () => {
    const today = onWallClock(new Date()).slice(0, 10);
    const [only, before, since] = ['date:today', 'before:today', 'date:>=yesterday'].flatMap(
      (query) => parseQuery(query).filters,
    );
    expect(only).toEqual({ kind: 'date', isExcluded: false, from: today, to: today });
    expect(before).toMatchObject({ to: since?.kind === 'date' && since.from });
    expect(before).not.toMatchObject({ to: today });
  });

  it('alone and without a value says what follows it', () => {
    expect(parseQuery('kind:').remarks).toEqual(['kind: is followed by board, note, document or none.']);
  });

  it('that is still being typed is none yet', () => {
    expect(parseQuery('cat folder:')).toMatchObject({ filters: [], remarks: [] });
    expect(parseQuery('cat tag: ')).toMatchObject({ filters: [], remarks: [] });
  });
});
