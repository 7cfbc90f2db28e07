import type { CallArgs, Serves } from '../../shared/contract/contract.ts';
import { photoIdSchema, type Photo, type PhotoId } from '../../shared/contract/photo.ts';
import type { searchCalls, SearchPage, SearchResult } from '../../shared/contract/search.ts';
import type { Database } from '../store/database.ts';
import { findPhotos } from '../store/photos.ts';
import { type Answer, answerQuery } from './answerQuery.ts';
import { searchFacets } from './facets.ts';
import { hitsOn } from './hits.ts';
import { listUnsearched, searchOverlooked, type ReadOverlooked } from './overlooked.ts';
import { rank, type RankedPhoto } from './rank.ts';

/** A photo with at least this probability counts as a result. */
const likelyScore = 0.5;

export interface SearchParts {
  readonly db: Database;
  readonly readOverlooked: ReadOverlooked;
}

export type Search = ReturnType<typeof createSearch>;

/** Answers the calls of the search (`shared/contract/search.ts`). */
export function createSearch({ db, readOverlooked }: SearchParts) {
  return {
    search: (args) => search(db, args),
    searchFacets: (args) => searchFacets(db, args),
    listUnsearched: (args) => listUnsearched(db, args),
    searchOverlooked: (args) => searchOverlooked(db, args, readOverlooked),
  } satisfies Serves<typeof searchCalls>;
}
/** Finds photos by their words, the most likely first. Any string is a valid query. */
export function search(
  db: Database,
  { query, offset, limit, depth = 'full' }: CallArgs<'search'>,
): SearchPage {
  const start = performance.now();
  const { matches, leaves, remarks, respelled } = answerQuery(db, query, depth);
  const ranked = rank(db, matches, leaves, offset + limit).slice(offset);
  let likely = 0;
  for (const score of matches.scores) if (score >= likelyScore) likely += 1;
  return {
    query,
    terms: [...new Set(leaves.map(({ term }) => term))],
    total: matches.length,
    likely,
    respelled: [...respelled],
    remarks: [...remarks],
    results: resultsOf(db, ranked, leaves),
    ms: performance.now() - start,
  };
}

/** Every photo that a query finds, in order of their ids, without hits. */
export function everyPhotoFound(db: Database, query: string): PhotoId[] {
  const { matches } = answerQuery(db, query, 'full');
  return Array.from(matches.photos, (photo) => photoIdSchema.parse(photo));
}

function resultsOf(db: Database, ranked: readonly RankedPhoto[], leaves: Answer['leaves']): SearchResult[] {
  const ids = ranked.map(({ photo }) => photoIdSchema.parse(photo));
  const photos = new Map(findPhotos(db, ids).map((photo): [number, Photo] => [photo.id, photo]));
  const hits = hitsOn(db, ids, leaves);
  return ranked.flatMap(({ photo: id, score }) => {
    const photo = photos.get(id);
    return photo === undefined ? [] : [{ photo, score: Math.min(1, score), hits: hits.get(id) ?? [] }];
  });
}
