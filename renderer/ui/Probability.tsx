import { formatProbability } from './format.ts';

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
