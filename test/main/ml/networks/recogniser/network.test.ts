import { beforeAll, describe, expect, it } from 'vitest';
import { ctcLoss } from '../../../../../main/ml/ctc/loss.ts';
import { recogniserStride } from '../../../../../main/ml/networks/input.ts';
import { pretrainedRecogniserConfig } from '../../../../../main/ml/networks/recogniser/config.ts';
import {
  createRecogniser,
  recognise,
  recogniserNetwork,
  recogniserOnnx,
} from '../../../../../main/ml/networks/recogniser/network.ts';
import { type Scalar, type Tensor4D, tf, type Variable } from '../../../../../main/ml/tf.ts';
import {
  countParameters,
  disposeWeights,
  namedWeights,
  trainableWeights,
} from '../../../../../main/ml/weights.ts';
import { createRandom } from '../../../../../shared/random.ts';
import {
  channelsFirst,
  disturbWeights,
  exampleMetadata,
  largestDifference,
  randomTensor,
  runOnnx,
} from '../../../../support/onnx.ts';
import { disposeAfterEach } from '../../../../support/scopes.ts';
import { samePass } from '../../../../support/gradients.ts';

beforeAll(() => tf.setBackend('cpu'));
disposeAfterEach();

const starter = pretrainedRecogniserConfig(11);
/** The starter's form with fewer channels, for the slow backend of the tests. */
const small = {
  ...starter,
  stem: 4,
  blocks: starter.blocks.map(({ pool }, index) => ({ pool, channels: [8, 8, 12, 12, 12][index] ?? 12 })),
  recurrent: [6, 6],
};

function randomImages(batch: number, width: number): Tensor4D {
  return tf.clipByValue(randomTensor([batch, 48, width, 1], width), 0, 1) as Tensor4D;
}

describe('recogniser', () => {
  it.each([32, 64])('gives a time step for every four columns at width %i', (width) => {
    const weights = createRecogniser(small, createRandom(1));
    const images = randomImages(2, width);
    const { logits, shortcut } = recognise(images, weights, small, samePass(true));
    expect(logits.shape).toEqual([width / recogniserStride, 2, small.classes]);
    expect(shortcut?.shape).toEqual(logits.shape);
    expect(recogniserNetwork(weights, small).rectify(images).shape).toEqual(images.shape);
    expect(recognise(images, weights, small, samePass(false)).shortcut).toBeUndefined();
    disposeWeights(weights);
  });

  it('reads as its .onnx file does', async () => {
    const weights = createRecogniser(starter, createRandom(2));
    disturbWeights(weights, 3, 0.03);
    const images = randomImages(2, 48);
    const { logits } = recognise(images, weights, starter, samePass(false));
    const file = recogniserOnnx(weights, starter, exampleMetadata);
    expect(largestDifference(logits, await runOnnx(file, channelsFirst(images)))).toBeLessThan(1e-4);
    // Not by being blind: other images give other logits.
    const others = tf.reverse(images, 2);
    expect(
      largestDifference(logits, recognise(others, weights, starter, samePass(false)).logits),
    ).toBeGreaterThan(0.01);
    disposeWeights(weights);
  });

  it.each([
    ['small', 1],
    ['large', 2],
  ] as const)('has, %s, about %i million parameters to read with', (size, millions) => {
    const weights = createRecogniser(pretrainedRecogniserConfig(166, size), createRandom(1));
    const reading = countParameters(weights) - countParameters(weights.shortcut);
    expect(reading / 1e6).toBeGreaterThan(millions - 0.2);
    expect(reading / 1e6).toBeLessThan(millions + 0.1);
    disposeWeights(weights);
  });

  it('gives the same weights for the same seed and others for another', () => {
    const values = (seed: number): number[] => {
      const weights = createRecogniser(small, createRandom(seed));
      const all = [...namedWeights(weights).values()].flatMap((variable) => [...variable.dataSync()]);
      disposeWeights(weights);
      return all;
    };
    expect(values(4)).toEqual(values(4));
    expect(values(4)).not.toEqual(values(5));
  });

  it('gives every weight a gradient and leaves no tensor behind', () => {
    const weights = createRecogniser(small, createRandom(6));
    disturbWeights(weights, 7, 0.05);
    const images = randomImages(2, 32);
    const labels = [Int32Array.of(1, 2, 2), Int32Array.of(3)];
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const variables: Variable[] = [...trainableWeights(weights).values()];
      const { grads } = tf.variableGrads(() => {
        const { logits, shortcut } = recognise(images, weights, small, samePass(true));
        if (shortcut === undefined) throw new Error('No shortcut while training.');
        return tf.add<Scalar>(ctcLoss(logits, labels), ctcLoss(shortcut, labels));
      }, variables);
      const silent = [...trainableWeights(weights)].filter(([, variable]) => {
        const gradient = grads[variable.name];
        return gradient === undefined || tf.max(tf.abs(gradient)).dataSync()[0] === 0;
      });
      expect(silent.map(([name]) => name)).toEqual([]);
    });
    expect(tf.memory().numTensors).toBe(before);
    disposeWeights(weights);
  });
});
