import { beforeAll, describe, expect, it } from 'vitest';
import {
  classVectors,
  createDirections,
  directionClasses,
  type DirectionConfig,
} from '../../../pretraining/detector/network/directions.ts';
import { createDetector, type DetectorConfig } from '../../../pretraining/detector/network/network.ts';
import { recordStatistics } from '../../../main/ml/forwardPass.ts';
import { type Tensor4D, tf } from '../../../main/ml/tf.ts';
import { flatLayout, flatten } from '../../../main/ml/training/flatWeights.ts';
import {
  applyGradients,
  createOptimizerState,
  defaultOptimizer,
} from '../../../main/ml/training/optimizer.ts';
import { disposeWeights, trainableWeights } from '../../../main/ml/weights.ts';
import { directionTargets, drawDirectionCrops } from '../../../pretraining/detector/directionCrops.ts';
import {
  countDirections,
  directionBatch,
  type DirectionBatch,
  directionLoss,
  logitsOf,
} from '../../../pretraining/detector/directionTask.ts';
import { markedPage } from '../../../pretraining/detector/markedPage.ts';
import { mapQuad, quadOfBox, type Point } from '../../../shared/geometry.ts';
import { createRandom } from '../../../shared/random.ts';
import { inkImage } from '../../support/images.ts';

const config: DetectorConfig = { shallow: [4, 6, 8], deep: [12, 16], blocks: [1, 1, 1], pyramid: 8 };
const directionConfig: DirectionConfig = { features: [8, 12, 16], channels: 10, blocks: 1 };

/** A page of words, each a bar, with a place of which no label says what is there. */
const bars = Array.from({ length: 40 }, (_, index) => {
  return { left: 60 + 130 * (index % 5), top: 60 + 70 * Math.floor(index / 5), width: 110, height: 30 };
});
const page = markedPage(inkImage({ width: 760, height: 660 }, bars), {
  name: 'bars',
  words: bars.map(({ left, top, width, height }) => quadOfBox([left, top, width, height])),
  ignored: [[0, 0, 40, 660]],
});
const options = {
  sources: [{ name: 'bars', pages: [page], share: 1, clutter: 0, rules: 0 }],
  cropSize: 192,
  batchSize: 6,
};

beforeAll(() => tf.setBackend('cpu'));

describe('the targets of a crop', () => {
  const turned = (degrees: number) => {
    const angle = (degrees / 180) * Math.PI;
    const word = mapQuad(quadOfBox([-60, -24, 120, 48]), ([x, y]): Point => {
      return [
        100 + x * Math.cos(angle) - y * Math.sin(angle),
        100 + x * Math.sin(angle) + y * Math.cos(angle),
      ];
    });
    const crop = { size: 192, ink: new Float32Array(192 * 192), words: [word], ignored: [] };
    return directionTargets(crop, 16);
  };

  it.each([0, 30, 90, 180, -120])('say in which direction a word runs: by %s degrees', (degrees) => {
    const { vectors, weight } = turned(degrees);
    const inside = [...weight.entries()].filter(([, weighs]) => weighs === 1);
    expect(inside.length).toBeGreaterThan(5);
    for (const [cell] of inside) {
      const [cosine = 0, sine = 0] = vectors.subarray(2 * cell);
      expect((Math.atan2(sine, cosine) / Math.PI) * 180).toBeCloseTo(degrees === 180 ? 180 : degrees, 3);
    }
  });

  it('weigh nothing at the edge of a word and where no label is, and less where no word is', () => {
    const { vectors, weight } = turned(0);
    const cells = 192 / 16;
    expect(weight[6 * cells + 6]).toBe(1);
    expect(weight[4 * cells + 6]).toBe(0);
    const empty = weight[0] ?? 0;
    expect(empty).toBeGreaterThan(0);
    expect(empty).toBeLessThan(1);
    expect([...vectors.subarray(0, 2)]).toEqual([0, 0]);
    const crop = { size: 192, ink: new Float32Array(192 * 192), words: [] };
    expect(
      directionTargets({ ...crop, ignored: [[0, 0, 192, 192]] }, 16).weight.every((one) => one === 0),
    ).toBe(true);
  });
});

