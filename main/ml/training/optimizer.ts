import { tf, type Tensor, type Tensor1D, type Variable } from '../tf.ts';
import { assignFlat, flatLayout, flatten, type FlatLayout } from './flatWeights.ts';
import { withOrthogonalSteps, type MatrixBlocks } from './muon.ts';

export interface OptimizerOptions {
  /** Decay of the gradient's mean. */
  readonly beta1: number;
  /** Decay of the gradient's mean square. */
  readonly beta2: number;
  readonly epsilon: number;
  /** Decoupled: a share of the weight itself, times the learning rate. Kernels only, not biases. */
  readonly weightDecay: number;
  /** Gradients are scaled down so that their global norm is at most this. */
  readonly clipNorm: number;
}

export const defaultOptimizer: OptimizerOptions = {
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
  weightDecay: 1e-3,
  clipNorm: 8,
};

/** The two moments of all weights in a row, and how often it has stepped. */
export interface OptimizerState {
  readonly layout: FlatLayout;
  readonly firstMoment: Variable<tf.Rank.R1>;
  readonly secondMoment: Variable<tf.Rank.R1>;
  /** 1 for the numbers that decay, 0 for the others. */
  readonly decaying: Tensor1D;
  /** Of each number, as a multiple of the learning rate; null where it is 1 for all. */
  readonly rates: Tensor1D | null;
  /** Of each weight, where it takes Muon's steps; null where none does. */
  readonly blocks: readonly MatrixBlocks[] | null;
  steps: number;
}

/** How single weights are stepped, by their names. */
export interface WeightSteps {
  /** A multiple of the learning rate; 1 for all where left out. */
  readonly rateOf?: ((name: string) => number) | undefined;
  /** Which are matrices between hidden layers, and take Muon's steps; none where left out. */
  readonly matricesOf?: ((name: string) => MatrixBlocks) | undefined;
}

export function createOptimizerState(
  weights: ReadonlyMap<string, Variable>,
  { rateOf, matricesOf }: WeightSteps = {},
): OptimizerState {
  const layout = flatLayout(weights);
  const total = layout.sizes.reduce((sum, size) => sum + size, 0);
  const zeros = (): Variable<tf.Rank.R1> => tf.tidy(() => tf.variable(tf.zeros<tf.Rank.R1>([total]), false));
  const decaying = tf.tidy(() =>
    tf.concat<Tensor1D>(
      layout.shapes.map((shape, index) => tf.fill([layout.sizes[index] ?? 0], shape.length > 1 ? 1 : 0)),
    ),
  );
  const rates = rateOf === undefined ? null : filledBy(layout, rateOf);
  const blocks = matricesOf === undefined ? null : layout.names.map(matricesOf);
  return { layout, firstMoment: zeros(), secondMoment: zeros(), decaying, rates, blocks, steps: 0 };
}

/** One value for all numbers of each weight. */
function filledBy({ names, sizes }: FlatLayout, valueOf: (name: string) => number): Tensor1D {
  return tf.tidy(() =>
    tf.concat<Tensor1D>(names.map((name, index) => tf.fill([sizes[index] ?? 0], valueOf(name)))),
  );
}

export function disposeOptimizerState({ firstMoment, secondMoment, decaying, rates }: OptimizerState): void {
  tf.dispose([firstMoment, secondMoment, decaying]);
  rates?.dispose();
}

/**
 * One step of AdamW (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019) with
 * global-norm clipping (Pascanu et al., 2013); matrices between hidden layers take one of Muon (`muon.ts`), with the same
 * decay and Nesterov's momentum.
 *
 * @param gradient of all weights in a row, as the state's layout has them
 * @returns the norm of the gradient before clipping, a scalar tensor to dispose
 */
export function applyGradients(
  weights: ReadonlyMap<string, Variable>,
  gradient: Tensor1D,
  state: OptimizerState,
  options: OptimizerOptions & { readonly learningRate: number },
): Tensor {
  state.steps += 1;
  const { beta1, beta2, epsilon, learningRate, weightDecay, clipNorm } = options;
  const { layout, firstMoment, secondMoment, decaying, rates, blocks } = state;
  // Both bias corrections folded into two numbers, so that they cost no kernel.
  const rootCorrection = Math.sqrt(1 - beta2 ** state.steps);
  const rate = (learningRate * rootCorrection) / (1 - beta1 ** state.steps);

  return tf.tidy(() => {
    const norm = tf.sqrt(tf.dot(gradient, gradient));
    const scale = tf.minimum(1, tf.div(clipNorm, tf.add(norm, 1e-12)));
    const clipped = tf.mul(gradient, scale);
    const weight = flatten(layout, weights);

    firstMoment.assign(tf.add(tf.mul(firstMoment, beta1), tf.mul(clipped, 1 - beta1)));
    secondMoment.assign(tf.add(tf.mul(secondMoment, beta2), tf.mul(tf.square(clipped), 1 - beta2)));
    const adam = tf.div<Tensor1D>(
      tf.mul(firstMoment, rate),
      tf.add(tf.sqrt(secondMoment), epsilon * rootCorrection),
    );
    const ahead = (): Tensor1D => tf.add(tf.mul(firstMoment, beta1), tf.mul(clipped, 1 - beta1));
    const step = blocks === null ? adam : withOrthogonalSteps(layout, blocks, adam, ahead(), learningRate);
    const decay = tf.mul(weight, tf.mul(decaying, learningRate * weightDecay));
    const change = tf.add(step, decay);
    assignFlat(layout, weights, tf.sub(weight, rates === null ? change : tf.mul(change, rates)));
    return norm;
  });
}
