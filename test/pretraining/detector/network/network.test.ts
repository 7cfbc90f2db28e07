import { InferenceSession, Tensor as OnnxTensor } from '../../../../main/ml/onnx/runtime.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { readingPass } from '../../../../main/ml/forwardPass.ts';
import {
  createDetector,
  detect,
  type DetectorConfig,
} from '../../../../pretraining/detector/network/network.ts';
import { type Tensor4D, tf } from '../../../../main/ml/tf.ts';
import { disposeWeights } from '../../../../main/ml/weights.ts';
import { createRandom } from '../../../../shared/random.ts';
import { detectorFile } from '../../../support/detectorFile.ts';
import { channelsFirst, disturbWeights, largestDifference, randomTensor } from '../../../support/onnx.ts';

const config: DetectorConfig = { shallow: [4, 6, 8], deep: [12, 16], blocks: [1, 1, 1], pyramid: 8 };

beforeAll(() => tf.setBackend('cpu'));

describe('detect', () => {
  it('gives a quarter of each side, distances above zero, and leaves no tensors behind', () => {
    const weights = createDetector(config, createRandom(1));
    const input = randomTensor([2, 64, 96, 1], 2) as Tensor4D;
    const before = tf.memory().numTensors;
    const { kernel, distances } = detect(input, weights, readingPass(createRandom(1)));
    expect(kernel.shape).toEqual([2, 16, 24, 1]);
    expect(distances.shape).toEqual([2, 16, 24, 4]);
    expect(tf.min(distances).dataSync()[0]).toBeGreaterThan(0);
    expect(tf.memory().numTensors - before).toBe(3);
    disposeWeights(weights);
  });

  it('says the same as its ONNX twin, at any size', async () => {
    const weights = createDetector(config, createRandom(1));
    disturbWeights(weights, 3, 0.05);
    const file = detectorFile(weights);
    const session = await InferenceSession.create(file, { intraOpNumThreads: 1, logSeverityLevel: 3 });
    for (const [height, width] of [
      [64, 64],
      [32, 96],
    ] as const) {
      const input = randomTensor([1, height, width, 1], height) as Tensor4D;
      const { kernel, distances } = detect(input, weights, readingPass(createRandom(1)));
      const feeds = { ink: new OnnxTensor('float32', input.dataSync<'float32'>(), [1, 1, height, width]) };
      const found = await session.run(feeds);
      // Distances are exponentials: their logarithms are what the network computes.
      const pairs = [
        [found.kernel, kernel],
        [found.distances, distances],
      ] as const;
      for (const [output, expected] of pairs) {
        if (!(output?.data instanceof Float32Array)) throw new Error('An output is not float32.');
        const twin = tf.tensor(output.data, [...output.dims]);
        const isKernel = expected === kernel;
        const difference = isKernel
          ? largestDifference(twin, channelsFirst(expected))
          : largestDifference(tf.log(twin), tf.log(channelsFirst(expected)));
        expect(difference).toBeLessThan(1e-4);
      }
    }
    await session.release();
    disposeWeights(weights);
  });
});
