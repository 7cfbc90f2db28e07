import type { Completion } from '../../shared/contract/search.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { answerOnce } from './answerQuery.ts';
import { nearTerms } from './correction.ts';
import { countLikely } from './kernels/matches.ts';
import type { Query } from './query.ts';

const mostSimilar = 4;

/**
 * What a query of one word may be in its place: with words of the library that are near to it, the nearest first, each with
 * the number of photos that have it. Nothing for other queries.
 */
export function similarWords(db: ReadableDatabase, query: string, { root }: Query): Completion[] {
  if (root?.kind !== 'word') return [];
  const { term, text } = root;
  return nearTerms(db, term)
    .filter((near) => near.term !== term)
    .slice(0, mostSimilar)
    .map((near) => query.replace(text, () => near.term))
    .map((near) => ({ query: near, photos: countLikely(answerOnce(db, `${near} `, 'quick').matches) }))
    .filter((near) => near.query !== query && near.photos > 0);
}
