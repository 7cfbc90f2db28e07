import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useMemo,
  useRef,
} from 'react';
import { useElementSize } from './useElementSize.ts';

/** How tiles fill the available width. */
export interface TileLayout {
  readonly columns: number;
  /** CSS pixels, including the gap below. */
  readonly rowHeight: number;
}

/** Tiles under one heading. */
export interface TileGroup {
  readonly title: string;
  readonly count: number;
}

export interface TileRow {
  /** Index of its first tile. */
  readonly first: number;
  readonly count: number;
  /** The group that begins with this row, whose heading is above it. */
  readonly group: TileGroup | null;
}

interface TileGridOptions<Layout extends TileLayout> {
  readonly total: number;
  /** Where tiles stand under headings: the groups, in order. They should keep their identity between renders. */
  readonly groups?: readonly TileGroup[];
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
  readonly tileRows: readonly TileRow[];
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
  groups,
  layOut,
  overscan,
  scrollTop,
}: TileGridOptions<Layout>): TileGrid<Layout> {
  const scroller = useRef<HTMLDivElement>(null);
  const { width, height, contentWidth } = useElementSize(scroller);
  const layout = layOut(contentWidth);
  const { columns, rowHeight } = layout;
  const tileRows = useMemo(() => rowsOf(total, columns, groups), [total, columns, groups]);
  const rows = useVirtualizer<HTMLDivElement, Element>({
    count: tileRows.length,
    // Before the layout the grid has no height, so the initial scroll position would be clamped to 0.
    enabled: width > 0,
    getScrollElement: () => scroller.current,
    estimateSize: (row) => rowHeight + (tileRows[row]?.group == null ? 0 : headingHeight),
    ...(scrollTop === undefined ? {} : { initialOffset: scrollTop }),
    overscan,
  });
  useEffect(() => {
    rows.measure();
  }, [rows, rowHeight, tileRows]);
  const visible = rows.getVirtualItems();
  const lastRow = tileRows[visible.at(-1)?.index ?? -1];
  return {
    tileRows,
    scroller,
    rows,
    layout,
    width,
    rowsPerPage: Math.max(1, Math.floor(height / rowHeight)),
    first: tileRows[visible[0]?.index ?? 0]?.first ?? 0,
    last: lastRow === undefined ? -1 : lastRow.first + lastRow.count - 1,
  };
}

/** Height of a heading above a row, CSS pixels. */
const headingHeight = 44;

/**
 * The rows of a grid. Each group begins a row. Groups that are counted at another moment than the tiles may hold more or fewer:
 * the last one takes what is left.
 */
export function rowsOf(total: number, columns: number, groups: readonly TileGroup[] = []): TileRow[] {
  const rows: TileRow[] = [];
  const fill = (from: number, to: number, group: TileGroup | null): void => {
    for (let first = from; first < to; first += columns) {
      rows.push({ first, count: Math.min(columns, to - first), group: first === from ? group : null });
    }
  };
  let first = 0;
  for (const [index, group] of groups.entries()) {
    const end = index === groups.length - 1 ? total : Math.min(total, first + group.count);
    fill(first, end, group);
    first = end;
  }
  fill(first, total, null);
  return rows;
}

/** The row of a tile; 0 if there is none. */
export function rowOfTile(rows: readonly TileRow[], index: number): number {
  let [low, high] = [0, rows.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((rows[middle]?.first ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
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
  /** Between two tiles, CSS pixels. */
  readonly gap: number;
  readonly style?: CSSProperties;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** Renders the heading of a group whose first tile has this index. */
  readonly heading?: (group: TileGroup, first: number) => ReactNode;
  /** Renders one tile, which must have its index as `data-index`. */
  readonly children: (index: number) => ReactNode;
}

/** The rendered rows of a tile grid, in a scroll container. */
export function TileRows({ grid, label, gap, style, onKeyDown, heading, children }: TileRowsProps) {
  const { scroller, rows, layout, tileRows } = grid;
  const { columns } = layout;
  return (
    <div ref={scroller} className="tile-scroll">
      <div
        role="grid"
        aria-label={label}
        aria-multiselectable
        aria-rowcount={tileRows.length}
        aria-colcount={columns}
        className="tile-grid"
        style={{ ...style, height: rows.getTotalSize() }}
        onKeyDown={onKeyDown}
      >
        {rows.getVirtualItems().map((row) => {
          const { first, count, group } = tileRows[row.index] ?? { first: 0, count: 0, group: null };
          return (
            <div
              key={row.key}
              role="row"
              aria-rowindex={row.index + 1}
              className="tile-row"
              style={{
                columnGap: gap,
                transform: `translateY(${row.start}px)`,
                gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
              }}
            >
              {group !== null && (
                <div role="rowheader" className="tile-heading" style={{ height: headingHeight }}>
                  {heading?.(group, first)}
                </div>
              )}
              {Array.from({ length: count }, (_, column) => children(first + column))}
            </div>
          );
        })}
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

/** The index that a key moves to from `index`. `page`: rows on screen. */
export function moveInGrid(index: number, key: GridKey, rows: readonly TileRow[], page: number): number {
  const end = rows.at(-1);
  const last = end === undefined ? 0 : end.first + end.count - 1;
  const row = rowOfTile(rows, index);
  const column = index - (rows[row]?.first ?? 0);
  // Up in the first row and down in the last row do not move, instead of jumping sideways.
  const inRow = (target: number): number => {
    const other = rows[target];
    return other === undefined ? index : other.first + Math.min(column, other.count - 1);
  };
  const target = {
    ArrowLeft: () => index - 1,
    ArrowRight: () => index + 1,
    ArrowUp: () => inRow(row - 1),
    ArrowDown: () => inRow(row + 1),
    Home: () => 0,
    End: () => last,
    PageUp: () => (row < page ? 0 : inRow(row - page)),
    PageDown: () => (row + page >= rows.length ? last : inRow(row + page)),
  }[key]();
  return Math.min(Math.max(target, 0), last);
}
