import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useRef,
} from 'react';
import { useElementSize } from './useElementSize.ts';

/** How tiles fill the available width. */
export interface TileLayout {
  readonly columns: number;
  /** CSS pixels, including the gap below. */
  readonly rowHeight: number;
}

interface TileGridOptions<Layout extends TileLayout> {
  /** Number of tiles. */
  readonly total: number;
  /** Lays out tiles in a width in CSS pixels. */
  readonly layOut: (width: number) => Layout;
  /** Rows that are rendered beyond each edge of the visible part. */
  readonly overscan: number;
  /** Initial scroll position, CSS pixels. */
  readonly scrollTop?: () => number;
}

interface TileGrid<Layout extends TileLayout> {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly rows: Virtualizer<HTMLDivElement, Element>;
  readonly layout: Layout;
  /** CSS pixels; 0 until the window is laid out. */
  readonly width: number;
  /** Whole rows in the visible part, at least one. */
  readonly rowsPerPage: number;
  /** Indices of the first and the last rendered tile; `last < first` while there is none. */
  readonly first: number;
  readonly last: number;
}

/** A grid of any number of tiles of one size: only the rows near the visible part are rendered. */
export function useTileGrid<Layout extends TileLayout>({
  total,
  layOut,
  overscan,
  scrollTop,
}: TileGridOptions<Layout>): TileGrid<Layout> {
  const scroller = useRef<HTMLDivElement>(null);
  const { width, height, contentWidth } = useElementSize(scroller);
  const layout = layOut(contentWidth);
  const { columns, rowHeight } = layout;
  const rows = useVirtualizer<HTMLDivElement, Element>({
    count: Math.ceil(total / columns),
    // Before the layout the grid has no height, so the initial scroll position would be clamped to 0.
    enabled: width > 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    ...(scrollTop === undefined ? {} : { initialOffset: scrollTop }),
    overscan,
  });
  useEffect(() => {
    rows.measure();
  }, [rows, rowHeight]);
  const visible = rows.getVirtualItems();
  return {
    scroller,
    rows,
    layout,
    width,
    rowsPerPage: Math.max(1, Math.floor(height / rowHeight)),
    first: (visible[0]?.index ?? 0) * columns,
    last: Math.min(((visible.at(-1)?.index ?? 0) + 1) * columns, total) - 1,
  };
}

/** Focuses the tile with this `data-index`. Its row may have to be rendered first. */
export function focusTile(scroller: HTMLElement | null, index: number): void {
  let attempts = 10;
  const tryFocus = () => {
    const tile = scroller?.querySelector<HTMLElement>(`[data-index="${index}"]`);
    if (tile !== null && tile !== undefined) tile.focus({ preventScroll: true });
    else if (attempts-- > 0) requestAnimationFrame(tryFocus);
  };
  tryFocus();
}

interface TileRowsProps {
  readonly grid: TileGrid<TileLayout>;
  /** What the tiles show, for screen readers. */
  readonly label: string;
  readonly total: number;
  /** Between two tiles, CSS pixels. */
  readonly gap: number;
  readonly style?: CSSProperties;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** Renders one tile, which must have its index as `data-index`. */
  readonly children: (index: number) => ReactNode;
}

/** The rendered rows of a tile grid, in a scroll container. */
export function TileRows({ grid, label, total, gap, style, onKeyDown, children }: TileRowsProps) {
  const { scroller, rows, layout } = grid;
  const { columns } = layout;
  return (
    <div ref={scroller} className="tile-scroll">
      <div
        role="grid"
        aria-label={label}
        aria-multiselectable
        aria-rowcount={Math.ceil(total / columns)}
        aria-colcount={columns}
        className="tile-grid"
        style={{ ...style, height: rows.getTotalSize() }}
        onKeyDown={onKeyDown}
      >
        {rows.getVirtualItems().map((row) => (
          <div
            key={row.key}
            role="row"
            aria-rowindex={row.index + 1}
            className="tile-row"
            style={{
              gap,
              transform: `translateY(${row.start}px)`,
              gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
            }}
          >
            {Array.from({ length: Math.min(columns, total - row.index * columns) }, (_, column) =>
              children(row.index * columns + column),
            )}
          </div>
        ))}
      </div>
    </div>
  );
}

/** The gap between two tiles, in CSS pixels. */
export const gap = 16;
/** Room under the picture for the name and the word count. */
const caption = 44;

/**
 * As many columns as fit; pictures are 4:3.
 *
 * @param width CSS pixels
 * @param leastTile smallest width of a tile, CSS pixels
 */
export function gridLayout(width: number, leastTile: number): TileLayout {
  const columns = Math.max(1, Math.floor((width + gap) / (leastTile + gap)));
  const tile = Math.max(1, (width - gap * (columns - 1)) / columns);
  return { columns, rowHeight: Math.round((tile * 3) / 4) + caption + gap };
}

type GridKey = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End' | 'PageUp' | 'PageDown';

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
