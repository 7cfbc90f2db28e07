import { tf, type Tensor, type Variable } from '../tf.ts';

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

/** AdamW's two moments for each weight, and how often it has stepped. */
export interface OptimizerState {
  readonly firstMoments: ReadonlyMap<string, Variable>;
  readonly secondMoments: ReadonlyMap<string, Variable>;
  steps: number;
}

export function createOptimizerState(weights: ReadonlyMap<string, Variable>): OptimizerState {
  const zeros = () =>
    new Map(
      [...weights].map(([name, weight]) => [name, tf.tidy(() => tf.variable(tf.zerosLike(weight), false))]),
    );
  return { firstMoments: zeros(), secondMoments: zeros(), steps: 0 };
}

export function disposeOptimizerState(state: OptimizerState): void {
  for (const moment of state.firstMoments.values()) moment.dispose();
  for (const moment of state.secondMoments.values()) moment.dispose();
}

/**
 * One step of AdamW (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019) with
 * global-norm clipping (Pascanu et al., 2013).
 *
 * @param gradients by the same names as `weights`
 * @returns the norm of the gradient before clipping, a scalar tensor to dispose
 */
export function applyGradients(
  weights: ReadonlyMap<string, Variable>,
  gradients: ReadonlyMap<string, Tensor>,
  state: OptimizerState,
  options: OptimizerOptions & { readonly learningRate: number },
): Tensor {
  state.steps += 1;
  const { beta1, beta2, epsilon, learningRate } = options;
  // Both bias corrections folded into two numbers, so that each weight costs few kernels.
  const rootCorrection = Math.sqrt(1 - beta2 ** state.steps);
  const rate = (learningRate * rootCorrection) / (1 - beta1 ** state.steps);

  return tf.tidy(() => {
    const norm = globalNorm([...gradients.values()]);
    const scale = tf.minimum(1, tf.div(options.clipNorm, tf.add(norm, 1e-12)));
    for (const [name, weight] of weights) {
      const gradient = gradients.get(name);
      const first = state.firstMoments.get(name);
      const second = state.secondMoments.get(name);
      if (gradient === undefined || first === undefined || second === undefined) {
        throw new RangeError(`Weight ${name} has no gradient or no moments.`);
      }
      const clipped = tf.mul(gradient, scale);
      first.assign(tf.add(tf.mul(first, beta1), tf.mul(clipped, 1 - beta1)));
      second.assign(tf.add(tf.mul(second, beta2), tf.mul(tf.square(clipped), 1 - beta2)));
      const step = tf.mul(tf.div(first, tf.add(tf.sqrt(second), epsilon * rootCorrection)), rate);
      const kept = weight.rank > 1 ? tf.mul(weight, 1 - learningRate * options.weightDecay) : weight;
      weight.assign(tf.sub(kept, step));
    }
    return norm;
  });
}

function globalNorm(gradients: readonly Tensor[]): Tensor {
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
  return tf.sqrt(tf.addN(squares));
}
