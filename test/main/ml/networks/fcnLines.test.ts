import { beforeAll, expect, it } from 'vitest';
import { startEngine } from '../../../../main/ml/backends/startEngine.ts';
import {
  createFcnLines,
  fcnLines,
  fcnLinesConfig,
  fcnLinesLoss,
  fcnLinesOnnx,
} from '../../../../main/ml/networks/fcnLines.ts';
import { type Tensor4D, tf } from '../../../../main/ml/tf.ts';
import { trainableWeights } from '../../../../main/ml/weights.ts';
import { createRandom } from '../../../../shared/random.ts';
import {
  channelsFirst,
  disturbWeights,
  largestDifference,
  randomTensor,
  runOnnx,
} from '../../../support/onnx.ts';

const config = fcnLinesConfig({ channels: 3, longSide: 63 });
const metadata = {
  format: 1,
  kind: 'lines',
  name: 'Tiny',
  network: { name: 'fcn-lines', options: config },
  longSide: 63,
  multiple: 21,
  parameters: 1,
} as const;

beforeAll(() => startEngine('wasm'));

it('has the 165,795 weights of text-recognizer-pro', () => {
  const weights = [...trainableWeights(createFcnLines(fcnLinesConfig({}), createRandom(1))).values()];
  expect(weights.reduce((sum, { size }) => sum + size, 0)).toBe(165_795);
});

it('finds as its .onnx file does, on pages of any size that 21 divides', async () => {
  const weights = createFcnLines(config, createRandom(1));
  disturbWeights(weights, 3, 0.05);
  for (const [height, width] of [
    [63, 42],
    [21, 84],
  ] as const) {
    const page = randomTensor([1, height, width, 1], 7);
    const probabilities = tf.softmax(fcnLines(page as Tensor4D, weights));
    const found = await runOnnx(fcnLinesOnnx(weights, metadata), channelsFirst(page as Tensor4D));
    expect(largestDifference(tf.transpose(probabilities, [0, 3, 1, 2]), found)).toBeLessThan(1e-4);
  }
});

it('has the gradients that differences of its loss have', () => {
  const weights = createFcnLines(config, createRandom(1));
  disturbWeights(weights, 5, 0.05);
  const pages = tf.abs<Tensor4D>(randomTensor([2, 21, 42, 1], 9, 0.2) as Tensor4D);
  const classes = tf.tensor3d(
    Int32Array.from({ length: 2 * 21 * 42 }, (_, pixel) => Math.floor(pixel / 90) % 3),
    [2, 21, 42],
    'int32',
  );
  const loss = (): number =>
    tf.tidy(() => fcnLinesLoss(fcnLines(pages, weights), classes).dataSync()[0] ?? NaN);
  const variables = trainableWeights(weights);
  const { grads } = tf.variableGrads(
    () => fcnLinesLoss(fcnLines(pages, weights), classes),
    [...variables.values()],
  );
  for (const [name, variable] of variables) {
    const gradient = grads[variable.name];
    if (gradient === undefined) throw new Error(`${name} has no gradient.`);
    const length = tf.norm(gradient).dataSync()[0] ?? 0;
    expect(length, name).toBeGreaterThan(0);
    // Large beside the error of float32 in the mean of so many pixels; ReLUs bend on the way.
    const way = tf.mul(gradient, 5e-3 / length);
    const before = variable.clone();
    variable.assign(tf.add(before, way));
    const after = loss();
    variable.assign(tf.sub(before, way));
    const difference = (after - loss()) / 1e-2;
    variable.assign(before);
    expect(Math.abs(difference - length) / Math.max(length, 0.02), name).toBeLessThan(0.1);
  }
});
