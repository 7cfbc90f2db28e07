import { type Tensor, type Tensor1D, tf, type Variable } from '../tf.ts';

/**
 * The layout of many tensors in one vector: an operation on all weights then costs a few kernels in total instead of
 * a few for each weight.
 */
export type FlatLayout = ReturnType<typeof flatLayout>;

/** In the order of the map. */
export function flatLayout(tensors: ReadonlyMap<string, Tensor>) {
  const all = [...tensors.values()];
  return {
    names: [...tensors.keys()],
    shapes: all.map(({ shape }) => shape),
    /** Numbers in each tensor. */
    sizes: all.map(({ size }) => size),
  };
}

/**
 * @returns [numbers in all]
 * @throws RangeError if one of the layout's tensors is missing or has another size
 */
export function flatten({ names, sizes }: FlatLayout, tensors: ReadonlyMap<string, Tensor>): Tensor1D {
  return tf.tidy(() =>
    tf.concat(
      names.map((name, index) => {
        const tensor = tensors.get(name);
        const size = sizes[index];
        if (tensor?.size !== size) {
          throw new RangeError(`${name} has ${String(tensor?.size ?? 'no')} numbers, expected ${size}.`);
        }
        return tensor.reshape<Tensor1D>([size]);
      }),
    ),
  );
}

/** The tensors that were flattened, in the order of the layout; the caller disposes them. */
export function unflatten({ shapes, sizes }: FlatLayout, flat: Tensor1D): Tensor[] {
  return tf.tidy(() => tf.split(flat, [...sizes]).map((part, index) => part.reshape([...shapes[index]])));
}

/** Assigns a vector of the layout to the variables. */
export function assignFlat(
  layout: FlatLayout,
  variables: ReadonlyMap<string, { assign(value: Tensor): void }>,
  flat: Tensor1D,
): void {
  tf.tidy(() => {
    const values = unflatten(layout, flat);
    for (const [index, name] of layout.names.entries()) {
      variables.get(name)?.assign(values[index]);
    }
  });
}

/**
 * An exponential moving average of the weights (Polyak and Juditsky, 1992): flatter minima than the
 * last step's weights, at no cost when reading.
 */
export interface MovingAverage {
  readonly layout: FlatLayout;
  /** Of all weights as one vector. */
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

/** Replaces the trained weights by the averaged ones. */
export function assignAverage(
  { layout, average }: MovingAverage,
  weights: ReadonlyMap<string, Variable>,
): void {
  assignFlat(layout, weights, average);
}

/** Runs `action` with the averaged weights, then restores the trained ones. */
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
