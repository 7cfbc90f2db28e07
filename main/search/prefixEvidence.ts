import type { Database } from '../store/database.ts';
import { findPostings, findPostingsByPrefix, listCompletions, isPrefixWithin } from '../store/postings.ts';
import { mergeAll, scaled, type Evidence } from './evidence.ts';
import type { Depth, WordSearch } from './wordSearch.ts';

/** What may be gone through under one prefix; in whole, a letter of a great library would take seconds. */
interface PrefixBounds {
  /** Of the index. */
  readonly bytes: number;
  /** Of the commonest words alone, where all that begin so are more: how many, and their places together. */
  readonly terms: number;
  readonly places: number;
}

const bounds: Readonly<Record<Depth, PrefixBounds>> = {
  quick: { bytes: 60_000, terms: 100, places: 60_000 },
  full: { bytes: 1_000_000, terms: 1000, places: 600_000 },
};

/** Words with readings that begin with a prefix, each with the probability of all these readings. */
export function prefixEvidence(
  db: Database,
  prefix: string,
  { depth, remark }: Omit<WordSearch, 'effort'>,
): Evidence {
  const { bytes, terms, places } = bounds[depth];
  if (isPrefixWithin(db, prefix, bytes)) {
    return scaled(findPostingsByPrefix(db, prefix), prefix, 'begins', 1);
  }
  remark(`Of the words that begin with “${prefix}” only the commonest are looked for: there are too many.`);
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
