import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { findTensorflows } from '../../../../main/ml/backends/installTensorflow.ts';
import { startEngine } from '../../../../main/ml/backends/startEngine.ts';
import { generalReluGradient } from '../../../../main/ml/blocks/activations.ts';
import { generalBatchNorm } from '../../../../main/ml/blocks/batchNorm.ts';
import { generalLstm } from '../../../../main/ml/blocks/lstm.ts';
import { applyTransformArrays } from '../../../../main/ml/fast/applyTransform.ts';
import { blockLstm } from '../../../../main/ml/fast/blockLstm.ts';
import { fusedBatchNorm, reluGradient, hasFastForms } from '../../../../main/ml/fast/tensorflowOp.ts';
import { generalApplyTransform } from '../../../../main/ml/networks/recogniser/spatialTransformer.ts';
import {
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tf,
} from '../../../../main/ml/tf.ts';

const isInstalled = findTensorflows().length > 0;
if (!isInstalled) console.info('Fast forms are not tested: run "inkdex engine install tensorflow" first.');

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Output and the gradients of its weighted sum, as plain numbers. */
function trace(inputs: readonly Tensor[], compute: (...inputs: Tensor[]) => Tensor): Float32Array[] {
  return tf.tidy(() => {
    const output = compute(...inputs);
    const weights = tf.randomNormal(output.shape, 0, 1, 'float32', 11);
    const gradients = tf.grads((...args: Tensor[]) => tf.sum<Scalar>(tf.mul(compute(...args), weights)))([
      ...inputs,
    ]);
    return [output, ...gradients].map((tensor) => tensor.dataSync<'float32'>());
  });
}

function expectSame(found: readonly Float32Array[], expected: readonly Float32Array[]): void {
  expect(found).toHaveLength(expected.length);
  for (const [place, values] of expected.entries()) {
    const scale = Math.max(1, ...values.map(Math.abs));
    for (const [at, value] of values.entries()) {
      expect(Math.abs((found[place]?.[at] ?? NaN) - value), `tensor ${place}`).toBeLessThan(2e-5 * scale);
    }
  }
}

const noise = (shape: number[], seed: number): Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);

describe.skipIf(!isInstalled)('on the engine tensorflow (needs npx inkdex engine install tensorflow)', () => {
  beforeAll(() => startEngine('tensorflow'));

  it('fast forms are in use unless the environment says no', () => {
    expect(hasFastForms()).toBe(true);
    vi.stubEnv('INKDEX_FAST_FORMS', '0');
    expect(hasFastForms()).toBe(false);
  });

  it('the fused batch norm agrees with the general one in output, statistics and gradients', () => {
    const inputs = [tf.add(noise([3, 4, 5, 6], 1), 2), noise([6], 2), noise([6], 3)];
    const compute = (form: typeof fusedBatchNorm) => (input: Tensor, gamma: Tensor, beta: Tensor) =>
      form(input as Tensor4D, gamma as Tensor1D, beta as Tensor1D, 1e-3).output;
    expectSame(trace(inputs, compute(fusedBatchNorm)), trace(inputs, compute(generalBatchNorm)));

    const statistics = [fusedBatchNorm, generalBatchNorm].map((form) =>
      tf.tidy(() => {
        const [input, gamma, beta] = inputs as [Tensor4D, Tensor1D, Tensor1D];
        const { mean, variance } = form(input, gamma, beta, 1e-3);
        return [mean.dataSync<'float32'>(), variance.dataSync<'float32'>()];
      }),
    );
    expectSame(statistics[0] ?? [], statistics[1] ?? []);
  });

  it.each([
    { time: 7, batch: 3, channels: 5, hidden: 4 },
    { time: 2, batch: 2, channels: 3, hidden: 2 },
  ])(
    'the block LSTM agrees with the general one over $time time steps',
    ({ time, batch, channels, hidden }) => {
      const inputs = [
        noise([time, batch, channels], 4),
        noise([channels + hidden, 4 * hidden], 5),
        noise([4 * hidden], 6),
      ];
      const compute = (form: typeof blockLstm) => (input: Tensor, kernel: Tensor, bias: Tensor) =>
        form(input as Tensor3D, kernel as Tensor2D, bias as Tensor1D);
      expectSame(trace(inputs, compute(blockLstm)), trace(inputs, compute(generalLstm)));
    },
  );

  it('the transform over arrays agrees with the general one inside, at the edge and outside', () => {
    const images = noise([3, 6, 10, 1], 12) as Tensor4D;
    const transforms = tf.tensor2d([
      [1, 0.02, 0.01, 0.03, 1, -0.02],
      [0.6, -0.3, 0.4, 0.2, 0.7, -0.5],
      [1.4, 0.5, -2.3, -0.2, 1.3, 1.1],
    ]);
    const compute = (form: typeof applyTransformArrays) => (transform: Tensor) =>
      form(images, transform as Tensor2D);
    expectSame(
      trace([transforms], compute(applyTransformArrays)),
      trace([transforms], compute(generalApplyTransform)),
    );
  });

  it('the fast forms leave no tensors behind', () => {
    const image = noise([2, 3, 3, 2], 7) as Tensor4D;
    const scale = noise([2], 8) as Tensor1D;
    const sequence = noise([3, 2, 2], 9) as Tensor3D;
    const kernel = noise([4, 8], 10) as Tensor2D;
    const bias = noise([8], 11) as Tensor1D;
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      tf.grad((x) => tf.sum(fusedBatchNorm(x as Tensor4D, scale, scale, 1e-3).output))(image);
      tf.grad((x) => tf.sum(blockLstm(x as Tensor3D, kernel, bias)))(sequence);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('there are no fast forms on another engine', async () => {
  await startEngine('wasm');
  expect(hasFastForms()).toBe(false);
});

describe.skipIf(!isInstalled)(
  'the ReLU gradient of TensorFlow (needs npx inkdex engine install tensorflow)',
  () => {
    beforeAll(async () => {
      await startEngine('tensorflow');
    });

    it('gives what the general form gives', () => {
      const output = tf.tensor1d([0, 0, 0.5, 3]);
      const outputGradient = tf.tensor1d([1, -2, 3, -4]);
      const expected = [...generalReluGradient(outputGradient, output).dataSync()];
      expect([...reluGradient(outputGradient, output).dataSync()]).toEqual(expected);
    });
  },
);
