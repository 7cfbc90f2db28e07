import { LayoutGrid, List } from 'lucide-react';
import { useStore } from 'zustand';
import { SizeSlider, SortSelect } from '../common/ViewControls.tsx';
import { IconButton } from '../ui/Button.tsx';
import { searchSortSchema, type SearchSort } from '../../shared/contract/search.ts';
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
    <div className="view-controls">
      <SortSelect
        schema={searchSortSchema}
        names={sortNames}
        sort={sort}
        onChange={(changed) => {
          change({ sort: changed });
          void search.getState().refresh();
        }}
      />
      {isGrid && (
        <SizeSlider
          label="Size of results"
          size={size}
          onChange={(changed) => {
            change({ size: changed });
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
