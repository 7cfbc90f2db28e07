import { LayoutGrid, List } from 'lucide-react';
import { useStore } from 'zustand';
import { IconButton } from '../ui/Button.tsx';
import { searchSortSchema, type SearchSort } from '../../shared/contract/search.ts';
import { leastSize, mostSize } from '../state/resultView.ts';
import { resultView, search } from '../state/stores.ts';

const sortNames: Readonly<Record<SearchSort, string>> = {
  best: 'Best match',
  newest: 'Newest',
  folder: 'Folder',
};

/** Sorts the results, switches between grid and list, and sets the size of the results in the grid. */
export function ResultViewControls() {
  const { layout, size, sort, change } = useStore(resultView);
  const isGrid = layout === 'grid';
  return (
    <div className="result-view">
      <select
        aria-label="Sort by"
        value={sort}
        onChange={(event) => {
          change({ sort: searchSortSchema.parse(event.target.value) });
          void search.getState().refresh();
        }}
      >
        {searchSortSchema.options.map((option) => (
          <option key={option} value={option}>
            {sortNames[option]}
          </option>
        ))}
      </select>
      {isGrid && (
        <input
          type="range"
          aria-label="Size of results"
          min={leastSize}
          max={mostSize}
          step={20}
          value={size}
          onChange={(event) => {
            change({ size: event.target.valueAsNumber });
          }}
        />
      )}
      <IconButton
        label={isGrid ? 'Show as list' : 'Show as grid'}
        icon={isGrid ? List : LayoutGrid}
        onClick={() => {
          change({ layout: isGrid ? 'list' : 'grid' });
        }}
      />
    </div>
  );
}
