import { describe, expect, it } from 'vitest';
import type { Box } from '../../../shared/geometry.ts';
import { everyPhotoFound, search } from '../../../main/search/service.ts';
import type { ReadWord } from '../../../shared/contract/word.ts';
import type { WritableDatabase } from '../../../main/store/database.ts';
import { addPhoto, pageOf, reading, readWord, temporaryLibrary } from '../../support/library.ts';
import { find, names } from '../../support/search.ts';

const box: Box = [10, 20, 80, 30];

describe('what a query finds', () => {
  function board(): WritableDatabase {
    const { db } = temporaryLibrary();
    addPhoto(db, 'plan.jpg', pageOf('Launch plan for May', 'ask the Été team'));
    addPhoto(db, 'code.jpg', pageOf("don't return arr.length", 'linked list'));
    addPhoto(db, 'list.jpg', pageOf('shopping list', 'plan B'));
    return db;
  }

  it.each(['list ', 'plan', 'pl*', 'plan OR list -shopping', 'folder:photos', 'date:2020', ''])(
    'for %j, the same photos whether they are shown or are all wanted at once',
    (query) => {
      const db = board();
      const shown = find(db, query).results.map(({ photo }) => photo.id);
      expect(everyPhotoFound(db, query)).toEqual(shown.sort((a, b) => a - b));
    },
  );

  it('all words of it', () => {
    const db = board();
    expect(names(find(db, 'list '))).toEqual(['list.jpg', 'code.jpg']);
    expect(names(find(db, 'plan list '))).toEqual(['list.jpg']);
  });

  it('either side of OR, which binds loosest', () => {
    expect(names(find(board(), 'launch OR linked list ')).sort()).toEqual(['code.jpg', 'plan.jpg']);
  });

  it('a phrase, across the end of a line too', () => {
    const db = board();
    expect(names(find(db, '"linked list"'))).toEqual(['code.jpg']);
    expect(names(find(db, '"list plan"'))).toEqual(['list.jpg']);
    expect(names(find(db, '"list linked"'))).toEqual([]);
  });

  it.each([
    ['"tom & jerry"', 'Tom & Jerry'],
    ['"x = 42"', 'x = 42'],
    ['"tom jerry"', 'Tom — & Jerry'],
  ])('a phrase, over signs that have no term: %s', (query, page) => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'one.jpg', pageOf(page));
    expect(names(find(db, query))).toEqual(['one.jpg']);
    expect(find(db, query).results[0]?.score).toBe(1);
  });

  it('a phrase, over what may be a sign, as probably as it is one', () => {
    const { db } = temporaryLibrary();
    const readings = [
      ['&', 0.6],
      ['8', 0.3],
    ] as const;
    const [tom, and, jerry] = [
      readWord([['Tom', 1]], box),
      readWord(readings, box),
      readWord([['Jerry', 1]], box),
    ];
    addPhoto(db, 'one.jpg', reading([tom, and, jerry]));
    expect(find(db, '"tom & jerry"').results[0]?.score).toBeCloseTo(0.6, 2);
  });

  it('no phrase over a word that nobody has read', () => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'one.jpg', reading(['Tom', '', 'Jerry'].map((text) => readWord([[text, 1]], box))));
    expect(names(find(db, '"tom jerry"'))).toEqual([]);
  });

  it.each([
    ['city NEAR/1 "new york"', true],
    ['"new york" NEAR/1 city ', true],
    ['city NEAR/1 new ', false],
    ['city NEAR/2 new ', true],
    ['"new york" NEAR york ', false],
    ['city NEAR "new york" NEAR york ', false],
  ])('what is near each other, of phrases as far as they reach: %s', (query, isFound) => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'one.jpg', pageOf('new york city'));
    expect(find(db, query).total).toBe(isFound ? 1 : 0);
  });

  it('nothing that a minus leaves out', () => {
    expect(names(find(board(), 'plan -shopping'))).toEqual(['plan.jpg']);
    expect(names(find(board(), 'plan -"launch plan"'))).toEqual(['list.jpg']);
    expect(names(find(board(), '-plan'))).toEqual(['code.jpg']);
    expect(names(find(board(), 'NOT list NOT launch '))).toEqual([]);
    expect(find(board(), '-nowhere').total).toBe(3);
  });

  it('words that begin with a prefix', () => {
    const db = board();
    expect(names(find(db, 'shop* '))).toEqual(['list.jpg']);
    expect(names(find(db, 'shop '))).toEqual([]);
  });

  it('words that begin with a prefix, however many do, or says so', () => {
    const { db } = temporaryLibrary();
    db.pragma('synchronous = OFF');
    for (let page = 0; page < 16; page += 1) {
      const words = Array.from({ length: 1000 }, (_, index) => `a${page * 1000 + index}`);
      addPhoto(db, `${page}.jpg`, pageOf(words.join(' ')));
    }
    addPhoto(db, 'last.jpg', pageOf('azimuth'));
    const [quick, full] = (['quick', 'full'] as const).map((depth) =>
      search(db, { query: 'a* ', offset: 0, limit: 50, depth }),
    );
    expect([full?.total, full?.remarks]).toEqual([17, []]);
    expect(quick?.remarks).toEqual([expect.stringContaining('Too many words start with “a”')]);
    expect(quick?.total).toBeGreaterThan(0);
  });

  it('words that go on from the last one while it is typed', () => {
    expect(names(find(board(), 'plan shopp'))).toEqual(['list.jpg']);
    expect(names(find(board(), '"shopping li'))).toEqual(['list.jpg']);
  });

  it('the most frequent word that goes on from a typed beginning first', () => {
    const { db } = temporaryLibrary();
    for (let count = 0; count < 3; count += 1) addPhoto(db, `governor ${count}.jpg`, pageOf('governor'));
    addPhoto(db, 'govern.jpg', pageOf('govern'));
    expect(names(find(db, 'gove')).at(-1)).toBe('govern.jpg');
    expect(names(find(db, 'govern'))[0]).toBe('govern.jpg');
  });

  it('accents, case and signs left out or put in', () => {
    const db = board();
    expect(names(find(db, 'ETE '))).toEqual(['plan.jpg']);
    expect(names(find(db, 'été '))).toEqual(['plan.jpg']);
    expect(names(find(db, 'dont '))).toEqual(['code.jpg']);
    expect(names(find(db, 'don’t '))).toEqual(['code.jpg']);
    expect(names(find(db, 'arr.length '))).toEqual(['code.jpg']);
  });

  it.each(['"STRASSE"', '"straße"', '"STRAẞE"', '"coeur"', '"CŒUR"', '"aerø"', '"aero"', 'ΟΔΟΣ* '])(
    'letters that case or a ligature writes in another way: %s',
    (query) => {
      const { db } = temporaryLibrary();
      addPhoto(db, 'one.jpg', pageOf('Straße cœur Ærø οδοστρωμα'));
      expect(find(db, query).results.map(({ score }) => score)).toEqual([1]);
    },
  );

  it.each([
    ['smorrebrod ', 'smørrebrød', 1],
    ['Lodz ', 'Łódź', 1],
    ['Thor ', 'Þór', 1],
    ['Mueller ', 'Müller', 0.9],
    ['Müller ', 'Mueller', 0.9],
    ['Soeren ', 'Søren', 0.9],
    ['Århus ', 'Aarhus', 0.9],
    ['"gruene tomaten"', 'grüne Tomaten', 0.9],
    ['❤ ', '❤️', 1],
    ['❤️ ', '❤', 1],
    ['☑ ', '☑', 1],
    ['→ ', '→', 1],
    ['½ ', '1/2', 1],
    ['1/2 ', '½', 1],
    ['कमला ', 'कमला', 1],
  ])('%j in a word that is confirmed as %j', (query, text, least) => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'one.jpg', pageOf(text));
    addPhoto(db, 'two.jpg', pageOf('12:30 कमल ก็'));
    const [first, ...others] = find(db, query).results;
    expect(first?.photo.name).toBe('one.jpg');
    expect(first?.score).toBeGreaterThanOrEqual(least - 0.01);
    expect(others.filter(({ score }) => score > 0.5)).toEqual([]);
  });

  it.each(['-5', '-draft', '- draft -'])('%j says when it wants nothing but exclusions', (query) => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'one.jpg', pageOf('−5 plan'));
    const remarks = query.startsWith('- ') ? [] : [expect.stringContaining(`write it in quotes: "${query}"`)];
    expect(find(db, query).remarks).toEqual(remarks);
    expect(find(db, `plan ${query}`).remarks).toEqual([]);
  });

  it('a word as it is spelled before one with its letters transcribed', () => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'ue.jpg', pageOf('Mueller'));
    addPhoto(db, 'umlaut.jpg', pageOf('Müller'));
    addPhoto(db, 'plain.jpg', pageOf('Muller'));
    expect(names(find(db, 'Mueller '))).toEqual(['ue.jpg', 'umlaut.jpg']);
    expect(names(find(db, 'Müller ')).at(-1)).toBe('ue.jpg');
  });

  it('each spelling of a word for itself, beside another of the same letters', () => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'one.jpg', pageOf('arr length'));
    const query = 'arrlength OR arr.length ';
    expect(search(db, { query, offset: 0, limit: 1, depth: 'quick' }).total).toBe(1);
  });
});

