import { formatProbability } from './format.ts';

interface ProgressProps {
  readonly label: string;
  /** 0 to 1; null while the total is unknown. */
  readonly value: number | null;
}

export function ProgressBar({ label, value }: ProgressProps) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(value === null ? {} : { 'aria-valuenow': Math.round(value * 100) })}
      className={value === null ? 'progress-bar is-unknown' : 'progress-bar'}
    >
      <div className="progress-bar-done" style={{ width: value === null ? '30%' : `${value * 100}%` }} />
    </div>
  );
}

const radius = 8;
const around = 2 * Math.PI * radius;

/** A small ring that fills clockwise from the top; it spins while the total is unknown. */
export function ProgressRing({ value }: Pick<ProgressProps, 'value'>) {
  return (
    <svg
      className={value === null ? 'progress-ring is-unknown' : 'progress-ring'}
      viewBox="0 0 20 20"
      width={18}
      height={18}
      aria-hidden
    >
      <circle className="progress-ring-track" cx={10} cy={10} r={radius} />
      <circle
        className="progress-ring-done"
        cx={10}
        cy={10}
        r={radius}
        strokeDasharray={around}
        strokeDashoffset={around * (1 - (value ?? 0.3))}
        transform="rotate(-90 10 10)"
      />
    </svg>
  );
}

interface ProbabilityProps {
  readonly label: string;
  /** 0 to 1. */
  readonly value: number;
}

/** A probability as a bar and a number. */
export function Probability({ label, value }: ProbabilityProps) {
  return (
    <span className="probability">
      <meter className="visually-hidden" min={0} max={1} value={value} aria-label={label} />
      <span className="probability-bar" aria-hidden>
        <span className="probability-bar-done" style={{ width: `${value * 100}%` }} />
      </span>
      <span className="probability-number">{formatProbability(value)}</span>
    </span>
  );
}
