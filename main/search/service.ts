import type { CallArgs, Serves } from '../../shared/contract/contract.ts';
import type { Quad } from '../../shared/geometry.ts';
import { photoIdSchema, type Photo, type PhotoId } from '../../shared/contract/photo.ts';
import {
  likelyScore,
  type savedSearchCalls,
  type searchCalls,
  type SearchPage,
  type SearchResult,
} from '../../shared/contract/search.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { countPhotos, findPhotos } from '../store/photos/photos.ts';
import { answerQuery } from './answerQuery.ts';
import { completeQuery } from './completions.ts';
import { searchFacets } from './facets.ts';
import { hitsOn, linesOf, type HitSource } from './hits.ts';
import { countLikely } from './kernels/matches.ts';
import { namedPhotos } from './namedPhotos.ts';
import { listUnsearched, searchOverlooked, type ReadOverlooked } from './overlooked.ts';
import { rank, type RankedPhoto } from './rank.ts';
import { createSavedSearches } from './savedSearches.ts';
import { similarPhotos } from './similarPhotos.ts';
import { similarWords } from './similarWords.ts';
import { stackedOn } from './stacks.ts';
import type { SharedParts } from '../store/library/sharedParts.ts';

export interface SearchParts extends SharedParts<'require'> {
  readonly readOverlooked: ReadOverlooked;
}

export type Search = ReturnType<typeof createSearch>;

/** Answers the calls of the search (`shared/contract/search.ts`). */
export function createSearch({ readOverlooked, ...parts }: SearchParts) {
  const { db } = parts;
  const calls = {
    search: (args) => search(db, args),
    completeQuery: (args) => completeQuery(db, args),
    similarPhotos: (args) => similarPhotos(db, args),
    searchFacets: (args) => searchFacets(db, args),
    listUnsearched: (args) => listUnsearched(db, args),
    ...createSavedSearches(parts),
    searchOverlooked: (args) => searchOverlooked(db, args, readOverlooked),
  } satisfies Serves<typeof searchCalls & typeof savedSearchCalls>;
  return { calls, listLikely: (query: string) => likelyPhotosFound(db, query) };
}

/** Finds photos by their words, the most likely first unless `sort` says otherwise. Any string is a valid query. */
export function search(
  db: ReadableDatabase,
  { query, offset, limit, depth = 'full', sort = 'best' }: CallArgs<'search'>,
): SearchPage {
  const start = performance.now();
  const answer = answerQuery(db, query, depth);
  const { matches, leaves, remarks, respelled, parsed } = answer;
  const likely = countLikely(matches);
  const ranked = rank(db, matches, leaves, { count: offset + limit, sort });
  const stacked = stackedOn(
    db,
    ranked.map(({ photo }) => photo),
  );
  return {
    query,
    terms: [...new Set(leaves.map(({ term }) => term))],
    total: matches.length,
    likely,
    respelled: [...respelled],
    similar: likely === 0 && depth === 'full' ? similarWords(db, query, parsed) : [],
    named: namedPhotos(db, query, { root: depth === 'full' && offset === 0 ? parsed.root : null, matches }),
    searched: {
      read: countPhotos(db, { status: 'read' }),
      waiting: countPhotos(db, { status: 'waiting' }) + countPhotos(db, { status: 'reading' }),
      failed: countPhotos(db, { status: 'failed' }),
    },
    remarks: [...remarks],
    results: resultsOf(db, ranked.slice(offset), answer).map((result) => ({
      ...result,
      stackedOn: photoIdSchema.nullable().parse(stacked.get(result.photo.id) ?? null),
    })),
    ms: performance.now() - start,
  };
}

/** Every photo that a query finds, in order of their ids, without hits. */
export function everyPhotoFound(db: ReadableDatabase, query: string): PhotoId[] {
  const { matches } = answerQuery(db, query, 'full');
  return Array.from(matches.photos, (photo) => photoIdSchema.parse(photo));
}

/** The likely results of a query, best first. */
function likelyPhotosFound(db: ReadableDatabase, query: string): PhotoId[] {
  return photosOf(rankedPhotos(db, query).filter(isLikely));
}

/** The likely results of a query, best first; every result if none is likely. */
export function bestPhotosFound(db: ReadableDatabase, query: string): PhotoId[] {
  const ranked = rankedPhotos(db, query);
  const likely = ranked.filter(isLikely);
  return photosOf(likely.length > 0 ? likely : ranked);
}

function rankedPhotos(db: ReadableDatabase, query: string): readonly RankedPhoto[] {
  const { matches, leaves } = answerQuery(db, query, 'full');
  return rank(db, matches, leaves, { count: matches.length, sort: 'best' });
}

function isLikely({ score }: RankedPhoto): boolean {
  return score >= likelyScore;
}

function photosOf(ranked: readonly RankedPhoto[]): PhotoId[] {
  return ranked.map(({ photo }) => photoIdSchema.parse(photo));
}

/** The quads of the words on photos that a query finds, in pixels of the upright photo. */
export function findHits(
  db: ReadableDatabase,
  query: string,
  photos: readonly PhotoId[],
): Map<number, Quad[]> {
  const found = Array.from(
    hitsOn(db, photos, answerQuery(db, query, 'full')),
    ([photo, hits]): [number, Quad[]] => [photo, hits.map(({ quad }) => quad)],
  );
  return new Map(found);
}

function resultsOf(
  db: ReadableDatabase,
  ranked: readonly RankedPhoto[],
  answer: HitSource,
): Omit<SearchResult, 'stackedOn'>[] {
  const ids = ranked.map(({ photo }) => photoIdSchema.parse(photo));
  const photos = new Map(findPhotos(db, ids).map((photo): [number, Photo] => [photo.id, photo]));
  const hits = hitsOn(db, ids, answer);
  const lines = linesOf(db, hits.values());
  return ranked.flatMap(({ photo: id, score }) => {
    const photo = photos.get(id);
    if (photo === undefined) return [];
    return [{ photo, score: Math.min(1, score), hits: hits.get(id) ?? [], lines: lines.get(photo.id) ?? [] }];
  });
}
