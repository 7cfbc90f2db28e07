import { tf, type Tensor, type Variable } from '../tf.ts';

/**
 * An exponential moving average of the weights (Polyak and Juditsky, 1992): flatter minima than the
 * last step's weights, at no cost when reading.
 */
export interface MovingAverage {
  readonly averages: ReadonlyMap<string, Variable>;
  readonly decay: number;
}

export function createMovingAverage(weights: ReadonlyMap<string, Variable>, decay: number): MovingAverage {
  const averages = new Map(
    [...weights].map(([name, weight]) => [name, tf.tidy(() => tf.variable(weight.clone(), false))]),
  );
  return { averages, decay };
}

/** @param step from 0: early averages are short, so that they forget the initial weights. */
export function updateMovingAverage(
  { averages, decay }: MovingAverage,
  weights: ReadonlyMap<string, Variable>,
  step: number,
): void {
  const kept = Math.min(decay, (1 + step) / (10 + step));
  tf.tidy(() => {
    for (const [name, average] of averages) {
      const weight = weights.get(name);
      if (weight === undefined) throw new RangeError(`Weight ${name} is gone.`);
      average.assign(tf.add(tf.mul(average, kept), tf.mul(weight, 1 - kept)));
    }
  });
}

/** Runs `action` with the averaged weights in place, then puts the trained ones back. */
export async function withAveragedWeights<Value>(
  { averages }: MovingAverage,
  weights: ReadonlyMap<string, Variable>,
  action: () => Promise<Value>,
): Promise<Value> {
  const trained = new Map([...weights].map(([name, weight]) => [name, weight.clone()]));
  assignAll(weights, averages);
  try {
    return await action();
  } finally {
    assignAll(weights, trained);
    for (const value of trained.values()) value.dispose();
  }
}

export function assignAll(weights: ReadonlyMap<string, Variable>, values: ReadonlyMap<string, Tensor>): void {
  for (const [name, weight] of weights) {
    const value = values.get(name);
    if (value !== undefined) weight.assign(value);
  }
}

export function disposeMovingAverage({ averages }: MovingAverage): void {
  for (const average of averages.values()) average.dispose();
}
