import { LayoutGrid, List } from 'lucide-react';
import { useStore } from 'zustand';
import { IconButton } from '../ui/Button.tsx';
import { leastSize, mostSize } from './resultView.ts';
import { resultView } from './stores.ts';

/** Switches between grid and list, and sets the size of the results in the grid. */
export function ResultViewControls() {
  const { layout, size, change } = useStore(resultView);
  const isGrid = layout === 'grid';
  return (
    <div className="result-view">
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
