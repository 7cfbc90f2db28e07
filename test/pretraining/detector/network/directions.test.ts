import { InferenceSession, Tensor as OnnxTensor } from '../../../../main/ml/onnx/runtime.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { readingPass } from '../../../../main/ml/forwardPass.ts';
import {
  createDirections,
  type DirectionConfig,
  directionClasses,
  directionLogits,
  directionsOfLogits,
} from '../../../../pretraining/detector/network/directions.ts';
import {
  backbone,
  createDetector,
  type DetectorConfig,
} from '../../../../pretraining/detector/network/network.ts';
import { type Tensor4D, tf } from '../../../../main/ml/tf.ts';
import { disposeWeights } from '../../../../main/ml/weights.ts';
import { createRandom } from '../../../../shared/random.ts';
import { detectorFile } from '../../../support/detectorFile.ts';
import { channelsFirst, disturbWeights, largestDifference, randomTensor } from '../../../support/onnx.ts';

const config: DetectorConfig = { shallow: [4, 6, 8], deep: [12, 16], blocks: [1, 1, 1], pyramid: 8 };
const directionConfig: DirectionConfig = { features: [8, 12, 16], channels: 10, blocks: 2 };

beforeAll(() => tf.setBackend('cpu'));

describe('directions', () => {
  it('are classified for each sixteenth of a side, and leave no tensors behind', () => {
    const pass = readingPass(createRandom(1));
    const detector = createDetector(config, createRandom(1));
    const weights = createDirections(directionConfig, createRandom(2));
    const features = backbone(randomTensor([2, 64, 96, 1], 2) as Tensor4D, detector, pass);
    const before = tf.memory().numTensors;
    const logits = directionLogits(features, weights, pass);
    expect(logits.shape).toEqual([2, 4, 6, directionClasses]);
    expect(directionsOfLogits(logits).shape).toEqual([2, 4, 6, 4]);
    expect(tf.memory().numTensors - before).toBe(2);
    disposeWeights(detector);
    disposeWeights(weights);
  });

  it('are means: as long as it is probable that there is writing which runs one way', () => {
    const sure = (...classes: number[]): number[] => {
      const logits = Array.from({ length: directionClasses }, (_, index) =>
        classes.includes(index) ? 40 : 0,
      );
      return [...directionsOfLogits(tf.tensor4d(logits, [1, 1, 1, directionClasses])).dataSync()];
    };
    const [right, down, left] = [1, 5, 9];
    const close = (...values: number[]) => values.map((value) => expect.closeTo(value) as number);
    expect(sure(0)).toEqual(close(0, 0, 0, 0));
    expect(sure(right)).toEqual(close(1, 0, 1, 0));
    expect(sure(down)).toEqual(close(0, 1, -1, 0));
    expect(sure(right, left)).toEqual(close(0, 0, 1, 0));
    expect(sure(0, left)).toEqual(close(-0.5, 0, 0.5, 0));
  });

  it('say the same as their ONNX twin, at any size', async () => {
    const pass = readingPass(createRandom(1));
    const detector = createDetector(config, createRandom(1));
    const weights = createDirections(directionConfig, createRandom(2));
    disturbWeights(detector, 3, 0.05);
    disturbWeights(weights, 4, 0.05);
    const file = detectorFile(detector, weights);
    const session = await InferenceSession.create(file, { intraOpNumThreads: 1, logSeverityLevel: 3 });
    for (const [height, width] of [
      [64, 64],
      [32, 96],
    ] as const) {
      const input = randomTensor([1, height, width, 1], height) as Tensor4D;
      const logits = directionLogits(backbone(input, detector, pass), weights, pass);
      const expected = directionsOfLogits(logits);
      const feeds = { ink: new OnnxTensor('float32', input.dataSync<'float32'>(), [1, 1, height, width]) };
      const found = (await session.run(feeds)).directions;
      if (!(found?.data instanceof Float32Array)) throw new Error('The output is not float32.');
      const twin = tf.tensor(found.data, [...found.dims]);
      expect(largestDifference(twin, channelsFirst(expected))).toBeLessThan(1e-4);
    }
    await session.release();
  });
});
