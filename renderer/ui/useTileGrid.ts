import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type RefObject } from 'react';
import { useElementSize } from './useElementSize.ts';

/** How tiles fill the width of a window. */
export interface TileLayout {
  readonly columns: number;
  /** CSS pixels, with the gap below. */
  readonly rowHeight: number;
}

interface TileGridOptions<Layout extends TileLayout> {
  /** How many tiles there are. */
  readonly total: number;
  /** Lays tiles out in a width, CSS pixels. */
  readonly layOut: (width: number) => Layout;
  /** Rows that exist beyond either edge of the window. */
  readonly overscan: number;
  /** Where to begin, CSS pixels. */
  readonly scrollTop?: () => number;
}

export interface TileGrid<Layout extends TileLayout> {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly rows: Virtualizer<HTMLDivElement, Element>;
  readonly layout: Layout;
  /** 0 until the window is laid out. */
  readonly width: number;
  /** Whole rows in the window, at least one. */
  readonly rowsPerPage: number;
  /** The first and the last tile that exist; the last is before the first while there is none. */
  readonly first: number;
  readonly last: number;
}

/** A grid of any number of tiles of one size: only the rows near the window exist. */
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
    // Before the window is laid out the grid has no height, so the place to begin at would be cut to its top.
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

/** Puts the focus on a tile, which shows its place as `data-index`. Its row may have to be drawn first. */
export function focusTile(scroller: HTMLElement | null, index: number): void {
  let attempts = 10;
  const tryFocus = () => {
    const tile = scroller?.querySelector<HTMLElement>(`[data-index="${String(index)}"]`);
    if (tile !== null && tile !== undefined) tile.focus({ preventScroll: true });
    else if (attempts-- > 0) requestAnimationFrame(tryFocus);
  };
  tryFocus();
}
