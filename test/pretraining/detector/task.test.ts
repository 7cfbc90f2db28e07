import { beforeAll, describe, expect, it } from 'vitest';
import {
  createDetector,
  detect,
  type DetectorConfig,
} from '../../../pretraining/detector/network/network.ts';
import { type Tensor4D, tf } from '../../../main/ml/tf.ts';
import { flatten } from '../../../main/ml/training/flatWeights.ts';
import {
  applyGradients,
  createOptimizerState,
  defaultOptimizer,
} from '../../../main/ml/training/optimizer.ts';
import { recordStatistics } from '../../../main/ml/forwardPass.ts';
import { disposeWeights, trainableWeights } from '../../../main/ml/weights.ts';
import { detectorLoss, hardCellCount } from '../../../pretraining/detector/task.ts';
import { detectorTargets } from '../../../pretraining/detector/targets.ts';
import { quadOfBox } from '../../../shared/geometry.ts';
import { createRandom } from '../../../shared/random.ts';

const config: DetectorConfig = { shallow: [4, 6, 8], deep: [12, 16], blocks: [1, 1, 1], pyramid: 8 };

beforeAll(() => tf.setBackend('cpu'));

/** A crop of two words, drawn as bars, and its targets. */
function example() {
  const size = 64;
  const words = [quadOfBox([6, 8, 40, 16]), quadOfBox([10, 36, 48, 20])];
  const ink = new Float32Array(size * size);
  for (const [[x, y], , [right, bottom]] of words) {
    for (let row = y; row < bottom; row += 2) ink.fill(1, row * size + x, row * size + right);
  }
  const targets = detectorTargets({ size, ink, words, ignored: [] }, 4);
  const cells = size / 4;
  const kernelCells = targets.kernel.reduce((sum, value) => sum + value, 0);
  const map = (values: Float32Array, channels: number): Tensor4D =>
    tf.tensor4d(values, [1, cells, cells, channels]);
  return {
    ink: tf.tensor4d(ink, [1, size, size, 1]),
    targets: {
      kernel: map(targets.kernel, 1),
      weight: map(targets.weight, 1),
      distances: map(targets.distances, 4),
      distanceWeight: map(targets.distanceWeight, 1),
      hardCells: hardCellCount(kernelCells, cells * cells),
    },
  };
}

describe('detectorLoss', () => {
  it('is near zero for a perfect answer, and blind to masked cells', () => {
    const { targets } = example();
    const perfect = {
      kernel: tf.sub<Tensor4D>(tf.mul(targets.kernel, 24), 12),
      distances: targets.distances,
    };
    expect(detectorLoss(perfect, targets).dataSync()[0]).toBeLessThan(0.01);

    const wrong = { ...perfect, kernel: tf.neg(perfect.kernel) };
    expect(detectorLoss(wrong, targets).dataSync()[0]).toBeGreaterThan(5);
    const masked = { ...targets, weight: tf.zerosLike(targets.weight) };
    expect(detectorLoss(wrong, masked).dataSync()[0]).toBeCloseTo(
      detectorLoss(perfect, masked).dataSync()[0] ?? 0,
    );
  });

  it('reaches every weight with a gradient, and falls when they follow it', () => {
    const { ink, targets } = example();
    const weights = createDetector(config, createRandom(4));
    const trainable = trainableWeights(weights);
    const state = createOptimizerState(trainable);
    const losses: number[] = [];
    for (let step = 0; step < 12; step += 1) {
      const recorder = recordStatistics(createRandom(step));
      const { value, grads } = tf.variableGrads(
        () => detectorLoss(detect(ink, weights, recorder.pass), targets),
        [...trainable.values()],
      );
      recorder.fold(0.9);
      losses.push(value.dataSync()[0] ?? Number.NaN);
      const gradients = new Map([...trainable].map(([name, weight]) => [name, grads[weight.name] ?? ink]));
      if (step === 0) {
        const still = [...gradients].filter(([, gradient]) => tf.max(tf.abs(gradient)).dataSync()[0] === 0);
        expect(still.map(([name]) => name)).toEqual([]);
      }
      applyGradients(trainable, flatten(state.layout, gradients), state, {
        ...defaultOptimizer,
        learningRate: 0.01,
      });
    }
    expect(losses.at(-1)).toBeLessThan(0.6 * (losses[0] ?? 0));
    disposeWeights(weights);
  });
});
