import type { TileLayout } from './useTileGrid.ts';

/** Smallest width of a tile, and the gap between two tiles, in CSS pixels. */
const leastTile = 184;
export const gap = 16;
/** Room under the picture for the name and the word count. */
const caption = 44;

/** As many columns as fit; pictures are 4:3. */
export function gridLayout(width: number): TileLayout {
  const columns = Math.max(1, Math.floor((width + gap) / (leastTile + gap)));
  const tile = Math.max(1, (width - gap * (columns - 1)) / columns);
  return { columns, rowHeight: Math.round((tile * 3) / 4) + caption + gap };
}

export type GridKey =
  'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End' | 'PageUp' | 'PageDown';

const gridKeys: readonly string[] = [
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'PageUp',
  'PageDown',
] satisfies readonly GridKey[];

export function isGridKey(key: string): key is GridKey {
  return gridKeys.includes(key);
}

/** The index that a key moves to from `index`, within 0..count-1. `page`: rows on screen. */
export function moveInGrid(
  index: number,
  key: GridKey,
  columns: number,
  count: number,
  page: number,
): number {
  const last = Math.max(0, count - 1);
  const target = {
    ArrowLeft: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index - columns,
    ArrowDown: index + columns,
    Home: 0,
    End: last,
    PageUp: index - columns * page,
    PageDown: index + columns * page,
  }[key];
  // Up in the first row and down in the last row do not move, instead of jumping sideways.
  if (key === 'ArrowUp' && target < 0) return index;
  if (key === 'ArrowDown' && target > last) {
    return Math.floor(index / columns) < Math.floor(last / columns) ? last : index;
  }
  return Math.min(Math.max(target, 0), last);
}
