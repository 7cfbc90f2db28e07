import { Toolbar } from '@base-ui/react/toolbar';
import { useState } from 'react';
import { useStore } from 'zustand';
import { photoKindSchema } from '../../shared/contract/photo.ts';
import type { Facet, SearchFacets } from '../../shared/contract/search.ts';
import { filtersOf, type FilterName } from '../../shared/queryFilters.ts';
import { useCall } from '../host/useCall.ts';
import { searchRoute } from '../state/route.ts';
import { navigation, search } from '../state/stores.ts';
import { kindTitles } from '../common/names.ts';
import { formatCount, pathParts } from '../ui/format.ts';
import { hasFilter, toggleFilter } from './queries.ts';

/** The titles of the filters that have chips. */
const titles: Partial<Record<FilterName, string>> = { folder: 'Folder', date: 'Month', kind: 'Kind' };

/**
 * Filters of the results with the photos that they leave, and those of the query. A click adds or removes a filter. They are one
 * stop of Tab: arrow keys go from chip to chip.
 */
export function FacetBar({ query }: { readonly query: string }) {
  const groups = groupsOf(useFacets(query));
  const offered = new Set(groups.flatMap(([, list]) => list.map(({ filter }) => filter)));
  const others = filtersOf(query).filter(({ text, value }) => value !== '' && !offered.has(text));
  return (
    <Toolbar.Root className="facets" aria-label="Filters">
      {groups.map(([name, list]) => (
        <div key={name} className="facet-group" role="group" aria-label={name}>
          <span className="facet-group-name" aria-hidden>
            {name}
          </span>
          {list.map((facet) => (
            <FacetButton key={facet.filter} {...facet} query={query} />
          ))}
        </div>
      ))}
      {others.map(({ text }) => (
        <FacetButton key={text} filter={text} name={text} query={query} />
      ))}
    </Toolbar.Root>
  );
}

interface KnownFacets {
  /** The query to which the facets belong. */
  readonly query: string;
  readonly facets: SearchFacets;
}

/** The old facets stay until the new ones arrive, so the pressed button keeps the focus. */
function useFacets(query: string): KnownFacets | null {
  const isSearching = useStore(search, (state) => state.isSearching);
  const answers = useStore(search, (state) => state.answers);
  const [latest, setLatest] = useState<KnownFacets | null>(null);
  const { answer } = useCall('searchFacets', isSearching ? null : { query }, { again: answers });
  if (answer !== undefined && answer !== latest?.facets) {
    setLatest({ query, facets: answer });
  }
  return latest;
}

/** A group with a single value filters nothing, so it is hidden unless that value is selected. */
function groupsOf(known: KnownFacets | null): readonly (readonly [string, readonly Facet[]])[] {
  if (known === null) return [];
  const groups = known.facets.map(({ of, facets }) => {
    const named = facets.map((facet) => ({
      ...facet,
      name: of === 'kind' ? kindTitles[photoKindSchema.catch('none').parse(facet.name)] : facet.name,
    }));
    return [titles[of] ?? of, named] as const;
  });
  return groups.filter(
    ([, list]) => list.length > 1 || list.some(({ filter }) => hasFilter(known.query, filter)),
  );
}

interface FacetButtonProps {
  readonly filter: string;
  readonly name: string;
  readonly photos?: number;
  readonly query: string;
}

function FacetButton({ filter, name, photos, query }: FacetButtonProps) {
  return (
    <Toolbar.Button
      className="facet"
      aria-pressed={hasFilter(query, filter)}
      title={name}
      onClick={() => {
        navigation.getState().navigate(searchRoute(toggleFilter(query, filter)));
      }}
    >
      <span className="facet-name">{shortened(name)}</span>
      {photos !== undefined && <span className="facet-count">{formatCount(photos)}</span>}
    </Toolbar.Button>
  );
}

/** The end of a folder's path, which distinguishes it from others. */
function shortened(name: string): string {
  const parts = pathParts(name);
  return parts.length > 2 ? `…/${parts.slice(-2).join('/')}` : name;
}
