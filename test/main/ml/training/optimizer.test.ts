import { beforeAll, describe, expect, it } from 'vitest';
import { type Tensor1D, type Tensor2D, type Tensor3D, tf, type Variable } from '../../../../main/ml/tf.ts';
import { flatLayout } from '../../../../main/ml/training/flatWeights.ts';
import {
  applyGradients,
  createOptimizerState,
  defaultOptimizer,
  disposeOptimizerState,
  learningRate,
  orthogonalize,
  withOrthogonalSteps,
} from '../../../../main/ml/training/optimizer.ts';
import { createRandom } from '../../../../shared/random.ts';
import { disposeAfterEach } from '../../../support/scopes.ts';

const schedule = { peak: 0.01, warmupSteps: 10, decaySteps: 20, totalSteps: 100 };

describe('The learning rate', () => {
  it('warms up to its peak, stays, and falls to zero', () => {
    const rates = [0, 4, 9, 50, 80, 90, 99].map((step) => learningRate(schedule, step));
    const expected = [0.001, 0.005, 0.01, 0.01, 0.01, 0.005, 0.0005];
    for (const [index, rate] of rates.entries()) expect(rate).toBeCloseTo(expected[index] ?? Number.NaN, 10);
  });

  it('does not depend on the length of the run before the decay begins', () => {
    const longer = { ...schedule, totalSteps: 500 };
    for (let step = 0; step <= 80; step += 1) {
      expect(learningRate(longer, step)).toBe(learningRate(schedule, step));
    }
  });
});

it.each([
  ['linear', [0.01, 0.005, 0.0005]],
  ['polynomial', [0.01, 0.01 * 0.5 ** 0.1, 0.01 * 0.05 ** 0.1]],
  ['exponential', [0.01, 0.01 * 1000 ** -0.5, 0.01 * 1000 ** -0.95]],
  ['steps', [0.01, 0.0001, 0.00001]],
] as const)('The rate can fall in the shape %s', (decayShape, expected) => {
  const rates = [80, 90, 99].map((step) => learningRate({ ...schedule, decayShape }, step));
  for (const [index, rate] of rates.entries()) expect(rate).toBeCloseTo(expected[index] ?? Number.NaN, 10);
});

