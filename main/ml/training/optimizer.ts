import type { DecayShape, OptimizerName } from '../../../shared/contract/run.ts';
import { type Tensor, type Tensor1D, type Tensor3D, tf, type Variable } from '../tf.ts';
import { assignFlat, flatLayout, type FlatLayout, flatten, unflatten } from './flatWeights.ts';

/** Learning rate by step: linear warm-up, flat, decay. */
export interface Schedule {
  readonly peak: number;
  readonly warmupSteps: number;
  /** The last steps of the run, over which the rate falls. */
  readonly decaySteps: number;
  /** Linear by default. */
  readonly decayShape?: DecayShape | undefined;
  readonly totalSteps: number;
}

/**
 * Warm-up, stable, decay (Hu et al., "MiniCPM", 2024). Until the decay begins, the rate does not depend on the length
 * of the run, so a run can be extended from a checkpoint without a difference.
 *
 * @param step from 0
 */
export function learningRate(
  { peak, warmupSteps, decaySteps, totalSteps, decayShape = 'linear' }: Schedule,
  step: number,
): number {
  const warmup = warmupSteps > 0 ? Math.min(1, (step + 1) / warmupSteps) : 1;
  const left = decaySteps > 0 ? Math.min(1, Math.max(0, totalSteps - step) / decaySteps) : 1;
  return peak * Math.min(warmup, decayShapes[decayShape](left));
}

/** The share of the rate that is left where so much of the decay is left, 1 to 0. */
const decayShapes: Readonly<Record<DecayShape, (left: number) => number>> = {
  linear: (left) => left,
  /** CRNN_Tensorflow's power: it falls late. */
  polynomial: (left) => left ** 0.1,
  /** To a thousandth. */
  exponential: (left) => 1000 ** (left - 1),
  /** A tenth after each quarter, as CRNN_Tensorflow was trained. */
  steps: (left) => 0.1 ** Math.min(3, Math.floor(4 * (1 - left))),
};

/** How a step follows from gradients; Muon's and AdamW's are Adam's. */
export type StepRule = 'adam' | 'sgd' | 'rmsprop' | 'adadelta';

export interface OptimizerOptions {
  /** Adam's by default. */
  readonly rule?: StepRule;
  /** Decay of the gradient's mean. */
  readonly beta1: number;
  /** Decay of the gradient's mean square. */
  readonly beta2: number;
  readonly epsilon: number;
  /** Decoupled: a fraction of the weight, times the learning rate. For kernels only, not for biases. */
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

/** The rule of an optimizer, and its weight decay: Adam has none. */
export function ruleOf(
  optimizer: OptimizerName,
  weightDecay: number,
): Required<Pick<OptimizerOptions, 'rule' | 'weightDecay'>> {
  if (optimizer === 'muon' || optimizer === 'adamw') return { rule: 'adam', weightDecay };
  return { rule: optimizer, weightDecay: optimizer === 'adam' ? 0 : weightDecay };
}

/** The two moments of all weights as one vector, and the number of steps. */
export interface OptimizerState {
  readonly layout: FlatLayout;
  readonly firstMoment: Variable<tf.Rank.R1>;
  readonly secondMoment: Variable<tf.Rank.R1>;
  /** 1 for the numbers that decay, 0 for the others. */
  readonly decaying: Tensor1D;
  /** The multiple of the learning rate of each number; null if all are 1. */
  readonly rates: Tensor1D | null;
  /** For each weight: whether and how it takes Muon's steps; null if none does. */
  readonly blocks: readonly MatrixBlocks[] | null;
  steps: number;
}

/** How the optimizer steps the weight of a name. */
export interface WeightSteps {
  /** A multiple of the learning rate; 1 by default. */
  readonly rateOf?: ((name: string) => number) | undefined;
  /** Which weights are matrices between hidden layers and take Muon's steps; none by default. */
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
      layout.shapes.map((shape, index) => tf.fill([layout.sizes[index]], shape.length > 1 ? 1 : 0)),
    ),
  );
  const rates = rateOf === undefined ? null : filledBy(layout, rateOf);
  const blocks = matricesOf === undefined ? null : layout.names.map(matricesOf);
  return { layout, firstMoment: zeros(), secondMoment: zeros(), decaying, rates, blocks, steps: 0 };
}

