import type { CallArgs } from '../../shared/contract/contract.ts';
import { weakBelow, type SearchFacets } from '../../shared/contract/search.ts';
import { filterNames } from '../../shared/queryFilters.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { listPhotoFacts } from '../store/photos/photos.ts';
import { answerQuery } from './answerQuery.ts';
import { filterTable } from './filterTable.ts';
import { rank } from './rank.ts';

/** Number of most likely photos to count. Later ones mostly match by chance. */
const mostCounted = 5000;

/** Counts the results of a query that are shown, without the weak ones, by the values of the filters that have chips. */
export function searchFacets(db: ReadableDatabase, { query }: CallArgs<'searchFacets'>): SearchFacets {
  const { matches, leaves } = answerQuery(db, query, 'full');
  const shown = rank(db, matches, leaves, { count: mostCounted }).filter(({ score }) => score >= weakBelow);
  const facts = listPhotoFacts(
    db,
    shown.map(({ photo }) => photo),
  );
  return filterNames.flatMap((of) => {
    const facets = filterTable[of].chips?.(facts);
    return facets === undefined ? [] : [{ of, facets }];
  });
}
