import { formatCount } from '../../ui/format.ts';
import type { ChartLayout } from './layOut.ts';
import { nearestPoint, pathThrough, type Series } from './series.ts';

interface ChartPlotProps {
  readonly layout: ChartLayout;
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
  readonly cursor: number | null;
  readonly height: number;
}

/** The drawing. Screen readers get its values from the slider and the table. */
export function ChartPlot({ layout, series, format, cursor, height }: ChartPlotProps) {
  const { x, y, width, left, right, bottom } = layout;
  return (
    <svg className="chart-plot" width={width} height={height} aria-hidden>
      {y.ticks.map((tick) => (
        <g key={tick}>
          <path className="chart-line" d={`M${left} ${y.toPixel(tick).toFixed(1)}H${width - right}`} />
          <text className="chart-number" x={left - 6} y={y.toPixel(tick) + 4} textAnchor="end">
            {format(tick).replace(/\.0+(?!\d)/u, '')}
          </text>
        </g>
      ))}
      {x.ticks.map((tick) => (
        <text
          key={tick}
          className="chart-number"
          x={x.toPixel(tick)}
          y={bottom + 16}
          textAnchor={x.toPixel(tick) > width - right - 16 ? 'end' : 'middle'}
        >
          {formatCount(tick)}
        </text>
      ))}
      {cursor !== null && (
        <path className="chart-cursor" d={`M${x.toPixel(cursor).toFixed(1)} 4V${bottom}`} />
      )}
      {series.map((each) => (
        <Curve key={each.name} series={each} layout={layout} cursor={cursor} />
      ))}
    </svg>
  );
}

interface CurveProps {
  readonly series: Series;
  readonly layout: ChartLayout;
  readonly cursor: number | null;
}

function Curve({ series, layout: { x, y }, cursor }: CurveProps) {
  const { points, colour, isDashed = false, isMarked = false } = series;
  const shown = points.filter(({ value }) => Number.isFinite(value));
  const place = ({ step, value }: { step: number; value: number }) =>
    [x.toPixel(step), y.toPixel(value)] as const;
  const looked = cursor === null ? undefined : nearestPoint(shown, cursor);
  return (
    <g className={`curve curve-${colour}`}>
      <path d={pathThrough(shown.map(place))} strokeDasharray={isDashed ? '5 4' : undefined} />
      {shown.map((point) => {
        if (!isMarked && shown.length > 1 && point !== looked) return null;
        const [cx, cy] = place(point);
        const radius = point === looked ? 4.5 : point.isBest === true ? 4 : 2.5;
        return (
          <circle
            key={point.step}
            className={point.isBest === true ? 'is-best' : undefined}
            cx={cx}
            cy={cy}
            r={radius}
          />
        );
      })}
    </g>
  );
}
