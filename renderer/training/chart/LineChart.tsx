import { type KeyboardEvent, type PointerEvent, useId, useRef } from 'react';
import { useElementSize } from '../../ui/useElementSize.ts';
import { formatCount } from '../../ui/format.ts';
import {
  type ChartLayout,
  layOut,
  nearestPoint,
  pathThrough,
  type Series,
  type SeriesPoint,
  stepsOf,
} from './layOut.ts';

interface LineChartProps {
  readonly title: string;
  /** Definition of the values, shown on hover. */
  readonly definition?: string;
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
  readonly isLogarithmic?: boolean;
  /** The current step, in this chart or another; null: none. */
  readonly cursor: number | null;
  readonly onCursor: (step: number | null) => void;
}

/** CSS pixels. */
const height = 168;

/** Curves over training steps. The pointer or the arrow keys show the values of one step. */
export function LineChart(props: LineChartProps) {
  const { title, definition, series, format, isLogarithmic = false, cursor, onCursor } = props;
  const place = useRef<HTMLDivElement>(null);
  const heading = useId();
  const { width } = useElementSize(place);
  const steps = stepsOf(series);
  const layout = layOut(series, { width, height, isLogarithmic });

  const pointAt = (event: PointerEvent) => {
    if (layout === null) return;
    const left = event.currentTarget.getBoundingClientRect().left;
    onCursor(nearestStep(steps, layout.toStep(event.clientX - left)));
  };

  return (
    <figure className="chart" aria-labelledby={heading}>
      <figcaption>
        <span id={heading} className="chart-title" title={definition}>
          {title}
        </span>
        <Legend series={series} format={format} cursor={cursor} />
      </figcaption>
      <div
        ref={place}
        className="chart-place"
        onPointerMove={pointAt}
        onPointerLeave={() => {
          onCursor(null);
        }}
      >
        {layout === null ? (
          <p className="hint chart-empty">No data yet.</p>
        ) : (
          <>
            <ChartPlot layout={layout} series={series} format={format} cursor={cursor} height={height} />
            <StepSlider {...{ title, series, format, steps, layout, cursor, onCursor }} />
          </>
        )}
      </div>
    </figure>
  );
}

/** The names of the curves, with their value at the current step; otherwise at the step that is kept, or the last one. */
function Legend({ series, format, cursor }: Pick<LineChartProps, 'series' | 'format' | 'cursor'>) {
  return (
    <ul className="chart-legend">
      {series.map(({ name, points, colour, isDashed = false }) => {
        const point =
          cursor === null ? (kept(points, series) ?? points.at(-1)) : nearestPoint(points, cursor);
        return (
          <li key={name}>
            <svg className={`curve curve-${colour}`} viewBox="0 0 16 4" width={16} height={4} aria-hidden>
              <path d="M0 2H16" strokeDasharray={isDashed ? '4 3' : undefined} />
            </svg>
            <span>{name}</span>
            <b>{point === undefined ? '–' : format(point.value)}</b>
          </li>
        );
      })}
    </ul>
  );
}

/** The value of a curve at the step that is marked as the best. */
function kept(points: readonly SeriesPoint[], series: readonly Series[]): SeriesPoint | undefined {
  const best = series.flatMap((each) => each.points).find(({ isBest }) => isBest);
  return best === undefined ? undefined : nearestPoint(points, best.step);
}

interface StepSliderProps extends LineChartProps {
  readonly steps: readonly number[];
  readonly layout: ChartLayout;
}

/** The current step as a slider over the plot, for the keyboard and screen readers. */
function StepSlider({ title, series, format, steps, layout, cursor, onCursor }: StepSliderProps) {
  const first = steps[0] ?? 0;
  const last = steps.at(-1) ?? 0;
  const now = cursor ?? last;
  const values = series.flatMap(({ name, points }) => {
    const point = nearestPoint(points, now);
    return point === undefined ? [] : [`${name} ${format(point.value)}`];
  });

  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const index = steps.indexOf(nearestStep(steps, now));
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: index - 1,
      ArrowRight: index + 1,
      ArrowDown: index - 1,
      ArrowUp: index + 1,
      PageDown: index - 10,
      PageUp: index + 10,
      Home: 0,
      End: steps.length - 1,
    };
    const wanted = moves[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    onCursor(steps[Math.min(Math.max(wanted, 0), steps.length - 1)] ?? null);
  };

  return (
    <div
      role="slider"
      tabIndex={0}
      className="chart-slider"
      style={{ left: layout.left, right: layout.right }}
      aria-label={`${title}, step`}
      aria-valuemin={first}
      aria-valuemax={last}
      aria-valuenow={now}
      aria-valuetext={`Step ${formatCount(now)}: ${values.join(', ')}`}
      onKeyDown={onKey}
      onBlur={() => {
        onCursor(null);
      }}
    />
  );
}

function nearestStep(steps: readonly number[], wanted: number): number {
  let nearest = steps[0] ?? 0;
  for (const step of steps) {
    if (Math.abs(step - wanted) < Math.abs(nearest - wanted)) nearest = step;
  }
  return nearest;
}

interface ChartPlotProps {
  readonly layout: ChartLayout;
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
  readonly cursor: number | null;
  readonly height: number;
}

/** The drawing. Screen readers get its values from the slider and the table. */
function ChartPlot({ layout, series, format, cursor, height }: ChartPlotProps) {
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
  const { points, colour, isDashed = false, isFaint = false, isMarked = false } = series;
  const shown = points.filter(({ value }) => Number.isFinite(value));
  const place = ({ step, value }: { step: number; value: number }) =>
    [x.toPixel(step), y.toPixel(value)] as const;
  const pointed = cursor === null ? undefined : nearestPoint(shown, cursor);
  return (
    <g className={`curve curve-${colour}${isFaint ? ' is-faint' : ''}`}>
      <path d={pathThrough(shown.map(place))} strokeDasharray={isDashed ? '5 4' : undefined} />
      {shown.map((point) => {
        if (!isMarked && shown.length > 1 && point !== pointed) return null;
        const [cx, cy] = place(point);
        const radius = point === pointed ? 4.5 : point.isBest === true ? 4 : 2.5;
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