describe('what NOT leaves a photo out for', () => {
  it.each([
    ['a word that it only begins', 'agenda NOT cat', 'agenda category'],
    ['two words that spell it together', 'agenda -keyboard', 'agenda key board'],
    ['a word that it may be misspelt for', 'agenda -recieve ', 'agenda receive'],
    ['a word of which none stands there, in a group', 'plan AND (NOT draft AND NOT old)', 'plan ahead'],
    ['one of two that are left out together', 'plan (NOT ahead OR NOT old) ', 'plan ahead'],
    ['a word of which none stands there, where filters alone want something', 'folder:photos -draft', 'plan'],
  ])('is not %s', (_, query, page) => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'one.jpg', pageOf(page));
    expect(find(db, query).total).toBe(1);
  });

  it.each([
    ['a word that it holds', 'agenda NOT cat', 'agenda cat'],
    ['a word that begins with its prefix', 'agenda -cat* ', 'agenda category'],
    ['its phrase', 'agenda -"cat food', 'agenda cat food'],
    ['words near each other', 'agenda NOT (cat NEAR food)', 'agenda cat food'],
    ['one word of a group of NOTs', 'plan AND (NOT draft AND NOT old)', 'old plan'],
    ['both of two that are left out together', 'plan (NOT ahead OR NOT old) ', 'old plan ahead'],
    ['a word of a photo that filters alone want', 'folder:photos -draft', 'plan draft'],
  ])('is %s', (_, query, page) => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'one.jpg', pageOf(page));
    expect(find(db, query).total).toBe(0);
  });

  it('is what more likely than not stands there, not what only may', () => {
    const { db } = temporaryLibrary();
    const agenda = readWord([['agenda', 1]], [10, 20, 80, 30]);
    const readings = [
      ['cot', 0.7],
      ['cat', 0.25],
    ] as const;
    addPhoto(db, 'one.jpg', reading([agenda, readWord(readings, [100, 20, 80, 30])]));
    expect(find(db, 'agenda -cat').total).toBe(1);
    expect(find(db, 'agenda -cot').total).toBe(0);
  });
});

