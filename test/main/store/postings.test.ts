import { explain } from '../../support/explain.ts';
import { describe, expect, it } from 'vitest';
import type { Sql } from '../../../main/store/database.ts';
import { removePhotos } from '../../../main/store/photos/removedPhotos.ts';
import {
  byEndingQuery,
  completionsQuery,
  findPostings,
  fragmentsQuery,
  posteriorsQuery,
  neighboursQuery,
  placedWordsQuery,
  postingsByPrefixQuery,
  postingsInBlocksQuery,
  postingsQuery,
  prefixSizeQuery,
  vocabularyQuery,
} from '../../../main/store/index/postings.ts';
import { addPhoto, pageOf, readWord, reading, temporaryLibrary } from '../../support/library.ts';

describe('the queries of a search', () => {
  const places = [{ photo: 1, position: 2 }];
  const queries: [string, Sql, RegExp][] = [
    ['a term', postingsQuery('cat'), /SEARCH posting USING PRIMARY KEY \(term=\?\)/u],
    [
      'a term in some blocks',
      postingsInBlocksQuery('cat', [1]),
      /SEARCH posting USING PRIMARY KEY \(term=\? AND block=\?\)/u,
    ],
    ['a prefix', postingsByPrefixQuery('ca'), /SEARCH posting USING PRIMARY KEY \(term>\? AND term<\?\)/u],
    [
      'how much a prefix has',
      prefixSizeQuery('ca', 10),
      /SEARCH posting USING PRIMARY KEY \(term>\? AND term<\?\)/u,
    ],
    ['a trigram', fragmentsQuery('cat'), /SEARCH fragment USING PRIMARY KEY \(gram=\?\)/u],
    ['known terms', vocabularyQuery(['cat']), /SEARCH vocabulary USING PRIMARY KEY \(term=\?\)/u],
    [
      'completions',
      completionsQuery('ca', 9),
      /SEARCH vocabulary USING PRIMARY KEY \(term>\? AND term<\?\)/u,
    ],
    ['endings', byEndingQuery('ta', 9), /vocabulary_by_ending \(backwards>\? AND backwards<\?\)/u],
    ['near terms', neighboursQuery([1], 10, 1), /SEARCH neighbour USING PRIMARY KEY \(key=\?\)/u],
    ['lattices', posteriorsQuery(places), /word_by_photo[^]*SEARCH lattice USING INTEGER PRIMARY KEY/u],
    ['words', placedWordsQuery(places), /word_by_photo \(photo=\? AND position=\?\)/u],
  ];

  it.each(queries)('use the index for %s and read no table through', (_name, query, expected) => {
    const { db } = temporaryLibrary();
    const steps = explain(db, query);
    expect(steps).toMatch(expected);
    expect(steps).not.toMatch(/SCAN (?:posting|fragment|vocabulary|neighbour|word|lattice|photo)\b/u);
  });
});

describe('the postings of a photo', () => {
  it('say where each word stands, and how likely it is the term', () => {
    const { db } = temporaryLibrary();
    const box = [0, 0, 9, 9] as const;
    const [kolman, other] = [
      readWord(
        [
          ['kolman', 0.6],
          ['kalman', 0.4],
        ],
        box,
      ),
      readWord([['filter', 1]], box),
    ];
    const photo = addPhoto(db, 'one.jpg', reading([other, kolman]));
    const { photos, positions, shares, length } = findPostings(db, 'kalman');
    expect([length, photos[0], positions[0], shares[0]]).toEqual([1, photo, 1, 102]);
  });

  it('leave with it', () => {
    const { db } = temporaryLibrary();
    const photo = addPhoto(db, 'one.jpg', pageOf('some words here'));
    const stays = addPhoto(db, 'two.jpg', pageOf('some others'));
    removePhotos(db, [photo], '2026-04-01T00:00:00.000Z');
    expect(findPostings(db, 'words').length).toBe(0);
    const { photos, length } = findPostings(db, 'some');
    expect([length, photos[0]]).toEqual([1, stays]);
  });
});
