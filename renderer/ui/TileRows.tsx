import type { CSSProperties, KeyboardEvent, ReactNode } from 'react';
import type { TileGrid, TileLayout } from './useTileGrid.ts';

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
