import { beforeAll, describe, expect, it } from 'vitest';
import { batchNorm, createBatchNorm, generalBatchNorm } from '../../../../main/ml/blocks/batchNorm.ts';
import { convolution, convolutionOnnx, createConvolution } from '../../../../main/ml/blocks/convolution.ts';
import { createDense, dense, denseOnnx } from '../../../../main/ml/blocks/dense.ts';
import {
  createDepthwiseSeparable,
  depthwiseSeparable,
  depthwiseSeparableOnnx,
} from '../../../../main/ml/blocks/depthwiseSeparable.ts';
import { dropout, relu } from '../../../../main/ml/blocks/activations.ts';
import {
  bidirectionalLstm,
  bidirectionalLstmOnnx,
  createBidirectionalLstm,
  generalLstm,
} from '../../../../main/ml/blocks/lstm.ts';
import type { ForwardPass } from '../../../../main/ml/forwardPass.ts';
import {
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tf,
} from '../../../../main/ml/tf.ts';
import { createRandom } from '../../../../shared/random.ts';
import { expectGradient } from '../../../support/gradients.ts';
import {
  channelsFirst,
  disturbWeights,
  largestDifference,
  randomTensor,
  runTwin,
} from '../../../support/onnx.ts';

beforeAll(() => tf.setBackend('cpu'));

const random = createRandom(7);
const reading: ForwardPass = { training: false, random, observe: () => undefined };

describe('convolution', () => {
  const weights = createConvolution(random, { height: 3, width: 3, channelsIn: 3, channelsOut: 5 });

  it.each([
    { strides: [1, 1] as const, shape: [2, 6, 8, 5] },
    { strides: [2, 2] as const, shape: [2, 3, 4, 5] },
  ])('gives shape $shape with strides $strides, as its twin does', async ({ strides, shape }) => {
    disturbWeights(weights, 1);
    const input = randomTensor([2, 6, 8, 3], 2) as Tensor4D;
    const output = convolution(input, weights, strides);
    expect(output.shape).toEqual(shape);
    const twin = await runTwin(
      (graph, name) => convolutionOnnx(graph, name, weights, { strides }),
      channelsFirst(input),
    );
    expect(largestDifference(channelsFirst(output), twin)).toBeLessThan(1e-4);
  });
});

describe('depthwise-separable block', () => {
  it.each([
    { channelsOut: 6, pool: [2, 1] as const, stride: 1, shape: [2, 3, 8, 6] },
    { channelsOut: 4, pool: [1, 1] as const, stride: 1, shape: [2, 6, 8, 4] },
    { channelsOut: 6, pool: [1, 1] as const, stride: 2, shape: [2, 3, 4, 6] },
  ])('gives shape $shape for pool $pool and stride $stride, as its twin does', async (block) => {
    const { channelsOut, pool, stride, shape } = block;
    const weights = createDepthwiseSeparable(random, { size: 5, channelsIn: 4, channelsOut });
    disturbWeights(weights, 3);
    const input = randomTensor([2, 6, 8, 4], 4) as Tensor4D;
    const output = depthwiseSeparable(input, weights, reading, { pool, stride });
    expect(output.shape).toEqual(shape);
    const twin = await runTwin(
      (graph, name) => depthwiseSeparableOnnx(graph, name, weights, { pool, stride }),
      channelsFirst(input),
    );
    expect(largestDifference(channelsFirst(output), twin)).toBeLessThan(1e-4);
  });

  it('adds its input where nothing changes size', () => {
    const weights = createDepthwiseSeparable(random, { size: 3, channelsIn: 4, channelsOut: 4 });
    weights.norm.gamma.assign(tf.zeros([4]));
    const input = tf.abs(randomTensor([1, 6, 8, 4], 5)) as Tensor4D;
    expect(largestDifference(depthwiseSeparable(input, weights, reading), input)).toBe(0);
  });
});

