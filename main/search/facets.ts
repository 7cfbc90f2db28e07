import { dirname } from 'node:path';
import type { CallArgs } from '../../shared/contract.ts';
import type { Facet, SearchFacets } from '../../shared/search.ts';
import { photoProgressSchema } from '../../shared/photo.ts';
import type { Database } from '../store/database.ts';
import { listPhotoFacts, type PhotoFacts } from '../store/photoFacts.ts';
import { answerQuery } from './answerQuery.ts';
import { rank } from './rank.ts';

/** Of each kind. */
const mostFacets = 8;
/** The likeliest photos that are counted: what stands behind them is mostly chance. */
const mostCounted = 5000;

/** How the photos that a query finds are spread over folders, months and the state of their labels. */
export function searchFacets(db: Database, { query }: CallArgs<'searchFacets'>): SearchFacets {
  const { matches, leaves } = answerQuery(db, query, 'full');
  const counted = rank(db, matches, leaves, mostCounted).map(({ photo }) => photo);
  const facts = listPhotoFacts(db, counted);
  return {
    folders: facetsOf(facts, ({ path }) => {
      const folder = dirname(path);
      return { filter: `folder:"${folder.replaceAll('"', '')}"`, name: folder };
    }),
    months: facetsOf(facts, ({ at }) => ({ filter: `date:${at.slice(0, 7)}`, name: at.slice(0, 7) })),
    progress: photoProgressSchema.options.flatMap((progress) => {
      const photos = facts.filter((photo) => photo.progress === progress).length;
      return photos === 0 ? [] : [{ filter: `labelled:${progress}`, name: progress, progress, photos }];
    }),
  };
}

function facetsOf(
  facts: readonly PhotoFacts[],
  facetOf: (photo: PhotoFacts) => Pick<Facet, 'filter' | 'name'>,
): Facet[] {
  const facets = new Map<string, Facet>();
  for (const photo of facts) {
    const { filter, name } = facetOf(photo);
    facets.set(filter, { filter, name, photos: (facets.get(filter)?.photos ?? 0) + 1 });
  }
  return [...facets.values()]
    .sort((a, b) => b.photos - a.photos || (a.name < b.name ? -1 : 1))
    .slice(0, mostFacets);
}
