import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tf, type Variable } from '../../../../main/ml/tf.ts';
import {
  applyGradients,
  createOptimizerState,
  defaultOptimizer,
  disposeOptimizerState,
} from '../../../../main/ml/training/optimizer.ts';

describe('AdamW', () => {
  beforeEach(async () => {
    await tf.setBackend('cpu');
    tf.engine().startScope();
  });
  afterEach(() => {
    tf.engine().endScope();
  });

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
