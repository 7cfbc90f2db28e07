import {
  type Dispatch,
  type KeyboardEvent,
  memo,
  type MouseEvent,
  type SetStateAction,
  useEffect,
} from 'react';
import { useStore } from 'zustand';
import { Check } from 'lucide-react';
import type { SampleLevel } from '../../../shared/contract/dataset.ts';
import type { HeldSample } from '../../../shared/contract/datasetContents.ts';
import { focusTile, isGridKey, moveInGrid, rowOfTile, TileRows, useTileGrid } from '../../ui/TileGrid.tsx';
import { sampleList } from '../stores.ts';
import { attempt, show } from '../../state/stores.ts';
import { formatCount } from '../../ui/format.ts';
import { layOutTiles, sampleAt, tileGap } from './sampleList.ts';
import { addSamples, noSelection, type SampleSelection, toggleSample } from './sampleSelection.ts';
import { markNames, pageNameOf, splitNames } from '../../common/names.ts';
import { SamplePicture } from '../SamplePicture.tsx';

interface SampleGridProps {
  /** The level of most samples, which decides the tile size: lines are wide, pages are high. */
  readonly level: SampleLevel;
  /** Index of the current sample. */
  readonly index: number;
  readonly selection: SampleSelection;
  readonly onMove: (index: number) => void;
  readonly onSelect: Dispatch<SetStateAction<SampleSelection>>;
  /** The person wants to edit the current sample. */
  readonly onOpen: () => void;
  readonly onExclude: () => void;
}

/** The most that can be selected at once. */
const mostSelected = 10_000;

/** A virtual grid for tens of thousands of samples. */
export function SampleGrid(props: SampleGridProps) {
  const { level, index, selection, onMove } = props;
  const list = useStore(sampleList);
  const total = list.total ?? 0;
  const grid = useTileGrid({ total, layOut: (width) => layOutTiles(width, level), overscan: 4 });
  const { scroller, rows, layout, tileRows, width, rowsPerPage, first, last } = grid;
  const { picture } = layout;

  useEffect(() => {
    if (last >= first) void sampleList.getState().need(first, last);
  }, [first, last, total]);
  useEffect(() => {
    if (width > 0) rows.scrollToIndex(rowOfTile(tileRows, index));
  }, [rows, index, tileRows, width]);

  const select = useSelecting(props);
  const onKeyDown = (event: KeyboardEvent) => {
    if (isGridKey(event.key) && !event.altKey) {
      const target = moveInGrid(index, event.key, tileRows, rowsPerPage);
      onMove(target);
      focusTile(scroller.current, target);
    } else if (!select.takeKey(event)) return;
    event.preventDefault();
  };

  return (
    <TileRows
      grid={grid}
      label="Samples"
      gap={tileGap}
      style={{ ['--picture' as string]: `${picture}px` }}
      onKeyDown={onKeyDown}
    >
      {(at) => {
        const sample = sampleAt(list, at);
        return (
          <SampleTile
            key={at}
            index={at}
            sample={sample}
            isSelected={sample !== undefined && selection.samples.has(sample.key)}
            isSelecting={selection.samples.size > 0}
            isCurrent={at === index}
            onClick={select.click}
            onFocus={onMove}
          />
        );
      }}
    </TileRows>
  );
}

/** Selecting in the grid with mouse and keyboard. */
function useSelecting({ index, selection, onMove, onSelect, onOpen, onExclude }: SampleGridProps): {
  readonly click: (index: number, event: MouseEvent) => void;
  readonly takeKey: (event: KeyboardEvent) => boolean;
} {
  const range = async (from: number, to: number) => {
    const between = sampleList.getState().between(Math.min(from, to), Math.max(from, to));
    const samples = await attempt(between);
    if (samples !== undefined) onSelect((before) => addSamples({ ...before, anchor: from }, samples));
  };
  const toggle = (at: number, isRange: boolean) => {
    const sample = sampleAt(sampleList.getState(), at);
    if (isRange && selection.anchor !== null) void range(selection.anchor, at);
    else if (sample !== undefined) onSelect(toggleSample(selection, sample, at));
  };
  const selectAll = () => {
    const total = sampleList.getState().total ?? 0;
    if (total > mostSelected) {
      show('notice', `The first ${formatCount(mostSelected)} samples are selected.`);
    }
    void range(0, Math.min(total, mostSelected) - 1);
  };

  return {
    click: (at, event) => {
      const isOnCheck = event.target instanceof Element && event.target.closest('[data-check]') !== null;
      onMove(at);
      if (event.shiftKey) toggle(at, true);
      else if (event.ctrlKey || event.metaKey || isOnCheck) toggle(at, false);
    },
    takeKey: (event) => {
      const isCommand = event.ctrlKey || event.metaKey;
      if (event.key === 'a' && isCommand) selectAll();
      else if (isCommand || event.altKey) return false;
      else if (event.key === 'Enter') onOpen();
      else if (event.key === ' ') toggle(index, event.shiftKey);
      else if (event.key === 'Delete') onExclude();
      else if (event.key === 'Escape' && selection.samples.size > 0) onSelect(noSelection);
      else return false;
      return true;
    },
  };
}

interface SampleTileProps {
  readonly index: number;
  /** Undefined while it is loading. */
  readonly sample: HeldSample | undefined;
  readonly isSelected: boolean;
  readonly isSelecting: boolean;
  readonly isCurrent: boolean;
  readonly onClick: (index: number, event: MouseEvent) => void;
  readonly onFocus: (index: number) => void;
}

const SampleTile = memo(function SampleTile(props: SampleTileProps) {
  const { index, sample, isSelected, isSelecting, isCurrent, onClick, onFocus } = props;
  const classes = ['sample-tile'];
  if (isSelected) classes.push('is-selected');
  if (isSelecting) classes.push('is-selecting');
  return (
    <div
      role="gridcell"
      className={classes.join(' ')}
      aria-selected={isSelected}
      {...(sample === undefined ? { 'aria-label': 'Loading' } : {})}
      data-index={index}
      tabIndex={isCurrent ? 0 : -1}
      onFocus={() => {
        onFocus(index);
      }}
      onClick={(event) => {
        onClick(index, event);
      }}
    >
      <div className="sample-tile-picture">
        {sample !== undefined && <SamplePicture sample={sample} />}
        <span className="tile-check" data-check aria-hidden>
          <Check size={14} strokeWidth={3} />
        </span>
      </div>
      {sample !== undefined && (
        <>
          <div className="sample-tile-text" data-mark={sample.mark} dir="auto">
            {sample.mark === 'text' ? sample.text : markNames[sample.mark]}
          </div>
          <div className="sample-tile-note">
            {sample.split !== null && (
              <span className="split-dot" data-split={sample.split} title={splitNames[sample.split]} />
            )}
            <bdi>{sample.writer ?? pageNameOf(sample) ?? sample.key}</bdi>
          </div>
        </>
      )}
    </div>
  );
});
