import { pickWeighted, type Random } from '../../../shared/random.ts';
import { augmentInk, drawClutter, drawRules } from './clutter.ts';
import { drawCrop } from './crop.ts';
import { detectorLoss, hardCellCount, type DetectorTargetBatch } from './loss.ts';
import { detect, detectorStride, type DetectorWeights } from '../../ml/networks/detector/network.ts';
import type { MarkedPage } from './page.ts';
import { detectorTargets } from './targets.ts';
import { type Tensor4D, tf } from '../../ml/tf.ts';
import type { Evaluation, TrainingTask } from '../../ml/training/train.ts';

/** Pages of one kind and the share of all crops that they give. */
export interface PageSource {
  readonly name: string;
  readonly pages: readonly MarkedPage[];
  readonly share: number;
  /** Share of the crops that get lines, boxes and arrows drawn in: for pages that have few of their own. */
  readonly clutter: number;
  /** Share of the crops that get the rules of paper drawn over them. */
  readonly rules: number;
}

export interface DetectorTask {
  readonly weights: DetectorWeights;
  readonly description: string;
  readonly sources: readonly PageSource[];
  /** Rows and columns of a crop in pixels. */
  readonly cropSize: number;
  readonly batchSize: number;
  evaluate(step: number): Promise<Evaluation>;
  /** Called while the weights that scored best so far, also before a stop, are in place. */
  keepBest(step: number): Promise<void>;
}

export interface DetectorBatch {
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

export function detectorBatch(
  random: Random,
  { sources, cropSize, batchSize }: Pick<DetectorTask, 'sources' | 'cropSize' | 'batchSize'>,
): DetectorBatch {
  const cells = cropSize / detectorStride;
  const ink = new Float32Array(batchSize * cropSize * cropSize);
  const maps = {
    kernel: new Float32Array(batchSize * cells * cells),
    weight: new Float32Array(batchSize * cells * cells),
    distances: new Float32Array(batchSize * cells * cells * 4),
    distanceWeight: new Float32Array(batchSize * cells * cells),
  };
  for (let index = 0; index < batchSize; index += 1) {
    const source = pickWeighted(sources, ({ share }) => share, random);
    if (source === undefined) throw new RangeError('There are no pages to draw crops from.');
    const crop = drawCrop(random, random.pick(source.pages), cropSize);
    if (random.chance(source.clutter)) drawClutter(random, crop.ink, cropSize);
    if (random.chance(source.rules)) drawRules(random, crop.ink, cropSize);
    augmentInk(random, crop.ink, cropSize);
    ink.set(crop.ink, index * cropSize * cropSize);
    const targets = detectorTargets(crop, detectorStride);
    maps.kernel.set(targets.kernel, index * cells * cells);
    maps.weight.set(targets.weight, index * cells * cells);
    maps.distances.set(targets.distances, index * cells * cells * 4);
    maps.distanceWeight.set(targets.distanceWeight, index * cells * cells);
  }
  const kernelCells = maps.kernel.reduce((sum, value) => sum + value, 0);
  const shape: [number, number, number, number] = [batchSize, cells, cells, 1];
  return {
    ink: tf.tensor4d(ink, [batchSize, cropSize, cropSize, 1]),
    targets: {
      kernel: tf.tensor4d(maps.kernel, shape),
      weight: tf.tensor4d(maps.weight, shape),
      distances: tf.tensor4d(maps.distances, [batchSize, cells, cells, 4]),
      distanceWeight: tf.tensor4d(maps.distanceWeight, shape),
      hardCells: hardCellCount(kernelCells, batchSize * cells * cells),
    },
  };
}

export function disposeBatch({ ink, targets }: DetectorBatch): void {
  tf.dispose([ink, targets.kernel, targets.weight, targets.distances, targets.distanceWeight]);
}
