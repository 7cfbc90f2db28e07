import { tf, type Tensor, type Tensor1D } from '../tf.ts';

/**
 * How many tensors stand in one row of numbers: what is done to every weight alike then costs a
 * handful of kernels in all, not a handful for each weight.
 */
export interface FlatLayout {
  readonly names: readonly string[];
  readonly shapes: readonly (readonly number[])[];
  /** Numbers in each tensor. */
  readonly sizes: readonly number[];
}

/** In the order of the map. */
export function flatLayout(tensors: ReadonlyMap<string, Tensor>): FlatLayout {
  const all = [...tensors.values()];
  return {
    names: [...tensors.keys()],
    shapes: all.map(({ shape }) => shape),
    sizes: all.map(({ size }) => size),
  };
}

/**
 * @returns [numbers in all]
 * @throws RangeError when one of the layout's tensors is missing or has another size
 */
export function flatten({ names, sizes }: FlatLayout, tensors: ReadonlyMap<string, Tensor>): Tensor1D {
  return tf.tidy(() =>
    tf.concat(
      names.map((name, index) => {
        const tensor = tensors.get(name);
        const size = sizes[index] ?? 0;
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
  return tf.tidy(() =>
    tf.split(flat, [...sizes]).map((part, index) => part.reshape([...(shapes[index] ?? part.shape)])),
  );
}

/** Puts a row of numbers into the tensors' variables. */
export function assignFlat(
  layout: FlatLayout,
  variables: ReadonlyMap<string, { assign(value: Tensor): void }>,
  flat: Tensor1D,
): void {
  tf.tidy(() => {
    const values = unflatten(layout, flat);
    for (const [index, name] of layout.names.entries()) {
      const value = values[index];
      if (value !== undefined) variables.get(name)?.assign(value);
    }
  });
}
