import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { explain, first, type Database } from '../../../main/store/database.ts';
import { postingsOf, trigramsOf } from '../../../main/store/photoIndex.ts';
import { removePhotos } from '../../../main/store/photos.ts';
import {
  photosByPhraseQuery,
  postingsQuery,
  termsByPrefixQuery,
  termsByTrigramQuery,
  termsQuery,
} from '../../../main/store/postings.ts';
import { sql, type Sql } from '../../../main/store/sql.ts';
import { addPhoto, pageOf, temporaryLibrary } from '../../support/library.ts';

describe('the queries of a search', () => {
  const queries: [string, Sql, RegExp][] = [
    ['a term', termsQuery(['cat']), /SEARCH term USING COVERING INDEX/u],
    ['a prefix', termsByPrefixQuery('ca', 10), /SEARCH term USING COVERING INDEX/u],
    [
      'near terms',
      termsByTrigramQuery('cat', 10),
      /term_trigram VIRTUAL TABLE INDEX[^]*SEARCH term USING INTEGER PRIMARY KEY/u,
    ],
    ['postings', postingsQuery([1, 2]), /SEARCH posting USING PRIMARY KEY \(term=\?\)/u],
    ['a phrase', photosByPhraseQuery(['a', 'b'], false), /photo_text VIRTUAL TABLE INDEX/u],
  ];

  it.each(queries)('use the index for %s and read no table through', (_name, query, expected) => {
    const { db } = temporaryLibrary();
    const steps = explain(db, query);
    expect(steps).toMatch(expected);
    expect(steps).not.toMatch(/SCAN (?:term|posting|word|photo)\b(?! VIRTUAL)/u);
  });
});

describe('the postings of a word', () => {
  it('file it under each run of letters, joined as well, each with the sum of its readings', () => {
    const postings = postingsOf([
      { text: "don't", confidence: 0.5 },
      { text: 'dont', confidence: 0.25 },
    ]);
    expect(Object.fromEntries(postings)).toEqual({
      don: { probability: 0.5, text: "don't" },
      t: { probability: 0.5, text: "don't" },
      dont: { probability: 0.75, text: "don't" },
    });
  });

  it('are none for a word without letters', () => {
    expect(postingsOf([{ text: '->', confidence: 1 }]).size).toBe(0);
  });

  it('leave with their photo', () => {
    const { db } = temporaryLibrary();
    const photo = addPhoto(db, 'one.jpg', pageOf('some words here'));
    removePhotos(db, [photo]);
    expect(count(db, sql`SELECT count(*) AS rows FROM posting`)).toBe(0);
    expect(count(db, sql`SELECT count(*) AS rows FROM word`)).toBe(0);
    expect(count(db, sql`SELECT count(*) AS rows FROM photo_text WHERE photo_text MATCH 'some'`)).toBe(0);
  });
});

describe('trigrams', () => {
  it('mark the edges of a term, so that a short one has some to share', () => {
    expect(trigramsOf('map')).toEqual([' ma', 'map', 'ap ']);
    expect(trigramsOf('é')).toEqual([' é ']);
  });
});

function count(db: Database, query: Sql): number | undefined {
  return first(db, z.object({ rows: z.number() }), query)?.rows;
}