/** A vector with one value for all numbers of each weight. */
function filledBy({ names, sizes }: FlatLayout, valueOf: (name: string) => number): Tensor1D {
  return tf.tidy(() =>
    tf.concat<Tensor1D>(names.map((name, index) => tf.fill([sizes[index]], valueOf(name)))),
  );
}

export function disposeOptimizerState({ firstMoment, secondMoment, decaying, rates }: OptimizerState): void {
  tf.dispose([firstMoment, secondMoment, decaying]);
  rates?.dispose();
}

/**
 * One step of a rule, by default that of AdamW (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019), with
 * global-norm clipping (Pascanu et al., 2013). Matrices between hidden layers take a step of Muon, with the same decay
 * and Nesterov's momentum.
 *
 * @param gradient of all weights as one vector in the state's layout
 * @returns the norm of the gradient before clipping, a scalar tensor to dispose
 */
export function applyGradients(
  weights: ReadonlyMap<string, Variable>,
  gradient: Tensor1D,
  state: OptimizerState,
  options: OptimizerOptions & { readonly learningRate: number },
): Tensor {
  state.steps += 1;
  const { rule = 'adam', beta1, learningRate, weightDecay, clipNorm } = options;
  const { layout, firstMoment, decaying, rates, blocks } = state;

  return tf.tidy(() => {
    const norm = tf.sqrt(tf.dot(gradient, gradient));
    const scale = tf.minimum(1, tf.div(clipNorm, tf.add(norm, 1e-12)));
    const clipped = tf.mul<Tensor1D>(gradient, scale);
    const weight = flatten(layout, weights);

    const plain = stepRules[rule](state, clipped, options);
    const ahead = (): Tensor1D => tf.add(tf.mul(firstMoment, beta1), tf.mul(clipped, 1 - beta1));
    const step = blocks === null ? plain : withOrthogonalSteps(layout, blocks, plain, ahead(), learningRate);
    const decay = tf.mul(weight, tf.mul(decaying, learningRate * weightDecay));
    const change = tf.add(step, decay);
    assignFlat(layout, weights, tf.sub(weight, rates === null ? change : tf.mul(change, rates)));
    return norm;
  });
}

type TakeStep = (
  state: OptimizerState,
  gradient: Tensor1D,
  options: OptimizerOptions & { readonly learningRate: number },
) => Tensor1D;

/** Moves a moment a little towards a value: its decay is `kept`. */
function moveTo(moment: Variable<tf.Rank.R1>, value: Tensor, kept: number): void {
  moment.assign(tf.add(tf.mul(moment, kept), tf.mul(value, 1 - kept)));
}

/** As Keras and TensorFlow have them, with their usual numbers, which the systems before Inkdex used. */
const stepRules: Readonly<Record<StepRule, TakeStep>> = {
  adam({ firstMoment, secondMoment, steps }, gradient, { beta1, beta2, epsilon, learningRate }) {
    // Both bias corrections folded into two numbers, so that they cost no kernel.
    const rootCorrection = Math.sqrt(1 - beta2 ** steps);
    const rate = (learningRate * rootCorrection) / (1 - beta1 ** steps);
    moveTo(firstMoment, gradient, beta1);
    moveTo(secondMoment, tf.square(gradient), beta2);
    return tf.div(tf.mul(firstMoment, rate), tf.add(tf.sqrt(secondMoment), epsilon * rootCorrection));
  },
  /** Nesterov, 1983; Sutskever et al., 2013. */
  sgd({ firstMoment }, gradient, { beta1, learningRate }) {
    firstMoment.assign(tf.add(tf.mul(firstMoment, beta1), gradient));
    return tf.mul(tf.add(gradient, tf.mul(firstMoment, beta1)), learningRate);
  },
  /** Tieleman and Hinton, 2012. */
  rmsprop({ secondMoment }, gradient, { epsilon, learningRate }) {
    moveTo(secondMoment, tf.square(gradient), 0.9);
    return tf.div(tf.mul(gradient, learningRate), tf.add(tf.sqrt(secondMoment), epsilon));
  },
  /** Zeiler, 2012. Its learning rate is 1. */
  adadelta({ firstMoment, secondMoment }, gradient, { epsilon, learningRate }) {
    moveTo(secondMoment, tf.square(gradient), 0.95);
    const ratio = tf.div<Tensor1D>(tf.add(firstMoment, epsilon), tf.add(secondMoment, epsilon));
    const step = tf.mul(gradient, tf.sqrt(ratio));
    moveTo(firstMoment, tf.square(step), 0.95);
    return tf.mul(step, learningRate);
  },
};

