import { useRef, useState } from 'react';
import { formatCount } from '../../ui/format.ts';
import { useElementSize } from '../../ui/useElementSize.ts';
import { layOutPlot, type PlotLayout, type Scale } from './plots.ts';

export interface PlotColumn {
  readonly key: string;
  /** The label below the column. */
  readonly name: string;
  readonly value: number;
  /** The value in words. */
  readonly description: string;
  /** Address of the samples that it counts. */
  readonly address: string;
  /** Whether the value is below the threshold. */
  readonly isBelow?: boolean;
}

interface ColumnPlotProps {
  readonly label: string;
  readonly columns: readonly PlotColumn[];
  readonly scale?: Scale;
  /** A horizontal line and its meaning. */
  readonly threshold?: { readonly value: number; readonly name: string };
}

/** Height of the drawing with the labels below the columns. CSS pixels. */
const plotHeight = 180;

/**
 * A bar chart whose columns link to the samples they count. One column is in the tab order; arrow keys move to the
 * others. A line above describes the column under the pointer or with the focus.
 */
export function ColumnPlot({ label, columns, scale = 'linear', threshold }: ColumnPlotProps) {
  const frame = useRef<HTMLDivElement>(null);
  const { width } = useElementSize(frame);
  const [current, setCurrent] = useState<number | null>(null);
  const at = Math.min(current ?? 0, columns.length - 1);
  const plot = layOutPlot({
    values: columns.map(({ value }) => value),
    names: columns.map(({ name }) => name),
    width,
    height: plotHeight,
    scale,
  });
  const moveTo = (index: number) => {
    const next = Math.min(Math.max(index, 0), columns.length - 1);
    setCurrent(next);
    frame.current?.querySelectorAll('a')[next]?.focus();
  };
  const heightOfThreshold = threshold === undefined ? null : plot.heightOf(threshold.value);

  return (
    <div className="plot">
      <p className="plot-readout" aria-hidden>
        {current === null ? (threshold?.name ?? ' ') : columns[at]?.description}
      </p>
      <div ref={frame} className="plot-frame">
        {width > 0 && (
          <svg
            width={plot.width}
            height={plotHeight}
            role="group"
            aria-label={label}
            onPointerLeave={() => {
              setCurrent(null);
            }}
          >
            {plot.ticks.map(({ value, y }) => (
              <g key={value} className="plot-tick" aria-hidden>
                <line x1={plot.left} x2={plot.width} y1={y} y2={y} />
                <text x={plot.left - 6} y={y + 4}>
                  {formatCount(value)}
                </text>
              </g>
            ))}
            {columns.map((column, index) => (
              <Column
                key={column.key}
                column={column}
                index={index}
                plot={plot}
                isFocusable={index === at}
                onPoint={setCurrent}
                onMove={moveTo}
              />
            ))}
            {heightOfThreshold !== null && (
              <line
                className="plot-threshold"
                x1={plot.left}
                x2={plot.width}
                y1={heightOfThreshold}
                y2={heightOfThreshold}
                aria-hidden
              />
            )}
          </svg>
        )}
      </div>
    </div>
  );
}

interface ColumnProps {
  readonly column: PlotColumn;
  readonly index: number;
  readonly plot: PlotLayout;
  readonly isFocusable: boolean;
  readonly onPoint: (index: number) => void;
  readonly onMove: (index: number) => void;
}

function Column({ column, index, plot, isFocusable, onPoint, onMove }: ColumnProps) {
  const { x, y } = plot.places[index] ?? { x: 0, y: plot.bottom };
  const point = () => {
    onPoint(index);
  };
  return (
    <a
      href={column.address}
      className={column.isBelow === true ? 'plot-column is-below' : 'plot-column'}
      aria-label={column.description}
      tabIndex={isFocusable ? 0 : -1}
      onFocus={point}
      onPointerEnter={point}
      onKeyDown={(event) => {
        const target = targetOf(event.key, index);
        if (target === null) return;
        event.preventDefault();
        onMove(target);
      }}
    >
      <rect className="plot-hit" x={x} y={0} width={plot.step} height={plot.height} />
      <rect
        className="plot-bar"
        x={x + plot.gap / 2}
        y={y}
        width={plot.step - plot.gap}
        height={plot.bottom - y}
        rx={Math.min(2, plot.step / 4)}
      />
      {plot.isNamed(index) && (
        <text x={x + plot.step / 2} y={plot.bottom + 16}>
          {column.name}
        </text>
      )}
    </a>
  );
}

/** The column that a key moves to; null for other keys. */
function targetOf(key: string, index: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return index - 1;
    case 'ArrowRight':
      return index + 1;
    case 'Home':
      return 0;
    case 'End':
      return Number.MAX_SAFE_INTEGER;
    default:
      return null;
  }
}