describe('AdamW', () => {
  it('takes the first step of the paper: the learning rate against the gradient, plus decay', () => {
    const weights = new Map<string, Variable>([
      ['kernel', tf.variable(tf.tensor2d([[1, -2]]))],
      ['bias', tf.variable(tf.tensor1d([3]))],
    ]);
    const state = createOptimizerState(weights);
    applyGradients(weights, tf.tensor1d([0.5, -0.5, 0.25]), state, {
      ...defaultOptimizer,
      weightDecay: 0.1,
      learningRate: 0.01,
      clipNorm: 100,
    });
    // m / sqrt(v) is the sign of the gradient at the first step; biases do not decay.
    expectClose(weights.get('kernel'), [1 * (1 - 0.001) - 0.01, -2 * (1 - 0.001) + 0.01]);
    expectClose(weights.get('bias'), [3 - 0.01]);
  });

  it('agrees with tf.train.adam over many steps when nothing decays or is clipped', () => {
    const ours = tf.variable(tf.tensor1d([1, 2, 3]));
    const theirs = tf.variable(tf.tensor1d([1, 2, 3]));
    const state = createOptimizerState(new Map([['w', ours]]));
    const adam = tf.train.adam(0.05, 0.9, 0.999, 1e-7);
    for (let step = 0; step < 30; step += 1) {
      const gradient = tf.tensor1d([Math.sin(step), 0.1 * step, -1]);
      applyGradients(new Map([['w', ours]]), gradient, state, {
        ...defaultOptimizer,
        weightDecay: 0,
        clipNorm: 1e9,
        learningRate: 0.05,
      });
      adam.applyGradients([{ name: theirs.name, tensor: gradient }]);
    }
    expectClose(ours, Array.from(theirs.dataSync()), 3);
  });

  it.each([
    ['sgd', tf.train.momentum(0.01, 0.9, true)],
    ['rmsprop', tf.train.rmsprop(0.01, 0.9, 0, 1e-14)],
  ] as const)('%s agrees with that of TensorFlow.js', (rule, optimizer) => {
    const ours = tf.variable(tf.tensor1d([1, 2, 3]));
    const theirs = tf.variable(tf.tensor1d([1, 2, 3]));
    const state = createOptimizerState(new Map([['w', ours]]));
    const options = { ...defaultOptimizer, epsilon: 1e-7, weightDecay: 0, clipNorm: Infinity };
    for (let step = 0; step < 20; step += 1) {
      const gradient = tf.tensor1d([Math.sin(step), 0.1 * step + 0.1, -1]);
      const learningRate = 0.01;
      applyGradients(new Map([['w', ours]]), gradient, state, { ...options, rule, learningRate });
      optimizer.applyGradients([{ name: theirs.name, tensor: gradient }]);
    }
    expectClose(ours, Array.from(theirs.dataSync()), 3);
  });

  // TensorFlow.js divides by the mean before the gradient is in it.
  it('adadelta takes the steps of its paper', () => {
    const weight = tf.variable(tf.tensor1d([1]));
    const state = createOptimizerState(new Map([['w', weight]]));
    const epsilon = 1e-7;
    let [expected, gradients, updates] = [1, 0, 0];
    for (const gradient of [0.5, -2, 1]) {
      gradients = 0.95 * gradients + 0.05 * gradient ** 2;
      const step = (gradient * Math.sqrt(updates + epsilon)) / Math.sqrt(gradients + epsilon);
      updates = 0.95 * updates + 0.05 * step ** 2;
      expected -= step;
      const options = { ...defaultOptimizer, epsilon, weightDecay: 0, clipNorm: Infinity };
      const asked = { ...options, rule: 'adadelta', learningRate: 1 } as const;
      applyGradients(new Map([['w', weight]]), tf.tensor1d([gradient]), state, asked);
    }
    expectClose(weight, [expected]);
  });

  it('scales gradients down to the norm allowed and reports the norm they had', () => {
    const weight = tf.variable(tf.tensor1d([0, 0]));
    const state = createOptimizerState(new Map([['w', weight]]));
    const norm = applyGradients(new Map([['w', weight]]), tf.tensor1d([30, 40]), state, {
      ...defaultOptimizer,
      clipNorm: 5,
      learningRate: 0.1,
    });
    expect(norm.dataSync()[0]).toBeCloseTo(50, 3);
    expectClose(state.firstMoment, [0.3, 0.4], 4);
  });

  it('leaves no tensor behind but its moments', () => {
    const weight = tf.variable(tf.tensor1d([1]));
    const gradient = tf.tensor1d([1]);
    const before = tf.memory().numTensors;
    const state = createOptimizerState(new Map([['w', weight]]));
    for (let step = 0; step < 5; step += 1) {
      applyGradients(new Map([['w', weight]]), gradient, state, {
        ...defaultOptimizer,
        learningRate: 0.1,
      }).dispose();
    }
    disposeOptimizerState(state);
    expect(tf.memory().numTensors).toBe(before);
  });
});

function expectClose(tensor: Variable | undefined, expected: readonly number[], digits = 5): void {
  const values = [...(tensor?.dataSync() ?? [])];
  expect(values).toHaveLength(expected.length);
  for (const [index, value] of values.entries()) expect(value).toBeCloseTo(expected[index] ?? NaN, digits);
}

beforeAll(() => tf.setBackend('cpu'));
disposeAfterEach();