describe('of photos that are equally likely, the first is the one', () => {
  function written(text: string, height: number, left = 0): ReadWord {
    return readWord([[text, 1]], [left, 0, 90, height]);
  }
  const far = Array.from({ length: 20 }, (_, index) => written(`word${index}`, 40, 100 + index));

  it.each([
    ['with more hits', 'plan ', [written('plan', 40), written('plan', 40, 100)], [written('plan', 40)]],
    ['with larger writing', 'plan ', [written('plan', 80)], [written('plan', 40)]],
    [
      'with the words near each other',
      'plan budget ',
      [written('plan', 40), written('budget', 40, 100), ...far],
      [written('plan', 80), ...far, written('budget', 80, 900)],
    ],
  ])('%s', (_, query, first, other) => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'first.jpg', reading(first));
    // Newer photos would be first otherwise.
    addPhoto(db, 'other.jpg', reading(other));
    expect(names(find(db, query))).toEqual(['first.jpg', 'other.jpg']);
  });
});

describe('paging', () => {
  it('gives every photo once, in the same order', () => {
    const { db } = temporaryLibrary();
    for (let index = 0; index < 60; index += 1) {
      addPhoto(db, `${index}.jpg`, reading([readWord([['same', 1]], [0, 0, 90, 40 + ((7 * index) % 50)])]));
    }
    const pages = [0, 20, 40].map((offset) => search(db, { query: 'same ', offset, limit: 20 }));
    expect(pages.map(({ total }) => total)).toEqual([60, 60, 60]);
    expect(new Set(pages.flatMap(names)).size).toBe(60);
    expect(pages.flatMap(names)).toEqual(names(search(db, { query: 'same ', offset: 0, limit: 60 })));
  });
});

describe('text of a script without spaces', () => {
  it('is found by a part of what stands in a box, also over two boxes, and not by the same characters elsewhere', () => {
    const { db } = temporaryLibrary();
    const [notes] = ['機械学習入門', '学校 機器 習字', '機械 学習'].map((text, index) =>
      addPhoto(db, `${index}.jpg`, pageOf(text)),
    );
    const found = (query: string) =>
      search(db, { query, offset: 0, limit: 10 })
        .results.filter(({ score }) => score > 0.5)
        .map(({ photo }) => photo.name)
        .sort();
    expect(found('機械')).toEqual(['0.jpg', '2.jpg']);
    expect(found('械学習入')).toEqual(['0.jpg']);
    expect(found('学習')).toEqual(['0.jpg', '2.jpg']);
    for (const query of ['機', '械', '習']) expect(found(query), query).toContain('0.jpg');
    expect(found('門')).toEqual(['0.jpg']);
    const [best] = search(db, { query: '学習入門', offset: 0, limit: 10 }).results;
    expect(best?.photo.id).toBe(notes);
    expect(new Set(best?.hits.map(({ text }) => text))).toEqual(new Set(['機械学習入門']));
  });
});