/**
 * Steps of matrices between hidden layers, after Jordan et al., "Muon: an optimizer for hidden layers in neural
 * networks", 2024: the mean of the gradient with all singular values set to about 1, so that directions which few
 * words need are learned as fast as those which most need.
 */

/** The number of matrices that a weight contains, side by side along its columns; null if it is not a matrix. */
export type MatrixBlocks = number | null;

/**
 * Root mean square of a step, as a multiple of the learning rate: about that of AdamW, so that both use one rate
 * (Liu et al., "Muon is scalable for LLM training", 2025).
 */
const stepSize = 0.2;

/** Coefficients of x -> ax + bx^3 + cx^5, which moves singular values between 0 and 1 to about 1. */
const quintic = { a: 3.4445, b: -4.775, c: 2.0315 } as const;
const iterations = 5;

/**
 * Replaces the steps of the weights that are matrices by Muon's.
 *
 * @param blocks for each weight of the layout
 * @param steps of all weights as one vector
 * @param momentum of the gradients, likewise
 * @param rate the learning rate
 */
export function withOrthogonalSteps(
  layout: FlatLayout,
  blocks: readonly MatrixBlocks[],
  steps: Tensor1D,
  momentum: Tensor1D,
  rate: number,
): Tensor1D {
  return tf.tidy(() => {
    const moments = unflatten(layout, momentum);
    const kept = unflatten(layout, steps);
    const chosen = kept.map((step, index) => {
      const count = blocks[index];
      return count === null ? step : tf.mul(orthogonalStep(moments[index], count), rate);
    });
    return tf.concat<Tensor1D>(chosen.map((step) => step.reshape<Tensor1D>([step.size])));
  });
}

/** @param moment `[..., rows, blocks * columns]`; all dimensions before the last two are 1 */
function orthogonalStep(moment: Tensor, blocks: number): Tensor {
  const [rows = 1, width = 1] = moment.shape.slice(-2);
  const columns = width / blocks;
  const matrices = tf.transpose(moment.reshape<Tensor3D>([rows, blocks, columns]), [1, 0, 2]);
  const step = tf.mul(orthogonalize(matrices), stepSize * Math.sqrt(Math.max(rows, columns)));
  return tf.transpose(step, [1, 0, 2]).reshape(moment.shape);
}

/**
 * For each matrix of a stack, the one with the same singular vectors and singular values of about 1 (.7 to 1.2), by
 * five Newton-Schulz iterations; 0 stays 0.
 *
 *   [matrices, rows, columns] -> [matrices, rows, columns]
 */
export function orthogonalize(matrices: Tensor3D): Tensor3D {
  const [, rows, columns] = matrices.shape;
  return tf.tidy(() => {
    // The product of a matrix with its own transpose is the smaller, the fewer its rows.
    const isTall = rows > columns;
    const flat = isTall ? tf.transpose(matrices, [0, 2, 1]) : matrices;
    const norm = tf.sqrt(tf.sum(tf.square(flat), [1, 2], true));
    const identity = tf.mul(tf.eye(Math.min(rows, columns)), quintic.a);
    let x = tf.div<Tensor3D>(flat, tf.add(norm, 1e-12));
    for (let iteration = 0; iteration < iterations; iteration += 1) {
      const gram = tf.matMul(x, x, false, true);
      const bend = tf.add(tf.mul(gram, quintic.b), tf.mul(tf.matMul(gram, gram), quintic.c));
      x = tf.matMul<Tensor3D>(tf.add(bend, identity), x);
    }
    return isTall ? tf.transpose(x, [0, 2, 1]) : x;
  });
}