describe('batch norm', () => {
  it('normalizes each channel over the batch and reports its statistics while training', () => {
    const weights = createBatchNorm(3);
    const input = tf.add<Tensor4D>(randomTensor([4, 5, 6, 3], 6, 3), 2);
    const observed = new Map<Tensor, Tensor>();
    const output = batchNorm(input, weights, {
      training: true,
      random,
      observe: (running, batch) => observed.set(running, batch),
    });
    const { mean, variance } = tf.moments(output, [0, 1, 2]);
    expect(largestDifference(mean, tf.zeros([3]))).toBeLessThan(1e-5);
    expect(largestDifference(variance, tf.ones([3]))).toBeLessThan(1e-3);
    const expected = tf.moments(input, [0, 1, 2]);
    expect(largestDifference(observed.get(weights.mean) ?? mean, expected.mean)).toBeLessThan(1e-5);
    expect(largestDifference(observed.get(weights.variance) ?? mean, expected.variance)).toBeLessThan(1e-4);
  });

  it('has the gradient that finite differences give', () => {
    const [input, gamma, beta] = [randomTensor([2, 2, 3, 2], 7), randomTensor([2], 8), randomTensor([2], 9)];
    const weighting = randomTensor([2, 2, 3, 2], 10);
    expectGradient([input, gamma, beta], (x, scale, shift) =>
      tf.sum(
        tf.mul(weighting, generalBatchNorm(x as Tensor4D, scale as Tensor1D, shift as Tensor1D, 1e-3).output),
      ),
    );
  });
});

describe('bidirectional LSTM', () => {
  it('gives both directions side by side, as its twin does', async () => {
    const weights = createBidirectionalLstm(random, 5, 4);
    disturbWeights(weights, 11);
    const input = randomTensor([7, 3, 5], 12) as Tensor3D;
    const output = bidirectionalLstm(input, weights);
    expect(output.shape).toEqual([7, 3, 8]);
    const twin = await runTwin((graph, name) => bidirectionalLstmOnnx(graph, name, weights), input);
    expect(largestDifference(output, twin)).toBeLessThan(1e-5);
  });

  it('has the gradient that finite differences give', () => {
    const inputs = [randomTensor([4, 2, 3], 13), randomTensor([5, 8], 14), randomTensor([8], 15)];
    const weighting = randomTensor([4, 2, 2], 16);
    expectGradient(inputs, (x, kernel, bias) =>
      tf.sum(tf.mul(weighting, generalLstm(x as Tensor3D, kernel as Tensor2D, bias as Tensor1D))),
    );
  });
});

it('a dense layer gives what its twin does', async () => {
  const weights = createDense(random, 5, 3);
  disturbWeights(weights, 17);
  const input = randomTensor([4, 5], 18) as Tensor2D;
  const twin = await runTwin((graph, name) => denseOnnx(graph, name, weights), input);
  expect(largestDifference(dense(input, weights), twin)).toBeLessThan(1e-5);
});

it('a ReLU has the gradient that finite differences give', () => {
  const input = tf.tensor1d([-2, -0.5, 0.5, 3]);
  expect([...relu(input).dataSync()]).toEqual([0, 0, 0.5, 3]);
  expectGradient([input], (x) => tf.sum(tf.mul(relu(x), tf.tensor1d([1, 2, 3, 4]))));
});

describe('dropout', () => {
  const input = tf.ones<tf.Rank.R3>([3, 20, 50]);

  it('silences the same channels at every time step and keeps the mean', () => {
    const output = dropout(input, 0.25, { ...reading, training: true });
    const [first, second] = tf.unstack(output);
    expect(largestDifference(first ?? input, second ?? input)).toBe(0);
    expect(tf.mean(output).dataSync()[0]).toBeCloseTo(1, 1);
    expect(tf.mean(tf.cast(tf.equal(output, 0), 'float32')).dataSync()[0]).toBeCloseTo(0.25, 1);
  });

  it('does nothing while reading', () => {
    expect(dropout(input, 0.25, reading)).toBe(input);
  });
});
