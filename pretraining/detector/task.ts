import { join } from 'node:path';
import { type Scalar, type Tensor4D, tf, withGradient } from '../../main/ml/tf.ts';
import { type Detection, detect, detectorStride, type DetectorWeights } from './network/network.ts';
import type { Random } from '../../shared/random.ts';
import { drawCrops, type CropOptions } from './drawCrops.ts';
import { defaultOptimizer } from '../../main/ml/training/optimizer.ts';
import type { Evaluation, TrainingOptions, TrainingTask } from '../../main/ml/training/train.ts';
import { stopSignal } from '../run.ts';

/** Targets of a batch, as `detectorTargets` describes them; [batch, rows, columns, 1 or 4]. */
interface DetectorTargetBatch {
  readonly kernel: Tensor4D;
  readonly weight: Tensor4D;
  readonly distances: Tensor4D;
  readonly distanceWeight: Tensor4D;
  /** How many cells of the batch count as background in the loss: the worst ones. */
  readonly hardCells: number;
}

/** Per kernel cell so many background cells: without a limit they would drown the words. */
const hardPerKernelCell = 3;
/** Crops without a word still teach what is none. */
const fewestHardCells = 512;

export function hardCellCount(kernelCells: number, cells: number): number {
  return Math.min(cells, Math.max(fewestHardCells, hardPerKernelCell * kernelCells));
}

/**
 * Kernel: weighted cross-entropy over words and the hardest background (Shrivastava et al., "Training
 * region-based object detectors with online hard example mining", 2016) plus Dice (Milletari et al.,
 * "V-Net", 2016), which sees whole kernels. Distances: -log of the boxes' intersection over union (Yu
 * et al., "UnitBox", 2016).
 */
export function detectorLoss(detection: Detection, targets: DetectorTargetBatch): Scalar {
  return tf.tidy(() => {
    const kernel = tf.add(crossEntropy(detection.kernel, targets), dice(detection.kernel, targets));
    return tf.add<Scalar>(kernel, distanceLoss(detection.distances, targets));
  });
}

function crossEntropy(logits: Tensor4D, targets: DetectorTargetBatch): Scalar {
  const losses = tf.sub<Tensor4D>(tf.softplus(logits), tf.mul(logits, targets.kernel));
  const background = tf.mul<Tensor4D>(tf.sub(1, targets.kernel), targets.weight);
  const hard = largestOf(tf.mul<Tensor4D>(losses, background), targets.hardCells);
  const weights = tf.add(tf.mul(targets.kernel, targets.weight), tf.mul(background, hard));
  return tf.div<Scalar>(tf.sum(tf.mul(losses, weights)), tf.add(tf.sum(weights), 1));
}

/** 1 at the largest values, 0 elsewhere; a choice, so that no gradient flows through it. */
function largestOf(values: Tensor4D, count: number): Tensor4D {
  return withGradient(
    [values],
    () => {
      const least = tf.min(tf.topk(tf.reshape(values, [-1]), count, false).values);
      return tf.cast(tf.greaterEqual(values, tf.maximum(least, 1e-6)), 'float32');
    },
    (gradient) => [tf.zerosLike(gradient)],
  );
}

function dice(logits: Tensor4D, { kernel, weight }: DetectorTargetBatch): Scalar {
  const probable = tf.mul(tf.sigmoid(logits), weight);
  const shared = tf.sum(tf.mul(probable, kernel));
  const all = tf.add(tf.sum(probable), tf.sum(tf.mul(kernel, weight)));
  return tf.sub<Scalar>(1, tf.div(tf.add(tf.mul(shared, 2), 1), tf.add(all, 1)));
}

/** One pixel added to both areas keeps the logarithm finite and the smallest boxes quiet. */
const areaSmoothing = 1;