it('crops are turned every way, and the same seed draws the same', () => {
  const crops = drawDirectionCrops(createRandom(3), { ...options, batchSize: 60 });
  expect(drawDirectionCrops(createRandom(3), { ...options, batchSize: 60 })).toEqual(crops);
  const quarters = new Set<number>();
  for (let at = 0; at < crops.vectors.length; at += 2) {
    const [cosine = 0, sine = 0] = crops.vectors.subarray(at);
    const length = Math.hypot(cosine, sine);
    if (length === 0) continue;
    expect(length).toBeCloseTo(1, 3);
    quarters.add(Math.round(Math.atan2(sine, cosine) / (Math.PI / 4) + 8) % 8);
  }
  expect(quarters.size).toBe(8);
});

describe('directionLoss', () => {
  /** Logits that are high for the classes along the vectors, or where there is no writing for that. */
  function answer({ vectors }: DirectionBatch, sharpness: number): Tensor4D {
    const flat = tf.reshape<tf.Rank.R2>(vectors, [-1, 2]);
    const classes = tf.slice(tf.tensor2d(classVectors, [directionClasses, 4]), [0, 0], [-1, 2]);
    const along = tf.mul(tf.matMul(flat, classes, false, true), sharpness);
    const none = tf.mul(tf.sub(0.5, tf.sum(tf.square(flat), 1, true)), 2 * sharpness);
    const first = tf.oneHot(tf.tensor1d([0], 'int32'), directionClasses);
    const [batch, rows, columns] = vectors.shape;
    return tf.reshape(tf.add(along, tf.mul(none, first)), [batch, rows, columns, directionClasses]);
  }

  it('is small for the true answer, large for the opposite one, and blind to what weighs nothing', () => {
    const batch = directionBatch(createRandom(1), options);
    const loss = (of: Tensor4D, weight = batch.weight): number =>
      directionLoss(of, { ...batch, weight }).dataSync()[0] ?? NaN;
    const opposite = { ...batch, vectors: tf.neg<Tensor4D>(batch.vectors) };
    expect(loss(answer(batch, 8))).toBeLessThan(1);
    expect(loss(answer(opposite, 8))).toBeGreaterThan(3);
    expect(loss(answer(opposite, 8), tf.zerosLike(batch.weight))).toBeCloseTo(0);
  });

  it('reaches every weight with a gradient, falls when they follow it, and changes nothing of the detector', () => {
    const detector = createDetector(config, createRandom(1));
    const weights = createDirections(directionConfig, createRandom(2));
    const batch = directionBatch(createRandom(1), options);
    const trained = trainableWeights(weights);
    const state = createOptimizerState(trained);
    const fixed = trainableWeights(detector);
    const before = flatten(flatLayout(fixed), fixed).dataSync();
    const losses: number[] = [];
    for (let step = 0; step < 12; step += 1) {
      const recorder = recordStatistics(createRandom(step));
      const { value, grads } = tf.variableGrads(
        () => directionLoss(logitsOf(batch, detector, weights, recorder.pass), batch),
        [...trained.values()],
      );
      recorder.fold(0.9);
      losses.push(value.dataSync()[0] ?? Number.NaN);
      const gradients = new Map(
        [...trained].map(([name, weight]) => [name, grads[weight.name] ?? batch.ink]),
      );
      if (step === 0) {
        const still = [...gradients].filter(([, gradient]) => tf.max(tf.abs(gradient)).dataSync()[0] === 0);
        expect(still.map(([name]) => name)).toEqual([]);
      }
      applyGradients(trained, flatten(state.layout, gradients), state, {
        ...defaultOptimizer,
        learningRate: 0.01,
      });
    }
    expect(losses.at(-1)).toBeLessThan(0.7 * (losses[0] ?? 0));
    expect(flatten(flatLayout(fixed), fixed).dataSync()).toEqual(before);
    disposeWeights(detector);
    disposeWeights(weights);
  });
});

it('counts which lines are found, which are upright, and what is invented', () => {
  const vectors = tf.tensor4d([1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0], [1, 1, 6, 2]);
  const found = tf.tensor4d(
    [
      ...[0.9, 0.1, 0.9, 0.1],
      ...[-0.8, 0, 0.9, 0],
      ...[0.6, 0.6, 0, 0.9],
      ...[0.1, 0.1, 0.2, 0.1],
      ...[0, 0.9, -0.9, 0],
      ...[1, 0, 1, 0],
    ],
    [1, 1, 6, 4],
  );
  const weight = tf.tensor3d([1, 1, 1, 1, 1, 0], [1, 1, 6]);
  const batch = { ink: tf.zeros<tf.Rank.R4>([1, 16, 96, 1]), vectors, weight };
  const counts = { writing: 3, along: 2, upright: 1, empty: 2, invented: 1 };
  expect(countDirections(found, batch)).toEqual(counts);
});
