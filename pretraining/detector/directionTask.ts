import { directionPlanes } from '../../main/ml/detection/directions.ts';
import type { Random } from '../../shared/random.ts';
import {
  classVectors,
  directionClasses,
  directionLogits,
  directionStride,
  type DirectionWeights,
} from './network/directions.ts';
import { backbone, type DetectorWeights } from './network/network.ts';
import { type ForwardPass, readingPass } from '../../main/ml/forwardPass.ts';
import { type Scalar, type Tensor3D, type Tensor4D, tf } from '../../main/ml/tf.ts';
import { drawDirectionCrops } from './directionCrops.ts';
import type { CropOptions } from './drawCrops.ts';

/** Crops and what the network shall say of them. */
export interface DirectionBatch {
  /** [batch, rows, columns, 1] */
  readonly ink: Tensor4D;
  /** Cosine and sine, [batch, rows / 16, columns / 16, 2]; 0 where there is no writing. */
  readonly vectors: Tensor4D;
  /** What a cell weighs, [batch, rows / 16, columns / 16]. */
  readonly weight: Tensor3D;
}

/** Crops drawn at random, with their targets, as tensors. */
export function directionBatch(random: Random, options: CropOptions): DirectionBatch {
  const { batchSize, cropSize } = options;
  const { ink, vectors, weight } = drawDirectionCrops(random, options);
  const cells = cropSize / directionStride;
  return {
    ink: tf.tensor4d(ink, [batchSize, cropSize, cropSize, 1]),
    vectors: tf.tensor4d(vectors, [batchSize, cells, cells, 2]),
    weight: tf.tensor3d(weight, [batchSize, cells, cells]),
  };
}

export function disposeDirections({ ink, vectors, weight }: DirectionBatch): void {
  tf.dispose([ink, vectors, weight]);
}

/** The logits of a batch, by features of a detector that does not change. */
export function logitsOf(
  { ink }: DirectionBatch,
  detector: DetectorWeights,
  weights: DirectionWeights,
  pass: ForwardPass,
): Tensor4D {
  return tf.tidy(() => directionLogits(backbone(ink, detector, readingPass(pass.random)), weights, pass));
}

/** How much likelier the nearest class is than its neighbours, which are true in part: 26 degrees around a direction. */
const concentration = 8;

/** Cross-entropy with the classes around the true direction, as likely as in a von Mises distribution. */
export function directionLoss(logits: Tensor4D, { vectors, weight }: DirectionBatch): Scalar {
  return tf.tidy(() => {
    const flat = tf.reshape<tf.Rank.R2>(vectors, [-1, 2]);
    // Cosine and sine of the directions.
    const directions = tf.slice(
      tf.tensor2d(classVectors, [directionClasses, directionPlanes]),
      [1, 0],
      [-1, 2],
    );
    const isWriting = tf.sum(tf.square(flat), 1, true);
    const near = tf.softmax(tf.mul(tf.matMul(flat, directions, false, true), concentration));
    const truths = tf.concat([tf.sub(1, isWriting), tf.mul(near, isWriting)], 1);
    const found = tf.logSoftmax(tf.reshape<tf.Rank.R2>(logits, [-1, directionClasses]));
    const losses = tf.neg(tf.sum(tf.mul(truths, found), 1));
    const weights = tf.reshape(weight, [-1]);
    return tf.div<Scalar>(tf.sum(tf.mul(losses, weights)), tf.add(tf.sum(weights), 1));
  });
}

/** Of the cells of some batches. */
export interface DirectionCounts {
  readonly writing: number;
  /** Cells with writing whose line is found to within 15 degrees, either way up. */
  readonly along: number;
  /** Of these, those that are the right way up. */
  readonly upright: number;
  readonly empty: number;
  /** Cells without writing that are taken for some. */
  readonly invented: number;
}

const nearCosine = Math.cos((2 * Math.PI) / 12);
const leastLength = 0.5;

/** @param found as `directionsOfLogits` gives it */
export function countDirections(found: Tensor4D, { vectors, weight }: DirectionBatch): DirectionCounts {
  const [answers, truths] = [found.dataSync<'float32'>(), vectors.dataSync<'float32'>()];
  const counts = { writing: 0, along: 0, upright: 0, empty: 0, invented: 0 };
  for (const [cell, weighs] of weight.dataSync<'float32'>().entries()) {
    if (weighs === 0) continue;
    const [x = 0, y = 0, twiceX = 0, twiceY = 0] = answers.subarray(directionPlanes * cell);
    const [cosine = 0, sine = 0] = truths.subarray(2 * cell);
    const isWriting = cosine !== 0 || sine !== 0;
    counts[isWriting ? 'writing' : 'empty'] += 1;
    const length = Math.hypot(twiceX, twiceY);
    if (length < leastLength) continue;
    if (!isWriting) counts.invented += 1;
    // Of twice the angle between them.
    const near = (twiceX * (cosine ** 2 - sine ** 2) + twiceY * 2 * cosine * sine) / length;
    if (near < nearCosine) continue;
    counts.along += 1;
    if (x * cosine + y * sine > 0) counts.upright += 1;
  }
  return counts;
}
