import type { CallArgs } from '../../shared/contract/contract.ts';
import { photoIdSchema, type Photo, type PhotoId } from '../../shared/contract/photo.ts';
import type { SearchPage, SearchResult } from '../../shared/contract/search.ts';
import type { Database } from '../store/database.ts';
import { findPhotos } from '../store/photos.ts';
import type { Answer } from './answer.ts';
import { answerQuery } from './answerQuery.ts';
import { hitsOn } from './hits.ts';
import { rank, type RankedPhoto } from './rank.ts';

/** A photo with at least this probability counts as a result. */
const likelyScore = 0.5;

/** Finds photos by their words, the most likely first. Any string is a valid query. */
export function search(
  db: Database,
  { query, offset, limit, depth = 'full' }: CallArgs<'search'>,
): SearchPage {
  const start = performance.now();
  const { matches, leaves, remarks } = answerQuery(db, query, depth);
  const ranked = rank(db, matches, leaves, offset + limit).slice(offset);
  let likely = 0;
  for (const score of matches.scores) if (score >= likelyScore) likely += 1;
  return {
    query,
    terms: [...new Set(leaves.map(({ term }) => term))],
    total: matches.length,
    likely,
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
