import { describe, expect, it } from 'vitest';
import { headlineOf } from '../../../renderer/search/headline.ts';
import { type SearchPage, searchPageSchema } from '../../../shared/contract/search.ts';
import { photoFixture, hitFixture } from '../../support/photos.ts';

const result = (photo: number, score: number, hits = [score]) => ({
  photo: photoFixture(photo),
  score,
  hits: hits.map((probability, index) => hitFixture(photo * 10 + index, 'root', probability)),
  lines: [],
  stackedOn: null,
});

/** The headline of a query and its results, in one string. */
function said(
  query: string,
  results: readonly ReturnType<typeof result>[],
  {
    total = results.length,
    terms = [query],
    searched = {},
  }: { total?: number; terms?: readonly string[]; searched?: Partial<SearchPage['searched']> } = {},
): string {
  const likely = results.filter(({ score }) => score >= 0.5).length;
  const page = {
    query,
    terms,
    total,
    likely,
    respelled: [],
    similar: [],
    named: { photos: [], query, total: 0 },
    searched: { read: 39, waiting: 0, failed: 0, ...searched },
    remarks: [],
    results,
    ms: 1,
  };
  const { title, quoted, detail } = headlineOf(searchPageSchema.parse(page));
  return [title + (quoted === null ? '' : ` “${quoted}”`), detail].filter((part) => part !== '').join(' | ');
}

describe('The headline of a search', () => {
  it.each([
    ['one photo with one hit', [result(1, 1)], '1 photo | 1 hit'],
    ['hits of several photos', [result(1, 1, [1, 0.9]), result(2, 0.8)], '2 photos | 3 hits'],
    ['less likely photos', [result(1, 1), result(2, 0.3)], '1 photo | 1 less likely · 2 hits'],
    [
      'weak photos and hits, which are folded away',
      [result(1, 1, [1, 0.1]), result(2, 0.1)],
      '1 photo | 1 hit',
    ],
    [
      'photos that are not sure',
      [result(1, 0.4), result(2, 0.3)],
      'No photo surely has “root” | 2 photos may have it',
    ],
    ['one that is not sure', [result(1, 0.2)], 'No photo surely has “root” | 1 photo may have it'],
    ['weak photos alone', [result(1, 0.19), result(2, 0.01)], 'No photo has “root”'],
    ['nothing', [], 'No photo has “root”'],
  ])('says of %s what is there', (_, results, headline) => {
    expect(said('root', results)).toBe(headline);
  });

  it.each([
    [
      'none, while photos wait',
      [],
      { waiting: 214 },
      'None of the 39 photos read so far has “root” | 214 photos still to be read',
    ],
    [
      'none, after the first',
      [],
      { read: 1, waiting: 1 },
      'The one photo read so far does not have “root” | 1 photo still to be read',
    ],
    [
      'none, before the first',
      [],
      { read: 0, waiting: 9, failed: 1 },
      'No photo has been read yet | 9 photos still to be read · 1 photo could not be read',
    ],
    ['none, where some failed', [], { failed: 2 }, 'No photo has “root” | 2 photos could not be read'],
    [
      'a few, while photos wait',
      [result(1, 1)],
      { waiting: 3 },
      '1 photo | 1 hit · 3 photos still to be read',
    ],
    [
      'an unsure one, while photos wait',
      [result(1, 0.3)],
      { waiting: 3 },
      'No photo surely has “root” | 1 photo may have it · 3 photos still to be read',
    ],
    ['none, in an empty library', [], { read: 0 }, 'No photo has “root”'],
  ])('says of %s which photos it is about', (_, results, searched, headline) => {
    expect(said('root', results, { searched })).toBe(headline);
  });

  it('counts no hits of photos that are not loaded, and none of filters alone', () => {
    expect(said('root', [result(1, 1)], { total: 60 })).toBe('1 photo');
    expect(said('folder:notes', [result(1, 1, [])], { terms: [] })).toBe('1 photo');
    expect(said('root', [result(1, 0.4), result(2, 0.3)], { total: 60 })).toBe(
      'No photo surely has “root” | 2 or more photos may have it',
    );
  });

  it('names words as they were typed, and nothing else', () => {
    expect(said('red ink', [], { terms: ['red', 'ink'] })).toBe('No photo has “red ink”');
    expect(said('red -ink', [], { terms: ['red'] })).toBe('No photo has what you searched for');
    expect(said('"Red ink" ', [], { terms: ['red ink'] })).toBe('No photo has “Red ink”');
    expect(said('red OR ink', [], { terms: ['red', 'ink'] })).toBe('No photo has what you searched for');
    expect(said('folder:notes', [], { terms: [] })).toBe('No photo has what you searched for');
    expect(said('"', [], { terms: [''] })).toBe('No photo has what you searched for');
  });
});
