import type { Database } from '../store/database.ts';
import { findPostings, findPostingsByPrefix, listCompletions, isPrefixWithin } from '../store/postings.ts';
import { mergeAll, scaled, type Evidence } from './evidence.ts';
import type { Depth, WordSearch } from './wordSearch.ts';

/** The most places to search for a prefix. Without it, one letter would take seconds in a large library. */
interface PrefixBounds {
  /** Of the index. */
  readonly bytes: number;
  /** If too many words start with the prefix: the number of most frequent words to search, and of their places. */
  readonly terms: number;
  readonly places: number;
}

const bounds: Readonly<Record<Depth, PrefixBounds>> = {
  quick: { bytes: 60_000, terms: 100, places: 60_000 },
  full: { bytes: 1_000_000, terms: 1000, places: 600_000 },
};

/** Words with readings that start with a prefix, each with the total probability of these readings. */
export function prefixEvidence(
  db: Database,
  prefix: string,
  { depth, remark }: Omit<WordSearch, 'effort'>,
): Evidence {
  const { bytes, terms, places } = bounds[depth];
  if (isPrefixWithin(db, prefix, bytes)) {
    return scaled(findPostingsByPrefix(db, prefix), prefix, 'begins', 1);
  }
  remark(`Too many words start with “${prefix}”. Only the most frequent ones were searched.`);
  const lists: Evidence[] = [];
  let left = places;
  for (const { term } of listCompletions(db, prefix, terms)) {
    if (left <= 0) break;
    const list = scaled(findPostings(db, term), term, 'begins', 1);
    left -= list.length;
    lists.push(list);
  }
  return mergeAll(lists);
}
