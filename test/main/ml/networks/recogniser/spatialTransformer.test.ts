import { beforeAll, describe, expect, it } from 'vitest';
import {
  applyTransform,
  createTransformer,
  findTransform,
  sampleBilinear,
  straighten,
  straightenOnnx,
} from '../../../../../main/ml/networks/recogniser/spatialTransformer.ts';
import { type Tensor2D, type Tensor4D, tf } from '../../../../../main/ml/tf.ts';
import { createRandom } from '../../../../../shared/random.ts';
import { expectGradient } from '../../../../support/gradients.ts';
import {
  channelsFirst,
  disturbWeights,
  largestDifference,
  randomTensor,
  runTwin,
} from '../../../../support/onnx.ts';

beforeAll(() => tf.setBackend('cpu'));

const images = randomTensor([2, 16, 32, 1], 1) as Tensor4D;

function transformOf(...rows: number[]): Tensor2D {
  return tf.tile(tf.tensor2d(rows, [1, 6]), [2, 1]);
}

describe('spatial transformer', () => {
  it('leaves images as they are before training', () => {
    const weights = createTransformer(createRandom(2), [4, 8]);
    expect(largestDifference(straighten(images, weights), images)).toBeLessThan(1e-5);
  });

  it('shifts by half heights and reads 0 outside', () => {
    // 0.25 half heights of 8 pixels: two pixels to the right.
    const shifted = applyTransform(images, transformOf(1, 0, 0.25, 0, 1, 0));
    const expected = tf.pad(images.slice([0, 0, 2, 0], [2, 16, 30, 1]), [
      [0, 0],
      [0, 0],
      [0, 2],
      [0, 0],
    ]);
    expect(largestDifference(shifted, expected)).toBeLessThan(1e-5);
  });

  it.each([32, 64])('slants by the same angle at width %i', (width) => {
    const stroke = Array.from({ length: width }, (_, column) => Number(column === width / 2 - 1));
    const vertical: Tensor4D = tf.tile(tf.tensor4d(stroke, [1, 1, width, 1]), [2, 16, 1, 1]);
    const slanted = applyTransform(vertical, transformOf(1, 1, 0, 0, 1, 0));
    // The top row lies 7.5 pixels above the centre: there the stroke falls between two columns.
    const top = slanted.slice([0, 0, width / 2 + 6, 0], [1, 1, 2, 1]).dataSync();
    expect([...top]).toEqual([0.5, 0.5]);
  });

  it('has the gradient that finite differences give, outside the image too', () => {
    const places = [
      [0.3, 4.6, -0.6, 31.4, 40.5, -3.5],
      [2.2, 9.7, 3.3, 30.8, 1.2, 0.4],
    ];
    const rows = [
      [0.4, 14.7, 3.3, 15.4, 5.5, 5.5],
      [-0.7, 3.6, 20.5, 4.4, 1.8, 7.3],
    ];
    const weighting = randomTensor([2, 6], 3);
    expectGradient([tf.tensor2d(places), tf.tensor2d(rows)], (x, y) =>
      tf.sum(tf.mul(weighting, sampleBilinear(images, x as Tensor2D, y as Tensor2D))),
    );
  });

  it('passes the gradient on to the transform', () => {
    // A smooth image: differences over a whole transform cross many pixel borders.
    const wave = (length: number): number[] => Array.from({ length }, (_, at) => Math.sin(at / 5));
    const surface = tf.matMul(tf.tensor2d(wave(16), [16, 1]), tf.tensor2d(wave(32), [1, 32]));
    const smooth: Tensor4D = tf.tile(tf.reshape(surface, [1, 16, 32, 1]), [2, 1, 1, 1]);
    const transform = tf.tensor2d(
      [0.7, 0.1, 0.03, -0.05, 0.6, 0.02, 0.65, -0.1, 0.1, 0.04, 0.7, -0.1],
      [2, 6],
    );
    const weighting = randomTensor([2, 16, 32, 1], 4, 0.1);
    expectGradient(
      [transform],
      (given) => tf.sum(tf.mul(weighting, applyTransform(smooth, given as Tensor2D))),
      { step: 1e-3, digits: 1 },
    );
  });

  it.each([32, 48])('straightens as its twin does at width %i', async (width) => {
    const weights = createTransformer(createRandom(5), [4, 8]);
    disturbWeights(weights, 6, 0.15);
    const input = tf.abs(randomTensor([2, 16, width, 1], 7)) as Tensor4D;
    const change = tf.sub(findTransform(input, weights), tf.tensor2d([[1, 0, 0, 0, 1, 0]]));
    expect(tf.max(tf.abs(change)).dataSync()[0]).toBeGreaterThan(0.05);
    const twin = await runTwin(
      (graph, name) => straightenOnnx(graph, name, weights, 16),
      channelsFirst(input),
    );
    expect(largestDifference(channelsFirst(straighten(input, weights)), twin)).toBeLessThan(1e-4);
  });
});
