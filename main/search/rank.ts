import type { SearchSort } from '../../shared/contract/search.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { findWordHeights } from '../store/index/postings.ts';
import type { Answer } from './answerQuery.ts';
import { matchAt, type Matches } from './kernels/matches.ts';
import { likeliest } from './kernels/ranking.ts';
import { photoTimes } from './photoTimes.ts';
import { nearWords } from './query.ts';
import { sortMatches } from './sortMatches.ts';

export interface RankedPhoto {
  readonly photo: number;
  readonly score: number;
}

/**
 * The most likely photos first; among equal ones those with all words near each other, then those with more hits in larger
 * writing, then the newest. What each of these contributes is in NOTEBOOK.md, "Search".
 *
 * @param count the number of first photos to return
 * @param sort another order
 */
export function rank(
  db: ReadableDatabase,
  matches: Matches,
  leaves: Answer['leaves'],
  { count, sort = 'best' }: { readonly count: number; readonly sort?: SearchSort },
): RankedPhoto[] {
  const order =
    sort === 'best'
      ? likeliest(matches, leaves, count, {
          times: (photos) => {
            const times = photoTimes(db, photos);
            return (photo) => times[photo] ?? 0;
          },
          heights: (places) => findWordHeights(db, places),
          near: nearWords,
        })
      : sortMatches(db, matches, sort, count);
  return order.map((index) => matchAt(matches, index));
}