function distanceLoss(distances: Tensor4D, targets: DetectorTargetBatch): Scalar {
  const found = sides(distances);
  const truth = sides(targets.distances);
  const sharedWidth = tf.add(tf.minimum(found.left, truth.left), tf.minimum(found.right, truth.right));
  const sharedHeight = tf.add(tf.minimum(found.top, truth.top), tf.minimum(found.bottom, truth.bottom));
  const shared = tf.mul(sharedWidth, sharedHeight);
  const union = tf.sub(tf.add(area(found), area(truth)), shared);
  const losses = tf.sub(tf.log(tf.add(union, areaSmoothing)), tf.log(tf.add(shared, areaSmoothing)));
  const weighted = tf.sum(tf.mul(losses, targets.distanceWeight));
  return tf.div<Scalar>(weighted, tf.add(tf.sum(targets.distanceWeight), 1));
}

interface Sides {
  readonly left: Tensor4D;
  readonly top: Tensor4D;
  readonly right: Tensor4D;
  readonly bottom: Tensor4D;
}

function sides(distances: Tensor4D): Sides {
  const [left, top, right, bottom] = tf.split<Tensor4D>(distances, 4, 3);
  if (left === undefined || top === undefined || right === undefined || bottom === undefined) {
    throw new RangeError(`Distances have shape [${distances.shape.join(', ')}]; expected four channels.`);
  }
  return { left, top, right, bottom };
}

function area({ left, top, right, bottom }: Sides): Tensor4D {
  return tf.mul(tf.add(left, right), tf.add(top, bottom));
}

interface DetectorTask extends CropOptions {
  readonly weights: DetectorWeights;
  readonly description: string;
  evaluate(step: number): Promise<Evaluation>;
  /** Called while the weights that scored best so far, also before a stop, are in place. */
  keepBest(step: number): Promise<void>;
}

interface DetectorBatch {
  readonly ink: Tensor4D;
  readonly targets: DetectorTargetBatch;
}

export function detectorTask(options: DetectorTask): TrainingTask<DetectorBatch> {
  const { weights, description, batchSize } = options;
  return {
    weights,
    description,
    nextBatch: (random) => detectorBatch(random, options),
    samplesIn: () => batchSize,
    loss: ({ ink, targets }, pass) => detectorLoss(detect(ink, weights, pass), targets),
    disposeBatch,
    evaluate: (step) => options.evaluate(step),
    keepBest: (step) => options.keepBest(step),
  };
}

/** Crops drawn at random, with their targets, as tensors. */
export function detectorBatch(random: Random, options: CropOptions): DetectorBatch {
  const { batchSize, cropSize } = options;
  const { ink, kernel, weight, distances, distanceWeight } = drawCrops(random, options);
  const cells = cropSize / detectorStride;
  const kernelCells = kernel.reduce((sum, value) => sum + value, 0);
  const shape: [number, number, number, number] = [batchSize, cells, cells, 1];
  return {
    ink: tf.tensor4d(ink, [batchSize, cropSize, cropSize, 1]),
    targets: {
      kernel: tf.tensor4d(kernel, shape),
      weight: tf.tensor4d(weight, shape),
      distances: tf.tensor4d(distances, [batchSize, cells, cells, 4]),
      distanceWeight: tf.tensor4d(distanceWeight, shape),
      hardCells: hardCellCount(kernelCells, batchSize * cells * cells),
    },
  };
}

export function disposeBatch({ ink, targets }: DetectorBatch): void {
  tf.dispose([ink, targets.kernel, targets.weight, targets.distances, targets.distanceWeight]);
}

/** What the command line says of a training of the detector, or of its directions. */
interface TrainingAsked {
  readonly seed: string;
  readonly rate: string;
  readonly decay: string;
  readonly steps: string;
  /** Folder of checkpoints. */
  readonly cache: string;
}

/** @param name of the checkpoint */
export function detectorTraining(
  name: string,
  { seed, rate, decay, steps, cache }: TrainingAsked,
): TrainingOptions {
  return {
    seed: Number(seed),
    schedule: {
      peak: Number(rate),
      warmupSteps: 150,
      decaySteps: Number(decay),
      totalSteps: Number(steps),
    },
    optimizer: { ...defaultOptimizer, weightDecay: 0.01 },
    averageDecay: 0.998,
    statisticsMomentum: 0.99,
    statisticsBatches: 40,
    evaluateEvery: 250,
    checkpoint: { path: join(cache, `${name}-${seed}.checkpoint`), every: 250 },
    signal: stopSignal(),
  };
}
