import { beforeAll, describe, expect, it } from 'vitest';
import {
  createDetector,
  detect,
  type Detection,
  type DetectorConfig,
} from '../../../pretraining/detector/network/network.ts';
import { createDirections } from '../../../pretraining/detector/network/directions.ts';
import { assignStoredDetector } from '../../../pretraining/detector/storedDetector.ts';
import { type Tensor4D, tf } from '../../../main/ml/tf.ts';
import { readingPass, recordStatistics } from '../../../main/ml/forwardPass.ts';
import { createRandom } from '../../../shared/random.ts';
import { detectorFile } from '../../support/detectorFile.ts';
import { disturbWeights, largestDifference, randomTensor } from '../../support/onnx.ts';

const config: DetectorConfig = { shallow: [4, 6, 8], deep: [12, 16], blocks: [1, 2, 1], pyramid: 8 };

/** Of the logits and of the distances' logarithms: what the network computes. */
function difference(found: Detection, wanted: Detection): number {
  return Math.max(
    largestDifference(found.kernel, wanted.kernel),
    largestDifference(tf.log(found.distances), tf.log(wanted.distances)),
  );
}

describe('assignStoredDetector', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('gives a network that finds what the file does, and sees its batches as it reads', () => {
    const ink = randomTensor([4, 64, 96, 1], 2, 0.2) as Tensor4D;
    const trained = createDetector(config, createRandom(1));
    disturbWeights(trained, 3, 0.05);
    const wanted = detect(ink, trained, readingPass(createRandom(1)));
    const weights = createDetector(config, createRandom(9));
    assignStoredDetector(weights, config, detectorFile(trained), [ink], createRandom(2));

    expect(difference(detect(ink, weights, readingPass(createRandom(1))), wanted)).toBeLessThan(1e-3);
    const { pass } = recordStatistics(createRandom(3));
    expect(difference(detect(ink, weights, pass), wanted)).toBeLessThan(1e-2);
  });

  it('takes the detector out of a file that also says in which direction writing runs', () => {
    const trained = createDetector(config, createRandom(1));
    const directions = createDirections({ features: [8, 12, 16], channels: 6, blocks: 1 }, createRandom(4));
    const weights = createDetector(config, createRandom(9));
    const ink = randomTensor([2, 64, 96, 1], 2, 0.2) as Tensor4D;
    assignStoredDetector(weights, config, detectorFile(trained, directions), [ink], createRandom(2));
    const pass = readingPass(createRandom(1));
    expect(difference(detect(ink, weights, pass), detect(ink, trained, pass))).toBeLessThan(1e-3);
  });

  it('refuses a detector of another form', () => {
    const weights = createDetector(config, createRandom(9));
    const file = detectorFile(createDetector({ ...config, blocks: [1, 1, 1] }, createRandom(1)));
    expect(() => {
      assignStoredDetector(weights, config, file, [], createRandom(2));
    }).toThrow('cannot be trained further');
    const narrower = detectorFile(createDetector({ ...config, pyramid: 6 }, createRandom(1)));
    expect(() => {
      assignStoredDetector(weights, config, narrower, [], createRandom(2));
    }).toThrow(expect.objectContaining({ code: 'model-damaged' }));
  });
});
