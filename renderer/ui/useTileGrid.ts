import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type RefObject } from 'react';
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

export interface TileGrid<Layout extends TileLayout> {
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
