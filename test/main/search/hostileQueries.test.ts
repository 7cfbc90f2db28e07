import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchFacets } from '../../../main/search/facets.ts';
import { search } from '../../../main/search/service.ts';
import type { WritableDatabase } from '../../../main/store/database.ts';
import { createRandom } from '../../../shared/random.ts';
import {
  searchCalls,
  searchFacetsSchema,
  searchPageSchema,
  type SearchPage,
} from '../../../shared/contract/search.ts';
import { hostileQuery } from '../../support/hostileQueries.ts';
import { addPhoto, pageOf, temporaryLibrary } from '../../support/library.ts';
import { randomPage } from '../../support/randomEdits.ts';

/** The answer to a query as it comes from outside. */
function find(db: WritableDatabase, query: string): SearchPage {
  const args = searchCalls.search.args.parse({ query, offset: 0, limit: 50 });
  return searchPageSchema.parse(search(db, args));
}

describe('bad input is answered:', () => {
  const firstWords = 'Only the first 32 words of the query were searched.';
  const firstTokens = 'Only the first 64 words and operators of the query were used.';
  const open = 'A quotation mark is not closed: “"”. All that follows it was searched as one phrase.';

  it.each<[string, string, readonly string[], readonly string[]]>([
    ['nothing', '', [], []],
    ['white space', ' \n\t ', [], []],
    ['a word of 10,000 characters', 'a'.repeat(10_000), [], []],
    ['words of 10,000 characters', 'tree '.repeat(2000), ['tree'], [firstWords]],
    ['operators of 10,000 characters', 'tree OR '.repeat(1250), ['tree'], [firstTokens]],
    ['brackets of 10,000 characters', '('.repeat(10_000), [], [firstTokens, 'A bracket is not closed: “(”.']],
    ['operators alone', 'AND OR NOT NEAR NEAR/3 - *', [], []],
    ['one operator', 'OR', [], []],
    ['a quotation mark that is not closed', '"binary tree', ['tree'], [open]],
    ['a quotation mark that is not opened', 'binary tree"', ['tree'], []],
    ['a third quotation mark', '"binary tree" "', ['tree'], [open]],
    ['a bracket that is not closed', '(binary tree', ['tree'], ['A bracket is not closed: “(”.']],
    ['a star in quotes', '"*"', [], []],
    ['a star alone', '*', [], []],
    ['an emoji', '💡', [], []],
    ['an emoji of several characters beside a word', 'tree 👩‍👩‍👧', ['tree'], []],
    ['right-to-left text', 'שלום', ['rtl'], []],
    ['right-to-left text in an override', '\u202Eשלום\u202C ', ['rtl'], []],
    ['NUL', '\0', [], []],
    ['NUL inside a word', 'tr\0ee ', ['tree'], []],
    ['half of a surrogate pair', 'tree \uD800', ['tree'], []],
    ['accents without a letter', '\u0301\u0301', [], []],
    ['SQL', `'; DROP TABLE photo; --`, [], []],
    ['syntax of FTS5', '{text alternatives} : ^binary + tree', [], []],
  ])('%s', (_, query, found, remarks) => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'tree', pageOf('a binary tree'));
    addPhoto(db, 'rtl', pageOf('שלום עולם'));
    const page = find(db, query);
    expect(page.results.map(({ photo }) => photo.name)).toEqual(found);
    expect(page.remarks).toEqual(remarks);
  });

  it('any string gives a page', () => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'one.jpg', pageOf('a b words', 'more of them here'));
    const pieces = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom('"', '*', '-', ' OR ', ' ', '\0', "'", 'words', 'more', '(', ')', ':', '^'),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        for (const { score } of find(db, parts.join('')).results) expect(score).toBeLessThanOrEqual(1);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('every word that was written is found, whatever it is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\p{L}\p{N}]{1,12}$/u), (word) => {
        const { db } = temporaryLibrary();
        addPhoto(db, 'one.jpg', pageOf(word));
        expect(find(db, `${word} `).total, word).toBe(1);
      }),
      { seed: 11, numRuns: 40 },
    );
  });
});

const words = ['kitten', 'sitting', 'the', 'of', 'binary', 'tree', "don't", 'arr.length', 'naïve', 'a', '3x'];

it('every hostile query is answered, at first sight and thoroughly', () => {
  const random = createRandom(21);
  const { db } = temporaryLibrary();
  db.pragma('synchronous = OFF');
  for (let photo = 0; photo < 12; photo += 1) addPhoto(db, `${photo}.jpg`, randomPage(random, 20));
  for (let count = 0; count < 400; count += 1) {
    const query = hostileQuery(random, words);
    for (const depth of ['quick', 'full'] as const) {
      const page = search(db, { query, offset: 0, limit: 5, depth });
      expect(searchPageSchema.safeParse(page).error, JSON.stringify(query)).toBeUndefined();
    }
    if (count % 10 === 0) {
      const facets = searchFacets(db, { query });
      expect(searchFacetsSchema.safeParse(facets).error, JSON.stringify(query)).toBeUndefined();
    }
  }
});