describe('a matrix made orthogonal', () => {
  it('keeps its singular vectors: a diagonal stays one, with about its signs on it', () => {
    const [row0, row1, row2] = orthogonalize(
      tf.tensor3d([
        [
          [3, 0, 0],
          [0, -1, 0],
          [0, 0, 0.3],
        ],
      ]),
    ).arraySync()[0] ?? [[], [], []];
    for (const [value, sign] of [
      [row0?.[0], 1],
      [row1?.[1], -1],
      [row2?.[2], 1],
    ] as const) {
      expect((value ?? 0) * sign).toBeGreaterThan(0.65);
      expect((value ?? 0) * sign).toBeLessThan(1.25);
    }
    expect(row0?.slice(1)).toEqual([0, 0]);
  });

  it('has singular values about 1, each matrix of a stack by itself, whatever its size', () => {
    const stack = randomStack([3, 6, 10]).mul<Tensor3D>(tf.tensor3d([[[1e-4]], [[1]], [[1e4]]]));
    const made = orthogonalize(stack);
    const [first] = orthogonalize(tf.slice3d(stack, [0, 0, 0], [1, 6, 10])).arraySync();
    expectAllClose(made.arraySync()[0]?.flat() ?? [], first?.flat() ?? []);
    for (const gram of tf.matMul<Tensor3D>(made, made, false, true).arraySync()) {
      // The trace is the sum of the squares of all six; the squares' own mean square says how they spread.
      const trace = gram.reduce((sum, row, index) => sum + (row[index] ?? 0), 0);
      const spread = gram.flat().reduce((sum, value) => sum + value ** 2, 0);
      expect(trace / 6).toBeGreaterThan(0.6);
      expect(trace / 6).toBeLessThan(1.3);
      expect(spread / 6 - (trace / 6) ** 2).toBeLessThan(0.15);
    }
  });

  it('is the transpose of what its transpose is made', () => {
    const wide = randomStack([1, 4, 7]);
    const tall = tf.transpose(wide, [0, 2, 1]);
    expectAllClose(flat(orthogonalize(wide)), flat(tf.transpose(orthogonalize(tall), [0, 2, 1])));
  });

  it('stays nothing where there was nothing', () => {
    expect(flat(orthogonalize(tf.zeros([1, 2, 3])))).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('steps of Muon', () => {
  it('take the place of those of matrices alone, each block of columns a matrix', () => {
    const names = ['bias', 'gates', 'kernel'] as const;
    const tensors = new Map([
      [names[0], tf.ones([3])],
      [names[1], randomStack([1, 4, 6]).reshape([4, 6])],
      [names[2], randomStack([1, 2, 5]).reshape([1, 1, 2, 5])],
    ]);
    const layout = flatLayout(tensors);
    const row = tf.concat<Tensor1D>([...tensors.values()].map((tensor) => tensor.reshape<Tensor1D>([-1])));
    const given = tf.fill<tf.Rank.R1>([row.size], 7);
    const steps = withOrthogonalSteps(layout, [null, 2, 1], given, row, 0.01);
    const [bias, gates, kernel] = tf.split(steps, layout.sizes.slice());
    expect(flat(bias)).toEqual([7, 7, 7]);
    const left = tf.slice(tensors.get('gates') ?? tf.zeros([0]), [0, 0], [4, 3]).reshape<Tensor3D>([1, 4, 3]);
    const expected = tf.mul(orthogonalize(left), 0.01 * 0.2 * Math.sqrt(4));
    const found = tf.slice(gates?.reshape([4, 6]) ?? tf.zeros([0]), [0, 0], [4, 3]);
    expectAllClose(flat(found), flat(expected));
    expect(kernel?.size).toBe(10);
  });

  it('go about as far as those of AdamW do, whatever the size of the gradient', () => {
    for (const size of [1e-6, 1, 1e6]) {
      const weight = tf.variable(tf.zeros([20, 30]));
      const weights = new Map<string, Variable>([['kernel', weight]]);
      const state = createOptimizerState(weights, { matricesOf: () => 1 });
      const gradient = randomStack([1, 20, 30]).mul<Tensor1D>(size).reshape<Tensor1D>([600]);
      applyGradients(weights, gradient, state, {
        ...defaultOptimizer,
        clipNorm: Infinity,
        learningRate: 0.01,
      });
      const rootMeanSquare = Math.sqrt(tf.mean(tf.square(weight)).dataSync()[0] ?? 0);
      expect(rootMeanSquare).toBeGreaterThan(0.01 * 0.2 * 0.6);
      expect(rootMeanSquare).toBeLessThan(0.01 * 0.2 * 1.3);
    }
  });

  it('learn a matrix of which one direction is seen a hundred times less than another', () => {
    const target = randomStack([1, 3, 3]).reshape<Tensor2D>([3, 3]);
    const inputs = tf.diag(tf.tensor1d([1, 0.3, 0.1]));
    const weight = tf.variable(tf.zeros<tf.Rank.R2>([3, 3]));
    const weights = new Map<string, Variable>([['w', weight]]);
    const state = createOptimizerState(weights, { matricesOf: () => 1 });
    for (let step = 0; step < 100; step += 1) {
      const missing = tf.matMul(inputs, tf.sub(weight, target));
      applyGradients(weights, tf.matMul(inputs, missing, true).reshape<Tensor1D>([9]), state, {
        ...defaultOptimizer,
        weightDecay: 0,
        learningRate: 0.2 * (1 - step / 100),
      });
    }
    expectAllClose(flat(weight), flat(target), 1);
  });
});

function randomStack(shape: [number, number, number]): Tensor3D {
  const random = createRandom(5);
  const values = Array.from({ length: shape.reduce((one, other) => one * other) }, () =>
    random.between(-1, 1),
  );
  return tf.tensor3d(values, shape);
}

function flat(tensor: { dataSync(): ArrayLike<number> } | undefined): number[] {
  return Array.from(tensor?.dataSync() ?? []);
}

function expectAllClose(found: readonly number[], expected: readonly number[], digits = 4): void {
  expect(found).toHaveLength(expected.length);
  for (const [index, value] of found.entries()) expect(value).toBeCloseTo(expected[index] ?? NaN, digits);
}
