import { tf, type Variable } from '../tf.ts';
import { assignFlat, flatLayout, flatten, type FlatLayout } from './flatWeights.ts';

/**
 * An exponential moving average of the weights (Polyak and Juditsky, 1992): flatter minima than the
 * last step's weights, at no cost when reading.
 */
export interface MovingAverage {
  readonly layout: FlatLayout;
  /** Of all weights in a row. */
  readonly average: Variable<tf.Rank.R1>;
  readonly decay: number;
}

export function createMovingAverage(weights: ReadonlyMap<string, Variable>, decay: number): MovingAverage {
  const layout = flatLayout(weights);
  return { layout, average: tf.tidy(() => tf.variable(flatten(layout, weights), false)), decay };
}

/** @param step from 0: early averages are short, so that they forget the initial weights. */
export function updateMovingAverage(
  { layout, average, decay }: MovingAverage,
  weights: ReadonlyMap<string, Variable>,
  step: number,
): void {
  const kept = Math.min(decay, (1 + step) / (10 + step));
  tf.tidy(() => {
    const change = tf.sub(flatten(layout, weights), average);
    average.assign(tf.add(average, tf.mul(change, 1 - kept)));
  });
}

/** Puts the averaged weights in place of the trained ones. */
export function assignAverage(
  { layout, average }: MovingAverage,
  weights: ReadonlyMap<string, Variable>,
): void {
  assignFlat(layout, weights, average);
}

/** Runs `action` with the averaged weights in place, then puts the trained ones back. */
export async function withAveragedWeights<Value>(
  moving: MovingAverage,
  weights: ReadonlyMap<string, Variable>,
  action: () => Promise<Value>,
): Promise<Value> {
  const trained = flatten(moving.layout, weights);
  assignAverage(moving, weights);
  try {
    return await action();
  } finally {
    assignFlat(moving.layout, weights, trained);
    trained.dispose();
  }
}
