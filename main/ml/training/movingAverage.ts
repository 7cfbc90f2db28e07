import { tf, type Tensor1D, type Variable } from '../tf.ts';
import { assignFlat, flatLayout, flatten, type FlatLayout } from './flatWeights.ts';
import type { CycleStep } from './schedule.ts';

/**
 * An exponential moving average of the weights (Polyak and Juditsky, 1992): flatter minima than the
 * last step's weights, at no cost when reading. Where the learning rate has several cycles, the mean of what each ended
 * with (Izmailov et al., "Averaging weights leads to wider optima", 2018): every one errs in its own way.
 */
export interface MovingAverage {
  readonly layout: FlatLayout;
  /** Of all weights in a row, in the cycle at hand. */
  readonly average: Variable<tf.Rank.R1>;
  /** The mean of the averages that earlier cycles ended with; null where there is one cycle alone. */
  readonly earlier: Variable<tf.Rank.R1> | null;
  /** Of how many. */
  ended: number;
  readonly decay: number;
}

export function createMovingAverage(
  weights: ReadonlyMap<string, Variable>,
  decay: number,
  cycles = 1,
): MovingAverage {
  const layout = flatLayout(weights);
  const row = (): Variable<tf.Rank.R1> => tf.tidy(() => tf.variable(flatten(layout, weights), false));
  return { layout, average: row(), earlier: cycles > 1 ? row() : null, ended: 0, decay };
}

export function disposeMovingAverage({ average, earlier }: MovingAverage): void {
  average.dispose();
  earlier?.dispose();
}

/** @param place of the step that the weights have just taken: the first averages of a cycle are short, so that they forget what it began with. */
export function updateMovingAverage(
  moving: MovingAverage,
  weights: ReadonlyMap<string, Variable>,
  { cycle, step }: CycleStep,
): void {
  const { layout, average, earlier, decay } = moving;
  const kept = Math.min(decay, (1 + step) / (10 + step));
  tf.tidy(() => {
    if (cycle > moving.ended) {
      earlier?.assign(meanOfCycles(moving));
      moving.ended = cycle;
    }
    const change = tf.sub(flatten(layout, weights), average);
    average.assign(tf.add(average, tf.mul(change, 1 - kept)));
  });
}

/** The mean of the cycles so far, the one at hand among them. */
function meanOfCycles({ average, earlier, ended }: MovingAverage): Tensor1D {
  if (earlier === null) return average;
  return tf.add(earlier, tf.div(tf.sub(average, earlier), ended + 1));
}

/** Puts the averaged weights in place of the trained ones. */
export function assignAverage(moving: MovingAverage, weights: ReadonlyMap<string, Variable>): void {
  tf.tidy(() => {
    assignFlat(moving.layout, weights, meanOfCycles(moving));
  });
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
