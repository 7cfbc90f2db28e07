import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../../main/ml/backends/startEngine.ts';
import { type Scalar, type Tensor, type Tensor4D, tf } from '../../../../main/ml/tf.ts';

/** Gradients of a function on one backend, as plain numbers. */
async function gradientsOn(
  backend: string,
  inputs: readonly { values: Float32Array; shape: number[] }[],
  compute: (...inputs: Tensor[]) => Tensor,
): Promise<Float32Array[]> {
  await tf.setBackend(backend);
  return tf.tidy(() => {
    const tensors = inputs.map(({ values, shape }) => tf.tensor(values, shape));
    // Squared, so that the gradient of the output differs from place to place.
    const gradients = tf.grads((...args: Tensor[]) => tf.sum<Scalar>(tf.square(compute(...args))))(tensors);
    return gradients.map((gradient) => gradient.dataSync<'float32'>());
  });
}

function noise(shape: number[], seed: number): { values: Float32Array; shape: number[] } {
  const values = tf.tidy(() => tf.randomNormal(shape, 0, 1, 'float32', seed).dataSync<'float32'>());
  return { values, shape };
}

async function expectSameGradients(
  inputs: readonly { values: Float32Array; shape: number[] }[],
  compute: (...inputs: Tensor[]) => Tensor,
): Promise<void> {
  const expected = await gradientsOn('cpu', inputs, compute);
  const found = await gradientsOn('wasm', inputs, compute);
  for (const [place, gradient] of expected.entries()) {
    const largest = Math.max(...gradient.map(Math.abs));
    expect(largest).toBeGreaterThan(0);
    expect(found[place]).toHaveLength(gradient.length);
    for (const [at, value] of gradient.entries()) {
      expect(Math.abs((found[place]?.[at] ?? NaN) - value)).toBeLessThan(1e-4 * largest);
    }
  }
}

beforeAll(() => startEngine('wasm'));

describe('a convolution on wasm has the gradients of the cpu backend', () => {
  it.each([
    { name: '3x3', filter: [3, 3, 4, 5], strides: [1, 1], pad: 'same' },
    {
      name: '3x3 in strides of two over an even and an odd side',
      filter: [3, 3, 4, 5],
      strides: [2, 2],
      pad: 'same',
    },
    { name: '1x1', filter: [1, 1, 4, 6], strides: [1, 1], pad: 'same' },
    { name: '1x3', filter: [1, 3, 4, 2], strides: [1, 1], pad: 'same' },
    { name: '3x2 without padding in unequal strides', filter: [3, 2, 4, 2], strides: [2, 1], pad: 'valid' },
  ] as const)('$name', async ({ filter, strides, pad }) => {
    await expectSameGradients([noise([2, 8, 7, 4], 1), noise([...filter], 2)], (input, kernel) =>
      tf.conv2d(input as Tensor4D, kernel as Tensor4D, [...strides], pad),
    );
  });
});

describe('a depthwise convolution on wasm has the gradients of the cpu backend', () => {
  it.each([
    { name: '3x3', filter: [3, 3, 4, 1], stride: 1, pad: 'same' },
    { name: '5x5', filter: [5, 5, 4, 1], stride: 1, pad: 'same' },
    { name: '3x3 in strides of two', filter: [3, 3, 4, 1], stride: 2, pad: 'same' },
    { name: '3x3 of two outputs a channel', filter: [3, 3, 4, 2], stride: 1, pad: 'same' },
    { name: '2x3 without padding', filter: [2, 3, 4, 1], stride: 1, pad: 'valid' },
  ] as const)('$name', async ({ filter, stride, pad }) => {
    await expectSameGradients([noise([2, 8, 7, 4], 3), noise([...filter], 4)], (input, kernel) =>
      tf.depthwiseConv2d(input as Tensor4D, kernel as Tensor4D, stride, pad),
    );
  });
});

it('a gather on wasm sums the gradients of a row that is read twice', async () => {
  await expectSameGradients([noise([5, 3], 5)], (input) => tf.gather(input, tf.tensor1d([4, 0, 4], 'int32')));
});

it('the kernels leave no tensors behind', async () => {
  await tf.setBackend('wasm');
  const input = tf.randomNormal<tf.Rank.R4>([1, 6, 6, 2], 0, 1, 'float32', 6);
  const kernel = tf.randomNormal<tf.Rank.R4>([3, 3, 2, 1], 0, 1, 'float32', 7);
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    tf.grads((x, w) => tf.sum(tf.depthwiseConv2d(x as Tensor4D, w as Tensor4D, 2, 'same')))([input, kernel]);
  });
  expect(tf.memory().numTensors).toBe(before);
});
