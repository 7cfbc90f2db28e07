import { useStore } from 'zustand';
import type { Facet } from '../../shared/search.ts';
import { house } from '../bridge.ts';
import { navigation, search } from '../stores.ts';
import { formatCount } from '../ui/format.ts';
import { pathParts } from '../ui/pathParts.ts';
import { useAnswer } from '../ui/useAnswer.ts';
import { filtersOf, hasFilter, toggleFilter } from './queryFilters.ts';

const progressNames = {
  new: 'not read',
  read: 'not labelled',
  'in-work': 'labelling begun',
  done: 'labelled',
};

/** How the answer is spread over folders, months and labels; each narrows it, and once more lets go. */
export function FacetBar({ query, total }: { readonly query: string; readonly total: number }) {
  const isSearching = useStore(search, (state) => state.isSearching);
  const { answer: facets } = useAnswer(
    isSearching ? 'none' : `of ${query}`,
    async () => (isSearching ? null : await house.searchFacets({ query })),
    total,
  );
  const groups: readonly (readonly [string, readonly Facet[]])[] = [
    ['Folder', facets?.folders ?? []],
    ['Month', facets?.months ?? []],
    ['Labels', (facets?.progress ?? []).map((facet) => ({ ...facet, name: progressNames[facet.progress] }))],
  ];
  const offered = new Set(groups.flatMap(([, list]) => list.map(({ filter }) => filter)));
  const others = filtersOf(query).filter((filter) => !offered.has(filter));
  return (
    <div className="facets" role="group" aria-label="Narrow the search">
      {groups.map(([name, list]) => (
        <FacetGroup key={name} name={name} facets={list} query={query} />
      ))}
      {others.map((filter) => (
        <FacetButton key={filter} filter={filter} name={filter} query={query} />
      ))}
    </div>
  );
}

interface FacetGroupProps {
  readonly name: string;
  readonly facets: readonly Facet[];
  readonly query: string;
}

/** Where all photos are alike there is nothing to choose, unless it was chosen. */
function FacetGroup({ name, facets, query }: FacetGroupProps) {
  if (facets.length < 2 && !facets.some(({ filter }) => hasFilter(query, filter))) return null;
  return (
    <div className="facet-group" role="group" aria-label={name}>
      <span className="facet-group-name" aria-hidden>
        {name}
      </span>
      {facets.map((facet) => (
        <FacetButton key={facet.filter} {...facet} query={query} />
      ))}
    </div>
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
    <button
      type="button"
      className="facet"
      aria-pressed={hasFilter(query, filter)}
      title={name}
      onClick={() => {
        navigation.getState().navigate({ screen: 'search', query: toggleFilter(query, filter) });
      }}
    >
      <span className="facet-name">{shortened(name)}</span>
      {photos !== undefined && <span className="facet-count">{formatCount(photos)}</span>}
    </button>
  );
}

/** Of a folder's path its end, which tells it from others. */
function shortened(name: string): string {
  const parts = pathParts(name);
  return parts.length > 2 ? `…/${parts.slice(-2).join('/')}` : name;
}
